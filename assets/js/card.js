// Once a driver's card was opened it lies on the phone, with what it is shown by; card/worker.js answers from there
// without network. Only the cards opened last are kept.
const KEPT = "withi-cards-1";
const MOST = 20;
const said = document.getElementById("kept");

function parts() {
  const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return own.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname);
}

async function keep() {
  await navigator.serviceWorker.register(said.dataset.worker);
  const cache = await caches.open(KEPT);
  await cache.delete(location.pathname);
  await cache.addAll([location.pathname, ...new Set(parts())]);
  const cards = (await cache.keys()).filter((request) => request.url.endsWith("/card/"));
  for (const old of cards.slice(0, Math.max(0, cards.length - MOST))) await cache.delete(old);
  said.textContent = said.dataset.kept;
}

if ("serviceWorker" in navigator && navigator.onLine) keep().catch(() => null);
else if ("serviceWorker" in navigator) said.textContent = said.dataset.kept;
