// What a device asks of the server, and the rules of a round as everybody was shown them.
//
// On the page of an anonymous round it asks what the link opens before the rest of the code has come: on a
// slow line that is half a second less to wait.

const PATIENCE = 30_000;
const LONGEST_PAUSE = 300; // seconds; a server in between may ask for hours
const FINGERPRINT = /^[0-9a-f]{32}$/; // of a link: less would fit other rules too

/** The server said no, or nothing: `passing` where the same may be taken later. */
export class Refusal extends Error {
  name = "Refusal";

  /** @param {{status?: number, words?: string, after?: number}} said */
  constructor({ status = 0, words = "", after = 0 } = {}) {
    super(words);
    this.status = status;
    this.after = after;
  }

  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What is told is not what everybody was shown. */
export class ManifestError extends Error {
  name = "ManifestError";
}

/**
 * The rules of a round, if they are the ones that the link and the page name.
 * @param {string} text the manifest as it is hashed
 * @param {string} shown 64 digits, on the page
 * @param {string} linked the 32 digits that the link carries
 * @throws {ManifestError}
 */
export async function readManifest(text, shown, linked) {
  const found = await sha256Hex(new TextEncoder().encode(text));
  const isLinked = FINGERPRINT.test(linked) && found.startsWith(linked);
  if (found !== shown || !isLinked) throw new ManifestError(found);
  return JSON.parse(text);
}

/**
 * Sends fields and returns what comes back.
 * @throws {Refusal}
 */
export async function ask(address, fields) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refusal();
  }
  const told = await response.json().catch(() => null);
  if (response.ok && told) return told;
  const after = Math.min(Math.max(0, Number(response.headers.get("Retry-After")) || 0), LONGEST_PAUSE);
  // Cut off on the way, or said by something in between: ask again. What is too long stays too long.
  const isOwn = typeof told?.error === "string" || response.status === 413;
  const status = response.ok || !isOwn ? 0 : response.status;
  throw new Refusal({ status, words: told?.error, after });
}

/**
 * SHA-256 as 64 hexadecimal digits.
 * @param {Uint8Array} bytes
 * @returns {Promise<string>}
 */
export async function sha256Hex(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const address = document.querySelector("meta[name=candor-invitation]")?.content;
const [secret] = location.hash.slice(1).split(".");
const mayAsk = Boolean(address && secret && globalThis.isSecureContext);
const said = mayAsk ? ask(address, { secret }).catch((problem) => problem) : null;

/**
 * What the server says that the link of the page opens; null where there is none to ask about.
 * @throws {Refusal}
 */
export async function toldOfLink() {
  const told = await said;
  if (told instanceof Error) throw told;
  return told;
}
