// Says beside a field of words what in it may tell who wrote it. Nothing leaves the page: the text is
// searched where it is typed, as it is on the server in `analysis/identifying.py`, but for names.

// Look like tickets and are standards, ciphers and the like.
const NO_TICKETS =
  "UTF|SHA|MD|AES|RSA|ISO|IEC|IEEE|RFC|ECMA|PEP|HTTP|TLS|CVE|CWE|COVID|GPT|ASCII|BASE";
const DATE = String.raw`\d{1,4}[.\/\-]\d{1,2}[.\/\-]\d{2,4}`;
const W = String.raw`\p{L}\p{N}_`; // what a word is made of

// Every repetition has an upper end, so that the time is proportional to the length of the text.
const FORMS = new RegExp(
  [
    String.raw`(?<mail>[${W}.+%\-]{1,64}@[${W}\-]{1,63}(?:\.[${W}\-]{1,63}){1,8})`,
    String.raw`(?<url>(?<![${W}])(?:(?:https?|ftp|ssh|git):\/\/|www\.)[^\s<>"']{1,2000})`,
    String.raw`(?<handle>(?<![${W}.@+%\/\-])@[A-Za-z][${W}\-]{1,38}(?![${W}\/\-]))`,
    String.raw`(?<ticket>(?<![${W}])(?!(?:${NO_TICKETS})-)[A-Z][A-Z0-9]{1,9}-\d{1,7}(?![${W}])` +
      String.raw`|(?<![${W}#&])#\d{2,7}(?![${W}]))`,
    String.raw`(?<commit>(?<![${W}])(?=[0-9a-fA-F]{0,39}[a-fA-F])(?=[0-9a-fA-F]{0,39}[0-9])` +
      String.raw`[0-9a-fA-F]{7,40}(?![${W}]))`,
    String.raw`(?<phone>(?<![${W}+])(?:\+|00)[1-9](?:[ \(\)\.\/\-]{0,2}\d){6,13}(?!\d)` +
      String.raw`|(?<![${W}.,+\-])(?!${DATE})\(?0[1-9](?:[ \(\)\.\/\-]{0,2}\d){7,12}(?!\d)` +
      String.raw`|(?<![${W}.,\-])\(?[2-9]\d\d\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}(?![${W}]))`,
  ].join("|"),
  "gu",
);

/**
 * The kinds of what may identify somebody in a text, each once, in the order found.
 * @param {string} text
 */
export function kindsIn(text) {
  const kinds = [...text.matchAll(FORMS)].flatMap(({ groups }) =>
    Object.keys(groups).filter((kind) => groups[kind] !== undefined),
  );
  return [...new Set(kinds)];
}

const form = document.querySelector("form[data-survey]");
if (form) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  const FIELDS = ".text textarea, .text input[type=text], [data-own]";
  const words = JSON.parse(form.dataset.kinds);

  function hint(field) {
    const place = field.closest("[data-item]")?.querySelector("[data-identifying]");
    if (!place) return;
    const kinds = kindsIn(field.value).map((kind) => words[kind]);
    const text = kinds.length
      ? form.dataset.textIdentifying.replace("{kinds}", () => kinds.join(", "))
      : "";
    if (place.textContent !== text) place.textContent = text; // said aloud once, not at every key
  }

  form.addEventListener("input", ({ target }) => {
    if (target.matches(FIELDS)) hint(target);
  });
  form.addEventListener("click", ({ target }) => {
    const question = target.closest("[data-clear]")?.closest("[data-item]");
    if (question) question.querySelectorAll(FIELDS).forEach(hint);
  });
  addEventListener("pageshow", () => form.querySelectorAll(FIELDS).forEach(hint)); // typed before
  form.querySelectorAll(FIELDS).forEach(hint);
}
