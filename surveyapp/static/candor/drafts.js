// What was typed stays on this device until it is sent, whatever happens to the page.

import { OWN, get, note, put, remove } from "./device.js";
import { orderShown, showInOrder } from "./order.js";

/** The answers of a form, as it would send them, without what is empty. */
export const answersOf = (form) =>
  [...new FormData(form)].filter(([name, value]) => name.startsWith("q.") && value.trim());

/**
 * Puts a form back to what was typed, and keeps it from then on, with every change. Says in the page
 * whether it is kept, takes "clear", and waits for the last word before the language is switched.
 * @param {HTMLFormElement} form
 * @param {{key: string, round: string, lasts: boolean, putsBack?: boolean}} draft `lasts`: whether the
 *   browser keeps anything; `putsBack`: whether what was kept goes into the form by itself
 */
export async function keepDraft(form, { key, round, lasts, putsBack = true }) {
  const saved = document.querySelector("[data-saved]");
  let isSaving = false;
  let isChanged = false;
  let isOver = false;
  let last = Promise.resolve();

  /** One saving at a time; what changes meanwhile is saved by the next. */
  async function save() {
    isSaving = true;
    while (isChanged && !isOver) {
      isChanged = false;
      const answers = answersOf(form);
      const page = form.querySelector("[data-page]:not([hidden])")?.id;
      const trail = form.dataset.trail?.split(" ");
      const draft = { round, page, trail, answers, order: orderShown() };
      if (answers.length) tell(await put("drafts", key, draft), true);
      else if (!isOffered()) {
        await remove("drafts", key);
        tell(lasts, false);
      }
    }
    isSaving = false;
  }

  function change() {
    isChanged = true;
    if (!isSaving) last = save().catch(() => (isSaving = false));
  }

  function tell(onDisk, holds) {
    lasts = onDisk;
    tellKeeping(form, onDisk);
    saved.hidden = !onDisk || !holds;
  }

  async function forget({ forGood = false } = {}) {
    isOver = forGood;
    isChanged = false;
    await last;
    await remove("drafts", key);
    note(OWN, null);
    saved.hidden = true;
  }

  const kept = putsBack && (await get("drafts", key));
  tell(lasts, kept);
  if (kept) putBack(form, kept);
  form.addEventListener("input", change);
  form.addEventListener("turned", change);
  document.querySelector("[data-forget]").addEventListener("click", async ({ target }) => {
    if (!confirm(target.dataset.question)) return;
    putBack(form);
    await forget();
    form.querySelector("[data-title]").focus();
  });
  for (const control of document.querySelectorAll("[data-language]")) {
    control.addEventListener("click", async (event) => {
      // Else a button sends the form to the server, which gives it back; of a link the browser asks.
      if (!lasts) return;
      event.preventDefault();
      await last;
      if (!lasts && control.form) control.form.requestSubmit(control);
      else location.assign(control.getAttribute("href") ?? control.getAttribute("formaction") + location.hash);
    });
  }

  return {
    /** Keeps what is in the form now. */
    change,
    /** Afterwards nothing of it is on the device; `forGood`: and nothing more is kept. */
    forget,
  };
}

/** Whether somebody has still to say what becomes of what was typed here before. */
const isOffered = () => document.querySelector("[data-earlier]:not([hidden])") !== null;

/** Says whether what is typed outlives the page. */
export function tellKeeping(form, onDisk) {
  form.toggleAttribute("data-kept", onDisk);
  for (const line of document.querySelectorAll("[data-not-kept]")) line.hidden = onDisk;
  for (const line of document.querySelectorAll("[data-if-kept]")) line.hidden = !onDisk;
}

/** Fills a form with a draft, in the order shown before, and says so to the modules that show it. */
export function putBack(form, { answers = [], page = "", order = [], trail = [] } = {}) {
  showInOrder(order);
  const given = new Map();
  for (const [name, value] of answers) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name?.startsWith("q.")) continue;
    const values = given.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values.find((value) => value !== "_na") ?? "";
  }
  form.dispatchEvent(new CustomEvent("restored", { detail: { page, trail } }));
}

/** Whether this tab has a survey for itself; it is held until the page is left. */
export async function hold(name) {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    const take = (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined; // until the page is left
    };
    // A browser that is told to keep nothing refuses locks too, and shares nothing between tabs.
    navigator.locks.request(name, { ifAvailable: true }, take).catch(() => resolve(true));
  });
}

/** Shows what another tab holds, to be read page by page, and takes over when that one is closed. */
export async function readOnly(form, name, key) {
  const typed = await get("drafts", key);
  if (typed) putBack(form, typed);
  form.dataset.readOnly = "";
  for (const control of form.querySelectorAll("fieldset, [data-send]")) control.disabled = true;
  tellKeeping(form, true); // by the other tab
  await navigator.locks.request(name, () => location.reload());
  await new Promise(() => {});
}
