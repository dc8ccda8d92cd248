// Questions in a random order, in the sections whose author allows it (`data-shuffle`). Drawn here and
// kept beside the draft (drafts.js), so that no server knows it; what is sent does not tell it either.
// Without this module the order is the author's.

const form = document.querySelector("form.survey");
const sections = [...document.querySelectorAll("[data-shuffle]")].map((section) => {
  const questions = [...section.querySelectorAll("[data-item]")];
  return { questions, end: questions.at(-1)?.nextSibling ?? null };
});

/** The questions that can stand in another order, as they stand now, by code. */
export const orderShown = () =>
  sections.flatMap(({ questions }) => [...questions].sort(asShown).map(codeOf));

/**
 * Puts them in an order that was shown before.
 * @param {string[]} codes as `orderShown` told them; what it does not name stays behind the rest
 */
export function showInOrder(codes = []) {
  if (!codes.length) return;
  const place = (question) => (codes.indexOf(codeOf(question)) + 1 || codes.length + 1);
  for (const { questions, end } of sections) {
    move([...questions].sort((one, other) => place(one) - place(other)), end);
  }
  sortProblems();
  form.dispatchEvent(new CustomEvent("ordered"));
}

/** Sorts elements as they stand in the page. */
export const asShown = (one, other) =>
  one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;

const codeOf = (question) => question.dataset.item;

/** The codes of the questions without which a question makes no sense. */
const restsOn = (question) => [
  ...(question.dataset.showIf ? [JSON.parse(question.dataset.showIf).item] : []),
  ...[...question.querySelectorAll("[data-piped]")].map((place) => place.dataset.piped),
];

/** The questions in blocks that stay together: what rests on another one stands behind it. */
function blocksOf(questions) {
  const blocks = new Map();
  for (const question of questions) {
    const earlier = restsOn(question).flatMap((code) => blocks.get(code) ?? []);
    const joined = new Set([...earlier, question]);
    const block = questions.filter((one) => joined.has(one));
    for (const one of block) blocks.set(codeOf(one), block);
  }
  return [...new Set(questions.map((question) => blocks.get(codeOf(question))))];
}

/** Fisher and Yates: every order is as likely as every other. */
function shuffled(blocks) {
  const order = [...blocks];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const chosen = below(last + 1);
    [order[last], order[chosen]] = [order[chosen], order[last]];
  }
  return order;
}

/** A whole number from 0 to less than n; numbers that would favour some are drawn again. */
function below(n) {
  const end = 2 ** 32 - (2 ** 32 % n);
  const [drawn] = crypto.getRandomValues(new Uint32Array(1));
  return drawn < end ? drawn % n : below(n);
}

/** Moves the elements themselves, so that keyboard and screen reader go the same way as the eye. */
function move(questions, end) {
  for (const question of questions) question.parentNode.insertBefore(question, end);
}

/** The summary of errors names the questions as they stand. */
function sortProblems() {
  const list = document.querySelector("#problems ul");
  if (!list) return;
  const target = (line) => document.getElementById(line.querySelector("a").hash.slice(1));
  list.append(...[...list.children].sort((one, other) => asShown(target(one), target(other))));
}

/** Whatever sends the form sends its fields in the order of the author, as everybody does. */
function sendInOneOrder() {
  const names = [...new Set([...form.elements].map(({ name }) => name))];
  form.addEventListener("formdata", ({ formData }) => {
    const pairs = [...formData].sort(([one], [other]) => names.indexOf(one) - names.indexOf(other));
    for (const name of names) formData.delete(name);
    for (const [name, value] of pairs) formData.append(name, value);
  });
}

if (sections.length) {
  sendInOneOrder();
  for (const { questions, end } of sections) move(shuffled(blocksOf(questions)).flat(), end);
  sortProblems();
}
