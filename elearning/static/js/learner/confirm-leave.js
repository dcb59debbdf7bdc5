// Asks before a page with typed but unsent changes is left. Scripts that save on the way set data-saved on the form.
export function attach(form) {
  let changed = false;
  form.addEventListener("input", () => {
    changed = true;
    delete form.dataset.saved;
  });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => {
    if (changed && !("saved" in form.dataset)) event.preventDefault();
  });
}
