// Minutes left by the server's clock; said aloud at five minutes and at one, then "timer:over" is dispatched once.
const MINUTE = 60_000;
const SAID_AT = [5, 1];

export function attach(timer) {
  const ahead = Date.parse(timer.dataset.now) - Date.now();
  const end = Date.parse(timer.dataset.ends);
  const shown = timer.querySelector(".timer__left");
  const says = document.querySelector("[data-timer-says]");
  let last = null;

  const tick = () => {
    const left = end - (Date.now() + ahead);
    const minutes = Math.ceil(left / MINUTE);
    if (left <= 0) {
      clearInterval(clock);
      shown.textContent = says.textContent = timer.dataset.over;
      timer.dispatchEvent(new CustomEvent("timer:over", { bubbles: true }));
      return;
    }
    const words = left < MINUTE ? timer.dataset.last : timer.dataset.minutes.replace("{n}", minutes);
    if (words === last) return;
    shown.textContent = words;
    if (last !== null && SAID_AT.includes(minutes)) says.textContent = words;
    last = words;
  };

  const clock = setInterval(tick, 1_000);
  document.addEventListener("visibilitychange", tick);
  tick();
}
