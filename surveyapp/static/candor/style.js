// The style page: tells sliders, rankings and words of one's own that an answer changed, and takes
// answers back, as survey.js does. The survey itself, with all of its script, is one link away.

const isChoice = (input) => input.type === "radio" || input.type === "checkbox";

for (const element of document.querySelectorAll("[data-no-script]")) element.remove();
for (const question of document.querySelectorAll("[data-item]")) {
  const fields = [...question.querySelectorAll("input, select, textarea")].filter(
    (input) => !input.matches("[data-slider]"),
  );
  const clear = question.querySelector("[data-clear]");

  function refresh() {
    const isAnswered = fields.some((input) => (isChoice(input) ? input.checked : input.value));
    question.classList.toggle("answered", isAnswered);
    question.dispatchEvent(new CustomEvent("answered")); // see scales.js
  }

  question.addEventListener("input", refresh);
  clear?.addEventListener("click", () => {
    for (const input of fields) {
      if (isChoice(input)) input.checked = false;
      else input.value = "";
    }
    refresh();
    fields.find((input) => input.checkVisibility())?.focus();
  });
  if (clear) clear.hidden = false;
  refresh();
}
