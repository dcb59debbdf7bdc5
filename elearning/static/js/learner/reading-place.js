// Remembers the heading the reader has reached, for their other devices: sent once, when the page is put away.
export function attach(text) {
  const headings = [...text.querySelectorAll("h2[id], h3[id]")];
  let sent = "";

  function reached() {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
    return passed.length ? passed[passed.length - 1].id : "";
  }

  function send() {
    const heading = reached();
    if (!heading || heading === sent) return;
    sent = heading;
    const body = new URLSearchParams({ heading, csrf_token: text.dataset.token });
    fetch(text.dataset.action, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {
      sent = "";
    });
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  addEventListener("pagehide", send);
}
