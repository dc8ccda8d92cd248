// Keeps the survey page and what it is made of on this device, so that it opens without a network;
// worker.js does the rest. Nothing of an answer is ever there: the page is the same for everybody.

const POLICY = "candor-worker";

/**
 * Afterwards the page opens without a network. Where the browser has no such workers, nothing happens.
 * @param {string} address of the worker; the pages beside it are its scope
 */
export async function keepPages(address) {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(trusted(address));
    const { active } = await navigator.serviceWorker.ready;
    // These come late, perhaps in the tunnel.
    await Promise.all([import("./ballots.js"), import("./scales.js"), import("./identifying.js")]);
    const parts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    // Extensions of a browser load files of their own into the page; one of these would spoil all.
    const own = parts.filter(({ origin, pathname }) => origin === location.origin && /\.(css|js|svg)$/.test(pathname));
    active.postMessage({ keep: [location.href.split("#")[0], ...own.map(String)] });
  } catch {
    // A browser that forbids it: the survey works, with a network.
  }
}

/** Afterwards nothing of it is on the device. */
export async function forgetPages() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (!registration) return;
  await caches.delete(registration.scope);
  await registration.unregister();
}

/** The one address that the page's policy for scripts lets through here. */
function trusted(address) {
  if (!globalThis.trustedTypes) return address;
  const same = (asked) => {
    if (asked !== address) throw new TypeError("not the survey's worker");
    return asked;
  };
  return trustedTypes.createPolicy(POLICY, { createScriptURL: same }).createScriptURL(address);
}
