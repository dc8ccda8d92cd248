// The survey, a section at a time. Without this module the page is one long form that works.
//
// Nothing is remembered on the server; what the device remembers is the matter of drafts.js. The
// browser's own history goes back and forth between the pages. Leaving with something typed that is
// not kept asks first.

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
  let dirty = "typed" in form.dataset;
  let sending = false;
  let reviewing = false; // came from the last page, and wants back there

  for (const element of form.querySelectorAll("[data-no-script]")) element.remove();
  for (const button of form.querySelectorAll("[data-clear]")) button.hidden = false;
  form.querySelector("[data-review]").hidden = false;
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
    if (page.dataset.page === "send") {
      reviewing = false;
      review();
    }
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
    if (page !== current) history.pushState({ page: page.id }, "");
    show(page, focus);
  }

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
    [...question.querySelectorAll(`${FIELDS}, button`)].find((one) => one.checkVisibility());

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
      minutes: Math.max(1, Math.ceil(seconds / 60)),
    });
  }

  /** The last page lists what is unanswered and what is said in words. */
  function review() {
    const shown = questions.filter((question) => !question.hidden);
    const open = shown.filter((question) => !answersOf(question).length);
    list("[data-unanswered]", open);
    list("[data-comments]", shown.filter(wordsOf), wordsOf);
    form.querySelector("[data-all-answered]").hidden = open.length > 0;
  }

  function list(name, found, said) {
    const box = form.querySelector(name);
    box.hidden = !found.length;
    box.querySelector("ul").replaceChildren(
      ...found.map((question) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = `#${question.id}`;
        link.textContent = question.querySelector("legend").firstChild.textContent.trim();
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
    if (!problemOf(question)) say(question, "");
    applyConditions();
    tellProgress();
  });

  form.addEventListener("click", (event) => {
    const question = event.target.closest("[data-item]");
    if (question && event.target.closest("[data-clear]")) {
      for (const input of question.querySelectorAll(FIELDS)) empty(input);
      refresh(question);
      applyConditions();
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
    show(pages.find((page) => page.id === state?.page) ?? pages[0]);
  });

  form.addEventListener("submit", (event) => {
    // Enter in a line of text sends a form; here it turns the page.
    if (current.dataset.page !== "send") {
      event.preventDefault();
      if (!stopsAt(current)) step(1);
    } else if (sending || shownPages().some(stopsAt)) {
      event.preventDefault();
    } else {
      sending = true;
      form.setAttribute("aria-busy", "true");
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

  /** Fields were filled or emptied by another module. */
  form.addEventListener("restored", ({ detail }) => {
    for (const question of questions) {
      refresh(question);
      say(question, "");
    }
    applyConditions();
    dirty = questions.some((question) => answersOf(question).length);
    show(shownPages().find((page) => page.id === detail.page) ?? pages[0], null);
    history.replaceState({ page: current.id }, "");
  });

  for (const question of questions) refresh(question);
  applyConditions();
  const wrong = questions.find((question) => question.querySelector(".error:not([hidden])"));
  if (wrong) show(wrong.closest("[data-page]"), summary);
  else if (summary) show(pages.at(-1), summary);
  else show(pages[0], null);
  history.replaceState({ page: current.id }, "");
}

/** Fills `{name}` in a text. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
