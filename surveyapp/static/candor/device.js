// What this device keeps of a survey, in the browser's own database: drafts, answers that are sealed
// and not sent yet, receipts. No time stands beside any of it. Where a browser keeps nothing (some
// private windows), all of it lives as long as the page, and `keeps` says so; what a full disk does not
// take lives as long too, and `put` says so.

const NAME = "candor";
const STORES = ["links", "drafts", "sealed", "receipts"];
const PATIENCE = 3000; // milliseconds, for a browser that does not say whether it keeps anything

const memory = new Map();
let opening;

/** The database; null where the browser keeps none, or does not say in time. */
function database() {
  opening ??= new Promise((resolve) => {
    setTimeout(() => resolve(null), PATIENCE);
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const store of STORES) request.result.createObjectStore(store);
      };
      request.onsuccess = () => {
        // A browser closes it where somebody deletes what sites keep, or where its own disk fails.
        request.result.onclose = () => (opening = undefined);
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opening;
}

/** Whether anything outlives this page. */
export const keeps = async () => (await database()) !== null;

/**
 * What is kept under a key; undefined where nothing is.
 * @param {string} store
 * @param {string} key
 */
export async function get(store, key) {
  const kept = await database();
  if (!kept || memory.has(`${store} ${key}`)) return memory.get(`${store} ${key}`);
  return done(kept.transaction(store).objectStore(store).get(key));
}

/**
 * Keeps a value.
 * @returns {Promise<boolean>} whether it is on the disk; if not, it lives as long as the page
 */
export async function put(store, key, value) {
  const name = `${store} ${key}`;
  memory.set(name, value);
  try {
    const kept = await database();
    if (!kept) return false;
    await written(kept, store, (rows) => rows.put(value, key));
  } catch {
    return false; // no room, or the database was closed under the page
  }
  if (memory.get(name) === value) memory.delete(name);
  return true;
}

/** Keeps nothing under a key any more. */
export async function remove(store, key) {
  memory.delete(`${store} ${key}`);
  const kept = await database();
  if (kept) await written(kept, store, (rows) => rows.delete(key));
}

/** Everything in a store, as pairs of key and value. */
export async function entries(store) {
  const kept = await database();
  const found = new Map();
  if (kept) {
    const rows = kept.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
    for (const [at, key] of keys.entries()) found.set(key, values[at]);
  }
  for (const [name, value] of memory) {
    if (name.startsWith(`${store} `)) found.set(name.slice(store.length + 1), value);
  }
  return [...found];
}

/**
 * Leaves nothing of what was answered: drafts, sealed answers, and links that have no receipt.
 * @param {{round?: string, draft?: string}} of a round by its public id, or one draft
 * @returns {Promise<{sealed: object[], typed: boolean}>} the sealed answers that were among it, and
 *   whether anything was typed or sealed at all
 */
export async function forget({ round, draft }) {
  const sealed = [];
  let typed = false;
  for (const store of ["drafts", "sealed", "links"]) {
    for (const [key, value] of await entries(store)) {
      const isMeant = round ? value.round === round : [key, value.draft].includes(draft);
      if (!isMeant || value.receipt) continue;
      if (store === "sealed" && value.answers) sealed.push(value);
      typed ||= Boolean(value.answers?.length);
      await remove(store, key);
    }
  }
  return { sealed, typed };
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function written(kept, store, change) {
  return new Promise((resolve, reject) => {
    const transaction = kept.transaction(store, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
    change(transaction.objectStore(store));
  });
}

// The tab's own memory, which is gone with the tab ----------------------------------------------

/** Which draft was sent, from Send to the page that says that it is stored. */
export const SENT = "candor-sent";
/** Which draft was typed in this tab, behind a link that others have too. */
export const OWN = "candor-own";

/** Notes something in the tab; null takes it away. Where a browser keeps nothing, nothing happens. */
export function note(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    // no memory of its own
  }
}

/** What was noted in the tab; null where nothing was. */
export function noted(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}
