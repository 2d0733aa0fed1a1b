// Service worker of /trips/ and of /communities/: where the network is away, a trip or a card for the driver that was
// opened comes from the phone. With network it changes nothing, and it keeps nothing itself (kept.js does).
const TRIP = "trips\\/[\\w-]{16,32}\\/(map\\/|trip-(th|en)\\.(pdf|ics))?";
const CARD = "communities\\/\\d+\\/card\\/";
const OURS = new RegExp(`^\\/(en\\/)?(${TRIP}|${CARD})$|^\\/(static|cloth)\\/`);

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !OURS.test(url.pathname)) return;
  event.respondWith(
    fetch(request).catch(async (trouble) => {
      const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
      if (!kept) throw trouble;
      return kept;
    }),
  );
});
