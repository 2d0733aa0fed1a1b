// Service worker of /trips/: where the network is away, a trip that was opened comes from the phone. With network it
// changes nothing, and it keeps nothing itself (trip/offline.js does).
const OURS = /^\/(en\/)?trips\/[\w-]{16,32}\/(map\/|trip-(th|en)\.(pdf|ics))?$|^\/(static|cloth)\//;

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
