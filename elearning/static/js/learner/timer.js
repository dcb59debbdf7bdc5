// Minutes left by the server's clock; said aloud at five minutes and at one. The end may move while the page stands open (an officer
// gives more time): receipts tell it ("answer:times"), and before "timer:over" is dispatched the server is asked.
const MINUTE = 60_000;
const SAID_AT = [5, 1];
const RETRY = 5_000;

export function attach(timer) {
  const { dataset } = timer;
  const shown = timer.querySelector(".timer__left"), until = timer.querySelector(".timer__end");
  const says = document.querySelector("[data-timer-says]");
  let ahead = Date.parse(dataset.now) - Date.now();
  let end = Date.parse(dataset.ends);
  let last = null, clock = 0;
  const left = () => end - (Date.now() + ahead);

  const move = ({ ends, now, words }) => {
    if (now) ahead = Date.parse(now) - Date.now();
    if (!ends || Date.parse(ends) === end) return;
    if (Date.parse(ends) > end) says.textContent = `${dataset.longer}: ${words}`;
    end = Date.parse(ends);
    until.textContent = words;
    run();
  };
  // Whether the server answered; where it sends to sign-in it does not know the end, and the page goes on with its own.
  const ask = async () => {
    if (!dataset.times) return true;
    const told = await fetch(dataset.times, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (told?.ok) move(await told.json());
    return Boolean(told) && told.status < 500;
  };
  const finish = async () => {
    clearInterval(clock);
    const isSure = await ask();
    if (left() > 0) return run();
    if (!isSure) return setTimeout(finish, RETRY);
    timer.dispatchEvent(new CustomEvent("timer:over", { bubbles: true }));
  };
  const tick = () => {
    if (left() <= 0) {
      shown.textContent = says.textContent = dataset.over;
      finish();
      return;
    }
    const minutes = Math.ceil(left() / MINUTE);
    const words = left() < MINUTE ? dataset.last : dataset.minutes.replace("{n}", minutes);
    if (words === last) return;
    shown.textContent = words;
    if (last !== null && SAID_AT.includes(minutes)) says.textContent = words;
    if (last !== null && SAID_AT.includes(minutes)) ask();
    last = words;
  };
  const run = () => {
    clearInterval(clock);
    last = null;
    clock = setInterval(tick, 1_000);
    tick();
  };
  document.addEventListener("visibilitychange", () => document.hidden || (left() > 0 && ask()));
  document.addEventListener("answer:times", ({ detail }) => move(detail));
  run();
}
