// Says beside a field of words what in it may tell who wrote it. Nothing leaves the page: the text is
// searched where it is typed, as it is on the server in `analysis/identifying.py`, but for names: the
// server knows the roster, which no page gets, and here a name is told by its form alone.

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

// Names -----------------------------------------------------------------------------------------

// Begin with a capital and are no names: words that begin a sentence, then days, months, tools,
// products, and what people call departments and documents.
const NO_NAMES = new Set(
  (
    "a about after again all also although always an and any are as at be because been before being " +
    "better between both but by can could currently did do does doing during each either every few " +
    "for from get give had has have having he her here his how however i if in instead into is it its " +
    "just keep last less let make many maybe more most much my need never new no nobody none not now of " +
    "often on once one only or other our out over people please remove rather same she should since so " +
    "some sometimes still stop such than thank thanks that the their them then there these they this " +
    "those though through to today too try two under until up use using very was we were what when " +
    "where which while who why will with within without would yes yet you your " +
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june " +
    "july august september october november december spring summer autumn fall winter christmas easter " +
    "actions adobe amazon android ansible apache apple argo artifactory aws azure bamboo bazel big blue " +
    "boot bitbucket board boards brain chat chrome circle cloud code codespaces confluence copilot core " +
    "data database datadog design desktop desk docker drive dynamics eclipse elastic engine enterprise " +
    "excel express figma firefox flow flutter foundation framework git github gitlab google grafana " +
    "gradle green hat hub idea intellij internet ios java javascript jenkins jetbrains jira kafka kotlin " +
    "kubernetes lab lambda laravel learning linux mac machine mail maven meet meetings merge microsoft " +
    "mobile mongo native net node notion office ok okta open oracle outlook pages pipeline pipelines " +
    "platform playwright pod pods postgres power product production project prometheus pull python " +
    "quality query rails react red redis release releases request requests ruby rust safari salesforce " +
    "script search security sentry server service services shell slack snowflake sonar source spark " +
    "splunk sprint sql stack storage store story studio support swift system team teams terraform test " +
    "testing tests tool tools type typescript ubuntu unit vault video visual vue web week wiki windows " +
    "work workspace yarn zoom agile chief director engineer engineering finance head human lead legal " +
    "manager management marketing officer operations owner people principal resources review sales " +
    "scrum senior staff standup definition done ready kanban retro retrospective planning " +
    "europe european america american asia united states kingdom new york san francisco germany german " +
    "english french spanish berlin london paris munich hamburg vienna zurich amsterdam"
  ).split(" "),
);
// A letter that is none of these ends a word; "Jean-Luc" and "O'Hara" are one.
const WORDS = /\p{L}+(?:['\u2019\-]\p{L}+)*/gu;
const CAPITAL = /^(?=.{2})\p{Lu}\p{Ll}*(?:['\u2019\-]\p{Lu}?\p{Ll}+)*$/u;
// Before a single word with a capital: how people are addressed, and what is done with nobody else.
const ADDRESSED = /(?<!\p{L})(?:Mrs?|Ms|Mx|Dr|Prof|Herrn?|Frau|Sra?|Señora?)\.? (?=\p{Lu}\p{Ll})/u;
const DONE_WITH = /(?<!\p{L})(?:[Aa]sk(?:ed|ing)?|[Tt]ell|[Tt]old|[Bb]lam(?:e|ed|ing)|[Pp]ing(?:ed)?|[Tt]hank(?:s to)?) (\p{Lu}\p{Ll}+)(?!\p{L})/gu;
/** Words in a row that are a name; a longer row is a heading. */
const LONGEST_NAME = 4;

/**
 * Whether something in a text has the form of a name: two to four capitalised words in a row,
 * somebody addressed, somebody asked. In German all nouns have capitals, so there a row says nothing.
 */
function holdsName(text, language) {
  if (ADDRESSED.test(text)) return true;
  const isCommon = (word) => NO_NAMES.has(word.toLowerCase());
  if ([...text.matchAll(DONE_WITH)].some(([, word]) => !isCommon(word))) return true;
  if (language.startsWith("de")) return false;
  let row = 0;
  let end = -1;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    const joins = row > 0 && text.slice(end, index) === " ";
    if (!joins && row >= 2 && row <= LONGEST_NAME) return true;
    const counts = CAPITAL.test(word) && !isCommon(word);
    if (joins && !counts && row >= 2 && row <= LONGEST_NAME) return true;
    row = counts ? (joins ? row + 1 : 1) : 0;
    end = index + word.length;
  }
  return row >= 2 && row <= LONGEST_NAME;
}

/**
 * The kinds of what may identify somebody in a text, each once, in the order found; a name last.
 * @param {string} text
 * @param {string} language of the page that it is typed into
 */
export function kindsIn(text, language = "en") {
  const kinds = [...text.matchAll(FORMS)].flatMap(({ groups }) =>
    Object.keys(groups).filter((kind) => groups[kind] !== undefined),
  );
  if (holdsName(text.replace(FORMS, "\u00b7"), language)) kinds.push("name");
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
    const kinds = kindsIn(field.value, form.lang).map((kind) => words[kind]);
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
  form.addEventListener("restored", () => form.querySelectorAll(FIELDS).forEach(hint));
  addEventListener("pageshow", () => form.querySelectorAll(FIELDS).forEach(hint)); // typed before
  form.querySelectorAll(FIELDS).forEach(hint);
}
