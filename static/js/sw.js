// Keeps the measurement session and the dosing sheet on the device, so that they open
// without a connection.
// The network comes first; what is kept is for when it does not answer soon. The page
// asks for what is newer by itself.
const PAGES = "pages";
const PARTS = "parts";
const SESSION = /^\/studies\/[^/]+\/(sessions|dosing)\/\d{4}-\d\d-\d\d\/$/;
const PATIENCE_MS = 4000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

function roomFor(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (request.mode === "navigate") return SESSION.test(url.pathname) ? PAGES : null;
  return url.pathname.startsWith("/static/") ? PARTS : null;
}

// What names arms is not kept: the next person at this device may not know them.
async function fresh(request, room) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) {
    const cache = await caches.open(room);
    const url = request.url.split("#")[0];
    if (answer.headers.get("X-Names-Arms")) await cache.delete(url);
    else await cache.put(url, answer.clone());
  }
  return answer;
}

function patience(kept) {
  return new Promise((resolve) => kept && setTimeout(resolve, PATIENCE_MS, kept));
}

async function answer(request, room) {
  const kept = await caches.match(request.url.split("#")[0], { cacheName: room });
  try {
    const coming = fresh(request, room);
    coming.catch(() => {});
    const found = await Promise.race([coming, patience(kept)]);
    return found.status >= 500 && kept ? kept : found;
  } catch (unreachable) {
    if (kept) return kept;
    throw unreachable;
  }
}

addEventListener("fetch", (event) => {
  const room = roomFor(event.request);
  if (room) event.respondWith(answer(event.request, room));
});

// The first visit loads before this worker does: the page says what it was made of.
addEventListener("message", (event) => {
  event.waitUntil(keepAll(event.data).then(() => event.ports[0]?.postMessage("kept")));
});

async function keepAll({ page, parts }) {
  await Promise.all([
    fresh(new Request(page), PAGES),
    ...parts.map((part) => fresh(new Request(part), PARTS)),
  ]);
}
