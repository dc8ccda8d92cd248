// Advice on a question while it is written: the form is judged by the server a moment after the last
// key, and what it finds is said politely below the fields. Nothing is stored. Without this module
// the advice stands below the question once it is saved.

const PAUSE = 600;
/** @type {WeakMap<HTMLFormElement, {timer: number, asked: AbortController | null}>} */
const waiting = new WeakMap();
/** @type {WeakMap<Element, string>} */
const told = new WeakMap();

/** @param {EventTarget | null} target */
function later(target, pause) {
  const form = target instanceof Element ? target.closest("form[data-form]") : null;
  const place = form?.querySelector("[data-advice]");
  if (!form || !place) return;
  const state = waiting.get(form) ?? { timer: 0, asked: null };
  waiting.set(form, state);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => judge(form, place, state), pause);
}

async function judge(form, place, state) {
  state.asked?.abort();
  state.asked = new AbortController();
  try {
    const response = await fetch(place.dataset.advice, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      signal: state.asked.signal,
    });
    if (response.ok) put(place, (await response.text()).trim());
  } catch {
    // Advice is no answer to wait for: the form works without it.
  }
}

/** What is said already is not said again, and stays open where it was opened. */
function put(place, html) {
  if ((told.get(place) ?? "") === html) return;
  told.set(place, html);
  const holder = document.createElement("template");
  holder.innerHTML = html;
  place.replaceChildren(holder.content);
}

document.addEventListener("input", (event) => later(event.target, PAUSE));
document.addEventListener("change", (event) => later(event.target, 0));
// A form that opens is judged as it stands.
document.addEventListener("focusin", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-form]") : null;
  if (form && !waiting.has(form)) later(form, 0);
});
