// Service worker of /communities/: where the network is away, a driver's card that was opened comes from the phone. With
// network it changes nothing, and it keeps nothing itself (card.js does).
const OURS = /^\/(en\/)?communities\/\d+\/card\/$|^\/static\//;

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
