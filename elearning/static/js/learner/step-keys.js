// ← and → lead to the previous and the next step, except while somebody types, chooses or holds another key.
const TYPING = "input, textarea, select, [contenteditable], [role=region], summary, dialog";

export function attach(nav) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest(TYPING)) return;
    const way = { ArrowLeft: nav.dataset.previous, ArrowRight: nav.dataset.next }[event.key];
    if (way) location.assign(way);
  });
}
