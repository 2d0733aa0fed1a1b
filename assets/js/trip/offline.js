// Once a trip was opened, its page, paper and calendar lie on the phone; trip/worker.js answers from there without
// network. Only the trips opened last are kept. Paper is fetched once the guest rests, so that no edit costs one.
const KEPT = "withi-trips-1";
const MOST = 12;
const REST = 2500;
let resting = 0;

const trip = (address) => /\/trips\/([\w-]{16,32})\//.exec(address)?.[1];

// What the page itself needs: styles, scripts, letters, the cloth.
function parts() {
  const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return own.filter((url) => url.origin === location.origin && /^\/(static|cloth)\//.test(url.pathname)).map((url) => url.pathname);
}

async function forget(cache) {
  const kept = [...new Set((await cache.keys()).map((request) => trip(request.url)).filter(Boolean))];
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST))) {
    for (const request of await cache.keys()) if (trip(request.url) === old) await cache.delete(request);
  }
}

async function keep(page, files, said) {
  const cache = await caches.open(KEPT);
  const missing = [];
  for (const path of [...new Set([...parts(), ...files])]) if (!(await cache.match(path))) missing.push(path);
  await cache.addAll([page, ...missing]);
  await forget(cache);
  said.textContent = said.dataset.kept;
}

// Without network nothing can be changed: the buttons say so by themselves.
function away() {
  const said = document.getElementById("kept");
  for (const button of document.querySelectorAll("#trip form button")) button.disabled = !navigator.onLine;
  if (said && !navigator.onLine) said.textContent = said.dataset.away;
}

export function keeps(shown) {
  away();
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  clearTimeout(resting);
  resting = setTimeout(async () => {
    await navigator.serviceWorker.register(shown.dataset.worker);
    await keep(location.pathname, shown.dataset.files.split(" "), document.getElementById("kept")).catch(() => null);
  }, REST);
}

addEventListener("online", away);
addEventListener("offline", away);
