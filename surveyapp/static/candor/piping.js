// Repeats an earlier answer in a later text. What was chosen is written as text, whatever it holds;
// where nothing is, the words of the author stand there, as they do without this module.

const form = document.querySelector("form.survey");
const places = [...document.querySelectorAll("[data-piped]")].map((element) => ({
  element,
  question: form.querySelector(`[data-item="${CSS.escape(element.dataset.piped)}"]`),
  labels: JSON.parse(element.dataset.labels),
}));

function paint() {
  for (const { element, question, labels } of places) {
    // A question that is not shown keeps what was chosen in it, and has no answer.
    const chosen = question?.disabled ? null : question?.querySelector("input:checked");
    const isLabelled = chosen && Object.hasOwn(labels, chosen.value);
    const words = isLabelled ? labels[chosen.value] : element.dataset.otherwise;
    if (element.textContent !== words) element.textContent = words;
  }
}

if (places.length) {
  form.addEventListener("input", paint);
  form.addEventListener("settled", paint); // survey.js: which questions are shown is decided
  addEventListener("pageshow", paint); // a browser may bring back what was chosen before
  paint();
}
