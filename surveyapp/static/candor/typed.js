// What is typed into a form of the editor stays in this tab until it is saved or cancelled: a page
// that is loaded again, a server that is away or a browser that crashed takes nothing of it.

const NOT_TYPED = ["csrfmiddlewaretoken", "view"];
const SAID = "candor said";

/** Of one author: whoever logs in after another in the same tab reads nothing of theirs. */
const nameOf = (who, action) => `candor typed ${who} ${new URL(action, location.href).pathname}`;

/** @param {HTMLFormElement} form */
export function keepTyped(who, form, slot) {
  const fields = [...new FormData(form)].filter(([name]) => !NOT_TYPED.includes(name));
  const kept = { action: form.action, fields, slot, opener: form.dataset.opener ?? "" };
  try {
    sessionStorage.setItem(nameOf(who, form.action), JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: the page still asks before it is left.
  }
}

export function forgetTyped(who, form) {
  try {
    sessionStorage.removeItem(nameOf(who, form.action));
  } catch {
    // Nothing was kept.
  }
}

/** What was typed into the forms below an address. */
export function typedBelow(who, address) {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(nameOf(who, address)));
    return names.map((name) => JSON.parse(sessionStorage.getItem(name)));
  } catch {
    return [];
  }
}

/** Whether this tab keeps what is in a form. */
export function isKept(who, form) {
  return typedBelow(who, form.action).length > 0;
}

/** Puts a form to what was typed; the state of the draft that it was typed on goes with it. */
export function putTyped(form, fields) {
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.includes(field.name)) continue;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (field.tagName === "SELECT") {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else if (field.tagName !== "BUTTON" && values.length) field.value = values[0];
  }
}

/** What the next page says: it was saved by a form that has a page of its own. */
export function sayThere(text) {
  try {
    sessionStorage.setItem(SAID, text);
  } catch {
    // The page shows what was saved.
  }
}

export function saidBefore() {
  try {
    const text = sessionStorage.getItem(SAID);
    sessionStorage.removeItem(SAID);
    return text ?? "";
  } catch {
    return "";
  }
}
