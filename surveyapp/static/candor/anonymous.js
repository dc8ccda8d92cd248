// The page of an anonymous round: opens the link, keeps what is typed, sends it, and waits where it
// cannot be sent yet. What is said is in the page (`data-say`); one of these texts shows at a time.

import { entries, forget, get, put, remove } from "./device.js";
import { answersOf, hold, keepDraft, putBack, readOnly, tellKeeping } from "./drafts.js";
import { ManifestError, Refusal, ask, readManifest, sha256Hex, toldOfLink } from "./rules.js";

// What the first page does without comes when it is turned: ballots, and the page for the tunnel.
const ballots = () => import("./ballots.js").catch(() => Promise.reject(new Refusal()));
const offline = () => import("./offline.js");

const PAUSES = [3, 10, 30, 60]; // seconds between two tries

const form = document.querySelector("form[data-anonymous]");
if (form) start(form).catch(broken);

/** @param {HTMLFormElement} form */
async function start(form) {
  const { round, manifestSha256, invitation, ballot, answers, done, worker } = form.dataset;
  document.querySelector("[data-needs-script]").remove();
  const sections = [...document.querySelectorAll("[data-say]")];
  const status = document.querySelector("[data-status]");
  const foot = document.querySelector("[data-own-foot]");
  const lines = [...document.querySelectorAll("[data-server-words]")];

  /** Shows one text in the place of the form, or above it. */
  function say(name, { words = "", withForm = false } = {}) {
    for (const section of sections) section.hidden = section.dataset.say !== name;
    for (const line of lines) line.textContent = words;
    form.hidden = !withForm;
    foot.hidden = !withForm;
    const section = document.querySelector(`[data-say="${name}"]`);
    (section?.querySelector("h1") ?? section)?.focus();
  }

  let told; // by the server: as whom one answers
  let rules;
  let kept = null; // the ballot, and the answers that wait to be sent with it
  let draft;
  let lasts = true; // whether what is kept outlives the page

  const { secret, fingerprint } = partsOf(location.hash);
  for (const link of document.querySelectorAll("[data-keep-hash]")) link.hash = location.hash;
  // Back from the receipt the browser may show the page as it was left.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  addEventListener("hashchange", () => location.reload()); // another link in the same tab
  document.addEventListener("click", stayAtTheLink);

  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return say("insecure");
  if (!secret) return say("no-link");
  const link = await sha256Hex(new TextEncoder().encode(secret));
  const known = await get("links", link);
  if (known?.receipt) return conclude(known);

  // Who answers, under which rules -------------------------------------------------------------

  try {
    told = await opened();
    rules = await readManifest(told.manifest, manifestSha256, fingerprint);
  } catch (problem) {
    return cannotOpen(problem);
  }
  // The key of a unit that the rules do not name could be made for one person alone.
  if (!isToldOf(rules, told)) return say("other-unit");
  const lock = `candor ${told.draft}`;
  if (!(await hold(lock))) {
    say("elsewhere", { withForm: true });
    return readOnly(form, lock, told.draft);
  }
  const links = await entries("links"); // another tab may have sent meanwhile
  const since = new Map(links).get(link);
  if (since?.receipt) return conclude(since);
  const sent = links.find(([, { of, receipt }]) => of === told.draft && receipt);
  if (sent) return conclude(sent[1]); // by an earlier link of the same person
  const [fits, sealed] = await Promise.all([
    put("links", link, { ...since, round, ...told }),
    get("sealed", told.draft),
    tellMails(secret),
  ]);
  kept = sealed ?? null;
  if (since?.elsewhere && !kept) return say("drawn");
  tellUnit(rules, told.unit);

  // What is typed ------------------------------------------------------------------------------

  tell(fits);
  form.addEventListener("turned", () => ballots().catch(() => {}), { once: true });
  draft = await keepDraft(form, { key: told.draft, round, lasts: fits });
  addEventListener("beforeunload", (event) => {
    if (kept?.answers && !lasts) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // a page is turned, or something is wrong: survey.js
    event.preventDefault();
    send().catch((problem) => (isForged(problem) ? say("forged") : broken(problem)));
  });
  if (kept?.answers) return deliver();
  say("", { withForm: true });
  setTimeout(keepPagesOnceTyped); // the page is shown first

  /** A device on which nobody answers keeps no page either. */
  function keepPagesOnceTyped() {
    const keep = () => offline().then(({ keepPages }) => keepPages(worker)).catch(reportError);
    if (answersOf(form).length) keep();
    else form.addEventListener("input", keep, { once: true });
  }

  // Sending ------------------------------------------------------------------------------------

  /** Seals the answers on this device, with the ballot that they will be handed in with. */
  async function send() {
    const given = answersOf(form);
    if (!given.length) return back("nothing");
    // A ballot that was begun is used again: another one would be refused.
    kept = { round, secret, ballot: kept?.ballot, answers: given };
    tell(await put("sealed", told.draft, kept));
    return deliver();
  }

  /** Tries until there is a receipt, or until it is clear that there will be none. */
  async function deliver() {
    for (let tries = 0; ; tries += 1) {
      if (tries === 0) say("sending");
      status.textContent = status.dataset.textSending;
      let receipt;
      try {
        const { draw, handIn, newBallot } = await ballots();
        if (!kept.ballot) {
          kept = { ...kept, ballot: await newBallot(rules, told.unit) };
          tell(await put("sealed", told.draft, kept));
        }
        if (!kept.ballot.signature) {
          const signed = await draw(rules, kept.ballot, kept.secret, ballot);
          kept = { ...kept, ballot: signed };
          tell(await put("sealed", told.draft, kept));
        }
        receipt = await handIn(rules, kept.ballot, kept.answers, answers);
      } catch (problem) {
        if (!(await passes(problem))) return refused(problem);
        const seconds = problem.after || PAUSES[Math.min(tries, PAUSES.length - 1)];
        if (tries === 0) say("unsent");
        status.textContent = status.dataset.textWaiting.replace("{seconds}", seconds);
        await pause(seconds);
        continue;
      }
      return finish(receipt);
    }
  }

  /** Whether to try again. One side alone that knows no round may be behind the other, or broken. */
  async function passes(problem) {
    if (!(problem instanceof Refusal)) return false;
    if (problem.status !== 404 && problem.status !== 410) return problem.passing;
    const same = (other) => other instanceof Refusal && other.passing;
    return ask(invitation, { secret: kept.secret }).then(() => true, same);
  }

  /** What is final: the answers go back into the form, or away. */
  async function refused(problem) {
    const words = problem.message;
    if (isForged(problem)) return say("forged");
    if (!(problem instanceof Refusal)) throw problem; // nobody said that nothing was stored
    // The page says whether the round has ended, and removes what is here; or that the link is none.
    if (problem.status === 404 || problem.status === 410) {
      kept = null;
      return location.reload();
    }
    if (problem.status === 409 && !kept.ballot?.signature) {
      kept = null;
      await remove("sealed", told.draft); // of another device; what was typed stays in the draft
      await put("links", link, { round, ...told, elsewhere: true }); // the server tells it to nobody before
      return say("drawn");
    }
    if (problem.status === 409) {
      await leaveNothing(told.draft);
      return say("otherwise", { words });
    }
    if (problem.status === 403) return say("forged");
    const given = kept.answers;
    kept = { ...kept, answers: undefined };
    await put("sealed", told.draft, kept);
    if (!answersOf(form).length) putBack(form, { answers: given, page: "page-send" });
    return back("refused", words);
  }

  function back(name, words = "") {
    say(name, { words, withForm: true });
    form.dispatchEvent(new CustomEvent("unsent"));
  }

  /** There is a receipt: nothing else of the answer stays on this device. */
  async function finish(receipt) {
    await put("receipts", receipt.digest, receipt);
    const own = { draft: told.draft, receipt: receipt.digest };
    await changeLinks(own.draft, { round, ...own });
    return conclude(own);
  }

  /** Removes all but the receipt, also what a browser that was killed has left beside it. */
  async function conclude({ draft: name, receipt }) {
    if (name) {
      try {
        await leaveNothing(name);
        await changeLinks(name, { round, receipt, of: name });
      } catch (problem) {
        reportError(problem); // it is tried again when the link is opened the next time
      }
    }
    await showReceipt(receipt);
  }

  async function changeLinks(name, value) {
    for (const [key, { draft: one }] of await entries("links")) {
      if (one === name) await put("links", key, value);
    }
  }

  async function leaveNothing(name) {
    kept = null;
    await draft?.forget({ forGood: true });
    await forget({ draft: name });
    form.reset();
    await (await offline()).forgetPages();
  }

  async function showReceipt(digest) {
    const { signature } = (await get("receipts", digest)) ?? {};
    form.reset();
    history.replaceState(null, "", location.pathname);
    // Where nothing outlives this page, the receipt goes along.
    location.replace(lasts || !signature ? `${done}#${digest}` : `${done}#${digest}.${signature}`);
  }

  /** Says whether what is typed and sealed outlives the page. */
  function tell(onDisk) {
    lasts = onDisk;
    tellKeeping(form, onDisk);
  }

  // Opening ------------------------------------------------------------------------------------

  /** What the link opens; without a network, what it opened before. */
  async function opened() {
    try {
      const { manifest, unit, draft } = await toldOfLink();
      return { manifest, unit, draft };
    } catch (problem) {
      if (problem.passing && known) return known;
      throw problem;
    }
  }

  async function cannotOpen(problem) {
    if (problem instanceof ManifestError) return say(navigator.onLine ? "other-rules" : "stale");
    if (isForged(problem)) return say("forged");
    if (!(problem instanceof Refusal)) throw problem;
    if (problem.passing) {
      say("offline");
      await pause(problem.after || PAUSES[1]);
      return location.reload();
    }
    if (problem.status === 410) return location.reload(); // the page says what became of it
    return say("unknown", { words: problem.message });
  }
}

