// A trial of a survey: how long somebody is on each section, kept in this page alone until they press
// a button. Answers are never looked at here, and no form is sent, whatever presses it.

const form = document.querySelector("form[data-survey]");
if (form) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  form.addEventListener("submit", (event) => event.preventDefault(), true);
  // Enter presses the first button of a form, which survey.js takes for "Next".
  form.querySelector("[data-send]").disabled = false;
  for (const shown of form.querySelectorAll("[data-with-script]")) shown.hidden = false;
  const box = form.querySelector("[data-trial]");
  if (box) measure(form, box);
}

/** Measures while a page is shown and the tab can be seen; tells it on the last page. */
function measure(form, box) {
  const { timed, step, most } = box.dataset;
  const spent = new Map(timed.split(" ").map((code) => [code, 0]));
  let current = null;
  let since = null;

  const pause = () => {
    if (since !== null && spent.has(current)) spent.set(current, spent.get(current) + performance.now() - since);
    since = null;
  };
  const goOn = () => (since = document.hidden ? null : performance.now());

  /** In steps, so that no number is anybody's own; and no more than the most. */
  const secondsOf = (code) =>
    Math.min(Number(most), Number(step) * Math.round(spent.get(code) / 1000 / Number(step)));
  const told = () => Object.fromEntries([...spent.keys()].map((code) => [code, secondsOf(code)]));

  form.addEventListener("turned", () => {
    pause();
    const page = form.querySelector("[data-page]:not([hidden])");
    current = page.dataset.page ? null : page.id.replace(/^page-/, "");
    goOn();
    if (page.contains(box)) tell();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? pause() : goOn()));

  const choice = box.querySelector("[data-choice]");
  const said = box.querySelector("[data-said]");
  let answered = false;

  function tell() {
    if (answered) return;
    box.hidden = false;
    const lines = Object.entries(told()).map(([code, seconds]) => {
      const line = document.createElement("li");
      const title = document.getElementById(`page-${code}-title`).textContent;
      line.textContent = box.dataset.textLine.replace(/\{(\w+)\}/g, (_, name) => ({ page: title, seconds })[name]);
      return line;
    });
    box.querySelector("[data-times]").replaceChildren(...lines);
  }

  function say(text, isDone) {
    answered ||= isDone;
    choice.hidden = answered;
    said.textContent = text;
    if (isDone) said.focus();
  }

  box.querySelector("[data-send-nothing]").addEventListener("click", () => say(box.dataset.textNothing, true));
  box.querySelector("[data-send-times]").addEventListener("click", async () => {
    if (answered) return;
    answered = true; // of two presses one counts
    const status = await sent(told());
    answered = false;
    if (status === 204) say(box.dataset.textSent, true);
    else if (status === 404) say(box.dataset.textOver, true);
    else say(box.dataset.textFailed, false);
  });
}

/** The status of the answer; 0 where none came. */
async function sent(seconds) {
  try {
    const { status } = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ seconds }),
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
    return status;
  } catch {
    return 0;
  }
}
