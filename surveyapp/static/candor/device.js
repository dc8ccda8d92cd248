// What this device keeps of a survey, in the browser's own database: drafts, answers that are sealed
// and not sent yet, receipts. No time stands beside any of it. Where a browser keeps nothing (some
// private windows, a full disk), what it does not take lives as long as the page, and `keeps` says so.

const NAME = "candor";
const STORES = ["links", "drafts", "sealed", "receipts"];

const memory = new Map(); // what the database did not take, by `nameOf`
let opening;
let isRefused = false; // the last that was to be kept

const nameOf = (store, key) => `${store} ${key}`;

/** The database; null where the browser keeps none. */
function database() {
  opening ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const store of STORES) request.result.createObjectStore(store);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opening;
}

/** Whether what was kept last outlives this page. */
export const keeps = async () => (await database()) !== null && !isRefused;

/**
 * What is kept under a key; undefined where nothing is.
 * @param {string} store
 * @param {string} key
 */
export async function get(store, key) {
  const kept = await database();
  if (!kept || memory.has(nameOf(store, key))) return memory.get(nameOf(store, key));
  return done(kept.transaction(store).objectStore(store).get(key));
}

/** Keeps a value; where `keeps`, it is on the disk when the promise is fulfilled. */
export async function put(store, key, value) {
  const kept = await database();
  isRefused = kept !== null && !(await written(kept, store, (rows) => rows.put(value, key)).then(
    () => true,
    () => false,
  ));
  if (!kept || isRefused) memory.set(nameOf(store, key), value);
  else memory.delete(nameOf(store, key));
}

/** Keeps nothing under a key any more. */
export async function remove(store, key) {
  const kept = await database();
  memory.delete(nameOf(store, key));
  if (kept) await written(kept, store, (rows) => rows.delete(key));
}

/** Everything in a store, as pairs of key and value. */
export async function entries(store) {
  const kept = await database();
  const found = new Map();
  if (kept) {
    const rows = kept.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
    keys.forEach((key, at) => found.set(key, values[at]));
  }
  for (const [name, value] of memory) {
    if (name.startsWith(nameOf(store, ""))) found.set(name.slice(store.length + 1), value);
  }
  return [...found];
}

/**
 * Leaves nothing of what was answered: drafts, sealed answers, and links that have no receipt.
 * @param {{round?: string, draft?: string}} of a round by its public id, or one draft
 * @returns {Promise<object[]>} the sealed answers that were among it
 */
export async function forget({ round, draft }) {
  const sealed = [];
  for (const store of ["drafts", "sealed", "links"]) {
    for (const [key, value] of await entries(store)) {
      const isMeant = round ? value.round === round : [key, value.draft].includes(draft);
      if (!isMeant || value.receipt) continue;
      if (store === "sealed" && value.answers) sealed.push(value);
      await remove(store, key);
    }
  }
  return sealed;
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
