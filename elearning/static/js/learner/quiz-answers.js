// The controls of a running attempt and the receipts beside them. Says what was answered ("answer:given") and shows what the queue
// tells ("answer:told": words and whether it is saved; "answer:unsent": an answer of an earlier visit that still has to be sent).
export function attach(form) {
  const sets = new Map([...form.querySelectorAll("[data-slot]")].map((set) => [set.dataset.slot, set]));
  const isOwn = (slot, name) => name === `q${slot}` || name.startsWith(`q${slot}.`);

  const given = (slot) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (isOwn(slot, name)) (fields[name] ??= []).push(value);
    return { fields, flagged: form.elements[`flag${slot}`].checked };
  };

  const restore = (control, slot, { fields, flagged }) => {
    if (control.name === `flag${slot}`) control.checked = flagged;
    if (!isOwn(slot, control.name)) return;
    const values = fields[control.name] ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  };

  for (const [slot, set] of sets) {
    set.addEventListener("input", ({ target }) => {
      const detail = { slot, entry: given(slot), isTyping: target.type === "text" };
      form.dispatchEvent(new CustomEvent("answer:given", { detail }));
    });
  }
  form.addEventListener("answer:unsent", ({ detail: { slot, entry } }) => {
    const set = sets.get(slot);
    if (!set || entry.sequence <= Number(set.dataset.sequence)) return;
    for (const control of set.elements) restore(control, slot, entry);
  });
  form.addEventListener("answer:told", ({ detail: { slot, words, isSaved } }) => {
    const receipt = (sets.get(slot) ?? form).querySelector("[data-receipt]");
    const picture = document.getElementById(isSaved ? "receipt-saved" : "receipt-waiting").content.cloneNode(true);
    receipt.classList.toggle("receipt--waiting", !isSaved);
    receipt.replaceChildren(picture, ` ${words}`);
  });
}
