// What was typed stays on this device until it is sent, whatever happens to the page.

import { get, keeps, put, remove } from "./device.js";

/** The answers of a form, as it would send them, without what is empty. */
export const answersOf = (form) => [...new FormData(form)].filter(([, value]) => value.trim());

/**
 * Puts a form back to what was typed, and keeps it from then on, with every change.
 * @param {HTMLFormElement} form
 * @param {{key: string, round: string, saved: (onDisk: boolean) => void}} draft `saved` is told after
 *   each saving whether it outlives the page
 */
export async function keepDraft(form, { key, round, saved }) {
  let isSaving = false;
  let isChanged = false;
  let isOver = false;
  let last = Promise.resolve();

  /** One saving at a time; what changes meanwhile is saved by the next. */
  async function save() {
    isSaving = true;
    while (isChanged && !isOver) {
      isChanged = false;
      const page = form.querySelector("[data-page]:not([hidden])")?.id;
      saved(await put("drafts", key, { round, page, answers: answersOf(form) }));
    }
    isSaving = false;
  }

  function change() {
    isChanged = true;
    if (!isSaving) last = save().catch(() => (isSaving = false));
  }

  const kept = await get("drafts", key);
  if (kept) {
    putBack(form, kept.answers, kept.page);
    saved(await keeps());
  }
  form.addEventListener("input", change);
  form.addEventListener("turned", change);

  return {
    /** Afterwards nothing of it is on the device; `forGood`: and nothing more is kept. */
    async forget({ forGood = false } = {}) {
      isOver = forGood;
      isChanged = false;
      await last;
      await remove("drafts", key);
    },
  };
}

/** Fills a form with answers and says so to the modules that show it. */
export function putBack(form, answers, page = "") {
  const given = new Map();
  for (const [name, value] of answers) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name?.startsWith("q.")) continue;
    const values = given.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values.find((value) => value !== "_na") ?? "";
  }
  form.dispatchEvent(new CustomEvent("restored", { detail: { page } }));
}
