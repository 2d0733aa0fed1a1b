// Lays a page on the phone, with all that it is shown by and the files that belong to it; worker.js answers from there
// where there is no network.

// What the page itself needs: styles, scripts, letters, the cloth.
function parts() {
  const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return own.filter((url) => url.origin === location.origin && /^\/(static|cloth)\//.test(url.pathname)).map((url) => url.pathname);
}

export const can = () => "serviceWorker" in navigator;

// The page itself is fetched anew; in the order of the cache it comes last.
export async function keep(name, worker, files = []) {
  await navigator.serviceWorker.register(worker);
  const cache = await caches.open(name);
  const missing = [];
  for (const path of new Set([...parts(), ...files])) if (!(await cache.match(path))) missing.push(path);
  await cache.addAll([...missing, location.pathname]);
  return cache;
}

// Only the things opened last stay: `thing` says which one an address belongs to, if any.
export async function forget(cache, most, thing) {
  const requests = await cache.keys();
  const latest = [...new Set(requests.map((request) => thing(request.url)).filter(Boolean).reverse())];
  const old = new Set(latest.slice(most));
  for (const request of requests) if (old.has(thing(request.url))) await cache.delete(request);
}
