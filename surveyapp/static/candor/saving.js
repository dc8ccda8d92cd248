// The page of a confidential round or an open link: what is typed stays on this device until it is
// sent. The form is sent as any form; the page that comes then removes the draft (over.js).

import { OWN, SENT, get, keeps, note, noted, put, remove } from "./device.js";
import { hold, keepDraft, putBack, readOnly, tellKeeping } from "./drafts.js";
import { showInOrder } from "./order.js";

const form = document.querySelector("form[data-draft]");
if (form) start(form).catch(failed);

/** @param {HTMLFormElement} form */
async function start(form) {
  const { draft: key, round, link } = form.dataset;
  const isGivenBack = "typed" in form.dataset;
  const lock = `candor ${key}`;
  // Back from the receipt the browser may show the page as it was left.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  note(SENT, null); // what was sent came back
  if (!(await hold(lock))) {
    // Behind an open link the other tab may be somebody else's.
    if (!link) return tellKeeping(form, false);
    const notice = document.querySelector('[data-say="elsewhere"]');
    notice.hidden = false;
    notice.focus();
    return readOnly(form, lock, key);
  }
  form.addEventListener("submit", (event) => {
    const isSent = !event.defaultPrevented && event.submitter?.name !== "language";
    if (isSent) note(SENT, `${round} ${key}`);
  });
  const isOwn = Boolean(link) || noted(OWN) === key;
  const putsBack = isOwn && !isGivenBack;
  form.inert = putsBack; // nothing is typed over
  try {
    if (isGivenBack) showInOrder((await get("drafts", key))?.order);
    const lasts = link ? await put("links", link, { round, draft: key }) : await keeps();
    if (!isOwn && !isGivenBack) await offer(form, key);
    const draft = await keepDraft(form, { key, round, lasts, putsBack });
    if (isGivenBack) draft.change();
  } finally {
    form.inert = false;
  }
  if (!link) form.addEventListener("input", () => note(OWN, key));
}

/** Behind an open link somebody else may have typed here: it is shown to whoever asks for it. */
async function offer(form, key) {
  const kept = await get("drafts", key);
  const box = document.querySelector("[data-earlier]");
  if (!kept) return;
  box.hidden = false;
  const end = () => (box.hidden = true);
  form.addEventListener("input", end, { once: true });
  box.querySelector("[data-go-on]").addEventListener("click", () => {
    end();
    note(OWN, key);
    putBack(form, kept);
    document.querySelector("[data-saved]").hidden = false;
    focusOnPage(form);
  });
  box.querySelector("[data-begin-anew]").addEventListener("click", async () => {
    end();
    focusOnPage(form);
    await remove("drafts", key);
  });
}

/** The heading of the page that is shown: the button that was pressed is there no more. */
function focusOnPage(form) {
  const heading = form.querySelector("[data-page]:not([hidden]) h2") ?? form.querySelector("[data-title]");
  heading.focus();
}

/** The survey works as if nothing were kept. */
function failed(problem) {
  tellKeeping(form, false);
  reportError(problem);
}
