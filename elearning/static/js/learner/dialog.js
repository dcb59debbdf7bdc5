// Opens a dialog from the links that lead to its confirming page (data-opens="id"); [data-closes] and Escape close it.
export function attach(dialog) {
  if (dialog.open) return;
  for (const opener of document.querySelectorAll(`[data-opens="${dialog.id}"]`)) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
  for (const closer of dialog.querySelectorAll("[data-closes]")) {
    closer.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
}
