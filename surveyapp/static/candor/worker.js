// The survey without a network: a service worker for one round, told by offline.js what to keep.
// It answers with the network where there is one, and touches nothing that is sent.

const PATIENCE = 4000; // of a page, in milliseconds: a tunnel does not say that it is one
const CACHE = self.registration.scope;

let isAway = false; // the last page came from here, so its parts do too

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep } = event.data;
  if (keep) event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(keep)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(part(request));
});

/** The page of now; in the language asked for, as it was kept; in any, rather than none. */
async function page(request) {
  const own = request.url.split(/[?#]/)[0] === CACHE;
  try {
    const fresh = await (own ? fetchSoon(request) : fetch(request));
    isAway = false;
    if (fresh.status < 500 || !own) return fresh;
  } catch {
    isAway = true;
  }
  const cache = await caches.open(CACHE);
  const kept = own && ((await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true })));
  return kept || Response.error();
}

/** Gives up where no answer begins in time; one that has begun may take as long as it takes. */
async function fetchSoon(request) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: patience.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** A part of the page: of a page that was kept, also where the server has newer ones and not this. */
async function part(request) {
  const kept = await (await caches.open(CACHE)).match(request);
  if (kept && isAway) return kept;
  try {
    const fresh = await fetch(request);
    return fresh.ok || !kept ? fresh : kept;
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
}
