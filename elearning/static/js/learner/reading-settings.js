// Wishes about reading take effect at once; the server keeps them for the next page.
export function attach(form) {
  const said = form.querySelector("[data-saved]");
  form.addEventListener("change", async (event) => {
    const { name, value } = event.target;
    const first = form.elements[name].item(0).value;
    if (name !== "data") {
      if (value === first) document.documentElement.removeAttribute(`data-${name}`);
      else document.documentElement.setAttribute(`data-${name}`, value);
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      said.textContent = answer.ok ? said.dataset.saved : "";
    } catch {
      said.textContent = "";
    }
  });
}
