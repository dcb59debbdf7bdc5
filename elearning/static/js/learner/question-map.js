// Keeps the question map true while answers are saved on the same page. Attached to the element that holds both.
export function attach(place) {
  const { saved, unanswered, flagged, savedCount, openCount } = place.dataset;
  const links = place.querySelectorAll(".question-map__link");
  const flag = place.querySelector("#map-flag");
  const keys = place.querySelectorAll(".question-map__key .question-map__swatch:not(.question-map__swatch--now)");

  const count = (number, words) => ` ${words.replace("{n}", number)}`;

  place.addEventListener("answer:saved", ({ detail: { slot, entry } }) => {
    const link = place.querySelector(`[data-map-slot="${slot}"]`);
    const isSaved = Object.values(entry.fields).flat().some((value) => value.trim());
    link.classList.toggle("question-map__link--saved", isSaved);
    link.querySelector(".visually-hidden").textContent = ` ${isSaved ? saved : unanswered}${entry.flagged ? `, ${flagged}` : ""}`;
    link.querySelector(".icon")?.remove();
    if (entry.flagged) link.append(flag.content.cloneNode(true));
    const total = place.querySelectorAll(".question-map__link--saved").length;
    for (const key of keys) {
      const isSavedKey = key.classList.contains("question-map__swatch--saved");
      key.parentElement.lastChild.textContent = isSavedKey ? count(total, savedCount) : count(links.length - total, openCount);
    }
  });
}
