// Sends answers until the server has confirmed them; until then they stay in this browser and are never called saved. Their numbers
// follow the server's clock: of two tabs the later answer wins, however wrong this device's clock is. Sending the attempt waits.
const TYPING_PAUSE = 800;
const RETRY = 5_000;

export function attach(form) {
  const { attempt, answers, submission } = form.dataset;
  const store = `pelita.attempt.${attempt}.`;
  const ahead = Date.parse(form.dataset.now) - Date.now();
  const pending = new Map();
  let last = 0, timer = 0, running = null;
  const say = (name, detail) => form.dispatchEvent(new CustomEvent(`answer:${name}`, { bubbles: true, detail }));
  const tell = (slot, words, isSaved = false) => say("told", { slot, words, isSaved });

  const keep = (slot, entry) => {
    if (entry) pending.set(slot, entry);
    else pending.delete(slot);
    try {
      if (entry) localStorage.setItem(store + slot, JSON.stringify(entry));
      else localStorage.removeItem(store + slot);
    } catch { /* full or forbidden: this page's memory must do */ }
  };
  // Returns why an answer must wait ("offline", "signedOut"); null when it was saved, or refused for good.
  const put = async (slot, entry) => {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value };
    const sent = { method: "PUT", headers, body: JSON.stringify(entry), redirect: "manual", keepalive: true };
    const told = await fetch(`${answers}/${slot}`, sent);
    if (told.type === "opaqueredirect" || [400, 401, 403, 404].includes(told.status)) return "signedOut";
    if (!told.ok && told.status !== 409 && told.status !== 422) return "offline";
    const { receipt, sequence, review, error, times } = await told.json();
    last = Math.max(last, sequence ?? 0);
    if (pending.get(slot) === entry) keep(slot, null);
    if (!pending.has(slot)) tell(slot, receipt ?? error.message, told.ok);
    if (told.ok) say("saved", { slot, entry });
    if (times) say("times", times);
    if (review) location.assign(review);
    return null;
  };
  const sendAll = async () => {
    while (pending.size) {
      const [slot, entry] = pending.entries().next().value;
      const why = await put(slot, entry).catch(() => "offline");
      if (!why) continue;
      for (const each of pending.keys()) tell(each, form.dataset[why]);
      timer = setTimeout(send, RETRY);
      return;
    }
  };
  const send = () => {
    clearTimeout(timer);
    return (running ??= sendAll().finally(() => { running = null; }));
  };
  form.addEventListener("answer:given", ({ detail: { slot, entry, isTyping } }) => {
    last = Math.max(last + 1, Math.round(Date.now() + ahead));
    keep(slot, { ...entry, sequence: last });
    tell(slot, form.dataset.sending);
    clearTimeout(timer);
    timer = setTimeout(send, isTyping ? TYPING_PAUSE : 0);
  });
  form.addEventListener("submit", async (event) => {
    if (!pending.size) return;
    event.preventDefault();
    await send();
    if (!pending.size) form.requestSubmit(event.submitter);
  });
  document.addEventListener("timer:over", async () => {
    await send();
    if (submission && !pending.size) Object.assign(form, { action: submission }).submit();
  });
  addEventListener("online", send);
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(store))) {
    const slot = name.slice(store.length), entry = JSON.parse(localStorage.getItem(name));
    last = Math.max(last, entry.sequence);
    pending.set(slot, entry);
    say("unsent", { slot, entry });
    tell(slot, form.dataset.sending);
  }
  send();
}
