// The survey, a section at a time. Without this module the page is one long form that works.
//
// Nothing is remembered on the server; what the device remembers is the matter of drafts.js. The
// browser's own history goes back and forth between the pages. Leaving with something typed that is
// not kept asks first.

import { asShown } from "./order.js";

/** Unanswered questions that the last page names at once; more wait behind a line that opens. */
const FEW = 8;
/** Milliseconds after which Send may be pressed again. */
const STOPPED = 10_000;

const form = document.querySelector("form[data-survey]");
if (form) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  const questions = [...form.querySelectorAll("[data-item]")];
  const pages = [...form.querySelectorAll("[data-page]")];
  const progress = document.querySelector("[data-progress]");
  const summary = form.querySelector("#problems");
  const [back, next, send] = ["back", "next", "send"].map((name) =>
    form.querySelector(`[data-${name}]`),
  );
  const title = form.querySelector("[data-title]");
  let current = pages[0];
  /** The page of each step of the browser's history, which itself holds numbers only. */
  let trail = [];
  let dirty = "typed" in form.dataset;
  let sending = false;
  let reviewing = false; // came from the last page, and wants back there
  let numbers; // as they are written in the language of the form: made late, a slow phone takes its time

  for (const element of form.querySelectorAll("[data-no-script]")) element.remove();
  for (const button of form.querySelectorAll("[data-clear]")) button.hidden = false;
  for (const shown of form.querySelectorAll("[data-review], [data-keys]")) shown.hidden = false;
  form.classList.add("paged");

  // What is answered ---------------------------------------------------------------------------

  const FIELDS = "input, textarea, select";
  // A slider is another hand on its number, and words beside an option are no answer themselves.
  const inputsOf = (question) =>
    [...question.querySelectorAll(FIELDS)].filter((input) => !input.matches("[data-slider], [data-own]"));
  const isChoice = (input) => input.type === "radio" || input.type === "checkbox";
  const isAlone = (input) => isChoice(input) && (input.value === "_na" || "alone" in input.dataset);
  const isGiven = (input) => (isChoice(input) ? input.checked : input.value.trim() !== "");
  const optionOf = (select) => select.closest("[data-option]").dataset.option;

  /** The values of a question's answer, those of a ranking in order; empty where there is none. */
  function answersOf(question) {
    const given = inputsOf(question).filter(isGiven);
    if (question.dataset.places) given.sort((one, other) => Number(one.value) - Number(other.value));
    return given.map((input) => {
      if (input.matches("select")) return optionOf(input);
      if (isChoice(input)) return input.value;
      return numberOf(question, input.value) ?? input.value.trim();
    });
  }

  /** A number as the server stores it; nothing where it is none that the question takes. */
  function numberOf(question, typed) {
    const { low, high, step, unit } = question.dataset;
    if (low === undefined) return null;
    const bare = unit && !/^\d/.test(unit) && typed.trim().endsWith(unit) ? typed.trim().slice(0, -unit.length) : typed;
    const text = bare.trim().replace("\u2212", "-").replace(",", ".");
    if (!/^-?\d{1,12}(\.\d{1,12})?$/.test(text)) return null;
    if (Number(high) >= 1000 && /^-?\d{1,3}\.\d{3}$/.test(text)) return null; // a thousand, or one?
    const number = Number(text);
    const steps = (number - Number(low)) / Number(step);
    const fits = Math.abs(steps - Math.round(steps)) < 1e-6;
    return fits && number >= Number(low) && number <= Number(high) ? String(number) : null;
  }

  /** What somebody wrote: all of an answer, or beside an option. */
  function wordsOf(question) {
    const own = question.querySelector("[data-own]");
    if (own) return own.value.trim();
    return question.classList.contains("text") ? (answersOf(question)[0] ?? "") : "";
  }

  /** Shows and hides the questions that depend on others, in the order asked. */
  function applyConditions() {
    const given = new Map();
    for (const question of questions) {
      const condition = question.dataset.showIf ? JSON.parse(question.dataset.showIf) : null;
      const shown =
        !condition ||
        (given.get(condition.item) ?? []).some((answer) => condition.answers.includes(answer));
      question.hidden = !shown;
      question.disabled = !shown; // and so not sent; what was answered stays in it
      if (shown) given.set(question.dataset.item, answersOf(question));
    }
    form.dispatchEvent(new CustomEvent("settled")); // repeated answers: see piping.js
  }

  /** Keeps "choose up to 3": what cannot be chosen any more is disabled, and said. */
  function applyLimit(question) {
    const most = Number(question.dataset.most);
    if (!most) return;
    const boxes = inputsOf(question).filter((input) => !isAlone(input));
    const n = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = !box.checked && n >= most;
    const text = n >= most ? form.dataset.textFull : form.dataset.textChosen;
    const count = question.querySelector("[data-count]");
    if (count) count.textContent = n ? fill(text, { n, most }) : "";
  }

  /** Says how long a text is and may be: to the eye always, aloud only where it becomes too long. */
  function tellLength(question) {
    const line = question.querySelector("[data-length]");
    if (!line) return;
    const most = Number(question.dataset.longest);
    const length = [...wordsOf(question)].length;
    numbers ??= new Intl.NumberFormat(form.lang);
    line.textContent = fill(line.dataset.text, { length: numbers.format(length), most: numbers.format(most) });
    line.classList.toggle("over", length > most);
  }

  /** "Not applicable", and what else is chosen alone, exclude all other answers. */
  function applyExclusion(question, changed) {
    if (changed.type === "radio" || !isGiven(changed) || answersOf(question).length < 2) return;
    for (const input of inputsOf(question)) {
      if (input !== changed && (isAlone(changed) || isAlone(input))) empty(input);
    }
  }

  function empty(input) {
    if (isChoice(input)) input.checked = false;
    else if (!input.matches("[data-slider]")) input.value = "";
  }

  function refresh(question) {
    applyLimit(question);
    question.classList.toggle("answered", answersOf(question).length > 0);
    question.dispatchEvent(new CustomEvent("answered")); // sliders, rankings: see scales.js
  }

  // What is wrong ------------------------------------------------------------------------------

  /** What to say of a question; empty where nothing is wrong. The server checks again. */
  function problemOf(question) {
    const given = answersOf(question);
    const { missing, range, longest, tooLong, unchosen, incomplete, places } = question.dataset;
    const said = [...wordsOf(question)].length;
    const option = question.querySelector("[data-own-words]")?.dataset.ownWords;
    if (option && said && !given.includes(option)) return unchosen;
    if (longest && said > Number(longest)) return fill(tooLong, { most: longest, length: said });
    if (!given.length) return missing ?? "";
    if (given[0] === "_na") return "";
    if (range && numberOf(question, given[0]) === null) return range;
    return incomplete && given.length < Number(places) ? incomplete : "";
  }

  function say(question, problem) {
    const error = question.querySelector(".error");
    error.textContent = problem;
    error.hidden = !problem;
    for (const input of inputsOf(question)) {
      if (problem) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  /** Says what is wrong on a page and goes to the first of it; false where nothing is. */
  function stopsAt(page) {
    if ("readOnly" in form.dataset) return false;
    const wrong = questionsOf(page).filter((question) => {
      const problem = problemOf(question);
      say(question, problem);
      return problem;
    });
    if (wrong.length) enter(wrong[0]);
    return wrong.length > 0;
  }

  // Pages --------------------------------------------------------------------------------------

  const questionsOf = (page) =>
    questions.filter((question) => !question.hidden && page.contains(question));
  const isFixed = (page) => page.dataset.page === "start" || page.dataset.page === "send";
  const shownPages = () => pages.filter((page) => isFixed(page) || questionsOf(page).length);

  /** Shows one page. `focus` is where to go on it: its heading unless told. */
  function show(page, focus = page.querySelector("h2") ?? title) {
    current = page;
    for (const other of pages) other.hidden = other !== page;
    for (const question of questionsOf(page)) tellLength(question);
    if (page.dataset.page === "send") {
      reviewing = false;
      review();
    }
    // What a page does without works as a form does: with a place beside each option, without hints.
    if (page.querySelector("[data-slider-box], [data-ranking], [data-own-words]")) import("./scales.js").catch(() => {});
    if (page.querySelector("[data-identifying]")) import("./identifying.js").catch(() => {});
    const isStart = page.dataset.page === "start";
    title.classList.toggle("visually-hidden", !isStart); // still read as the name of the page
    back.hidden = isStart;
    next.hidden = page.dataset.page === "send";
    send.hidden = !next.hidden;
    next.textContent = isStart ? next.dataset.textStart : next.dataset.textNext;
    tellProgress();
    form.dispatchEvent(new CustomEvent("turned"));
    if (focus) {
      window.scrollTo(0, 0);
      focus.focus({ preventScroll: focus.matches("h1, h2") });
    }
  }

  /** Shows a page as a step that the browser's back button takes back. */
  function go(page, focus) {
    if (page !== current) {
      trail.length = stepNow() + 1;
      trail.push(page.id);
      history.pushState({ step: trail.length - 1 }, "");
      tellTrail();
    }
    show(page, focus);
  }

  const stepNow = () => history.state?.step ?? 0;

  /** Begins a history where the page was loaded; what it was before may be in the draft. */
  function begin(earlier = []) {
    trail = [...earlier];
    trail[stepNow()] = current.id;
    history.replaceState({ step: stepNow() }, "");
    tellTrail();
  }

  const tellTrail = () => (form.dataset.trail = Array.from(trail, (id) => id ?? pages[0].id).join(" "));

  function step(by) {
    const shown = shownPages();
    go(reviewing && by > 0 ? shown.at(-1) : shown[shown.indexOf(current) + by]);
  }

  /** Goes to a question, on whatever page it is. */
  function enter(question) {
    const page = question.closest("[data-page]");
    page.hidden = false; // so that what is shown on it can be told
    const checked = inputsOf(question).find((i) => i.checked);
    go(page, checked ?? firstOf(question));
    question.scrollIntoView({ block: "start" });
  }

  /** The first of a question that can be focused. */
  const firstOf = (question) =>
    [...question.querySelectorAll(`${FIELDS}, button`)].find(isShown);

  function tellProgress() {
    if (!progress) return;
    const shown = shownPages();
    const here = shown.indexOf(current);
    const seconds = shown
      .slice(here)
      .flatMap(questionsOf)
      .reduce((sum, question) => sum + Number(question.dataset.seconds), 0);
    const text = here === 0 ? form.dataset.textStart : form.dataset.textPage;
    progress.textContent = fill(text, {
      page: here,
      pages: shown.length - 1,
      minutes: Math.max(1, Math.round(seconds / 60)),
    });
  }

  /** The last page lists what is unanswered and what is said in words. */
  function review() {
    const shown = questions.filter((question) => !question.hidden);
    const open = shown.filter((question) => !answersOf(question).length);
    const unanswered = list("[data-unanswered]", open);
    unanswered.querySelector("details").open = open.length <= FEW;
    unanswered.querySelector("[data-count]").textContent = fill(form.dataset.textOpen, { n: open.length, of: shown.length });
    list("[data-comments]", shown.filter(wordsOf), wordsOf);
    form.querySelector("[data-all-answered]").hidden = open.length > 0;
  }

  /** What a question asks, as it reads now. */
  function textOf(question) {
    const legend = question.querySelector("legend").cloneNode(true);
    legend.querySelector(".needed")?.remove();
    return legend.textContent.trim();
  }

  function list(name, found, said) {
    const box = form.querySelector(name);
    box.hidden = !found.length;
    box.querySelector("ul").replaceChildren(
      ...found.map((question) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = `#${question.id}`;
        link.textContent = textOf(question);
        line.append(link);
        if (said) {
          const text = document.createElement("span");
          text.className = "said";
          text.textContent = said(question);
          line.append(text);
          const hint = question.querySelector("[data-identifying]")?.textContent; // identifying.js
          if (hint) {
            const note = document.createElement("span");
            note.className = "identifying";
            note.textContent = hint;
            line.append(note);
          }
        }
        return line;
      }),
    );
    return box;
  }

  // What people do -----------------------------------------------------------------------------

  form.addEventListener("input", ({ target }) => {
    const question = target.closest("[data-item]");
    if (!question) return;
    dirty = true;
    const isSlider = target.matches("[data-slider]");
    const changed = isSlider ? question.querySelector("[data-number]") : target;
    if (!changed.matches("[data-own]")) applyExclusion(question, changed);
    refresh(question);
    tellLength(question);
    if (!problemOf(question)) say(question, "");
    applyConditions();
    tellProgress();
  });

  // A digit takes the level of that number, N what stands apart: while a scale has the focus, so that
  // nobody who types or dictates elsewhere answers by it.
  form.addEventListener("keydown", (event) => {
    const scale = event.target.closest(".scale");
    if (!scale || event.ctrlKey || event.metaKey || event.altKey) return;
    const levels = [...scale.querySelectorAll("input")];
    const faceOf = (input) => input.parentElement.querySelector(".face").textContent;
    const isAsked = (input) => (event.key.toLowerCase() === "n" ? isAlone(input) : faceOf(input) === event.key);
    const level = levels.find(isAsked);
    if (!level) return;
    event.preventDefault();
    level.focus();
    level.click();
  });

  form.addEventListener("click", (event) => {
    const question = event.target.closest("[data-item]");
    if (question && event.target.closest("[data-clear]")) {
      const fields = [...question.querySelectorAll(FIELDS)];
      fields.forEach(empty);
      const field = fields.find((one) => !one.matches("[data-slider]")); // which would take its number
      field.dispatchEvent(new Event("input", { bubbles: true })); // a change as any other
      firstOf(question).focus();
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    reviewing ||= Boolean(link?.closest(".review"));
    if (target?.matches("details")) target.open = true;
    if (target?.matches("[data-item]")) {
      event.preventDefault();
      enter(target);
    }
  });

  back.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => {
    if (!stopsAt(current)) step(1);
  });
  addEventListener("popstate", ({ state }) => {
    show(shownPages().find((page) => page.id === trail[state?.step ?? 0]) ?? pages[0]);
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "language") {
      sending = true; // the server gives it back
      return;
    }
    // Enter in a line of text sends a form; here it turns the page.
    if (current.dataset.page !== "send") {
      event.preventDefault();
      if (!stopsAt(current)) step(1);
    } else if (sending || shownPages().some(stopsAt)) {
      event.preventDefault();
    } else {
      sending = true;
      form.setAttribute("aria-busy", "true");
      setTimeout(settle, STOPPED); // of a sending that was stopped; twice counts once
    }
  });
  const settle = () => {
    sending = false;
    form.removeAttribute("aria-busy");
  };
  addEventListener("pageshow", settle);
  form.addEventListener("unsent", settle);
  addEventListener("beforeunload", (event) => {
    const isKept = "kept" in form.dataset || "preview" in form.dataset;
    if (dirty && !sending && !isKept) event.preventDefault();
  });

  form.addEventListener("ordered", () => questions.sort(asShown)); // see order.js

  /** Fields were filled or emptied by another module. */
  form.addEventListener("restored", ({ detail }) => {
    for (const question of questions) {
      refresh(question);
      say(question, "");
    }
    applyConditions();
    for (const lines of form.querySelectorAll(".review")) lines.replaceChildren(); // made anew when shown
    dirty = questions.some((question) => answersOf(question).length);
    show(shownPages().find((page) => page.id === detail.page) ?? pages[0], null);
    begin(detail.trail);
  });

  for (const question of questions) refresh(question);
  applyConditions();
  const wrong = questions.find((question) => question.querySelector(".error:not([hidden])"));
  if (wrong) show(wrong.closest("[data-page]"), summary);
  else if (summary) show(pages.at(-1), summary);
  else show(pages[0], null);
  begin();
}

/** Whether something can be seen; older browsers tell by its boxes. */
const isShown = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

/** Fills `{name}` in a text. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