/** Whatever went wrong in this browser, the page says so; what can be seen of the form stays. */
function broken(problem) {
  for (const section of document.querySelectorAll("[data-say]")) {
    section.hidden = section.dataset.say !== "broken";
  }
  form.dispatchEvent(new CustomEvent("unsent"));
  document.querySelector('[data-say="broken"] h1').focus();
  reportError(problem);
}

/** Whether something is not signed as the rules say. */
const isForged = (problem) => problem?.name === "BlindRSAError";

/** Whether what the server told fits the rules. */
function isToldOf({ units }, { unit, draft }) {
  return typeof draft === "string" && units.some(({ path }) => path === unit);
}

/** Secret and fingerprint of a link: what stands behind its `#`. */
function partsOf(hash) {
  const [secret, fingerprint = ""] = hash.slice(1).split(".");
  return { secret, fingerprint };
}

/** A link inside the page would take the place of the secret in the address. */
function stayAtTheLink(event) {
  const target = event.target.closest('a[href^="#"]')?.hash.slice(1);
  if (!target) return;
  event.preventDefault();
  const element = document.getElementById(target);
  element?.scrollIntoView();
  element?.focus({ preventScroll: true });
}

/** Says as whom one answers, in the words of the manifest. */
function tellUnit({ units, fallback_pools: pools, k }, path) {
  const { title, members } = units.find((unit) => unit.path === path);
  const others = pools
    .filter((pool) => pool.units.includes(path))
    .flatMap((pool) => pool.units.filter((unit) => unit !== path))
    .map((other) => units.find((unit) => unit.path === other).title);
  for (const line of document.querySelectorAll("[data-own-unit]")) {
    const text = members === 1 ? line.dataset.textOne : line.dataset.textMany;
    line.textContent = text.replace("{unit}", title).replace("{n}", members);
    line.hidden = false;
  }
  for (const line of document.querySelectorAll("[data-others]")) {
    if (!others.length) continue;
    const joined = new Intl.ListFormat(document.documentElement.lang || "en").format(others);
    line.textContent = line.dataset.text.replace("{unit}", title).replace("{others}", joined).replace("{k}", k);
    line.hidden = false;
  }
}

/** Where mails are ended: an address made one way from the secret, which it does not give away. */
async function tellMails(secret) {
  const key = await sha256Hex(new TextEncoder().encode(`candor-mail/1\n${secret}`));
  for (const link of document.querySelectorAll("[data-mails]")) {
    link.href = link.dataset.mails.replace("KEY", key);
    link.hidden = false;
  }
}

/** Ends early when the network is back, or somebody presses the button. */
function pause(seconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const now = () => {
      clearTimeout(timer);
      resolve();
    };
    addEventListener("online", now, { once: true });
    for (const button of document.querySelectorAll("[data-try]")) {
      button.addEventListener("click", now, { once: true });
    }
  });
}
