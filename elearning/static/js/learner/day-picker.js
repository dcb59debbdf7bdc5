// Beside a field that takes a typed day (dd-mm-yyyy), a button that opens the browser's calendar and fills the field.
export function attach(field) {
  const calendar = document.createElement("input");
  if (!("showPicker" in calendar)) return;
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.className = "visually-hidden";
  calendar.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--plain button--small";
  button.textContent = field.dataset.label;
  button.addEventListener("click", () => {
    calendar.value = turned(field.value.trim());
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    if (calendar.value) field.value = turned(calendar.value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.after(" ", button, calendar);
}

// "31-12-2026" and "2026-12-31" are each other's reverse; anything else opens the calendar at today.
function turned(day) {
  return /^\d+-\d\d-\d+$/.test(day) ? day.split("-").reverse().join("-") : "";
}
