// Keeps the measurement session and the dosing sheet on the device, so that they open
// without a connection, and at once where the connection is slow. The page asks for what
// is newer by itself.
// A page is kept for one person, who is signed in here: nothing of it is left when
// somebody signs in or out, and it is not handed out at once after the time in which the
// server ends what nobody uses. Without any connection it stays readable until then.
const PAGES = "pages";
const PARTS = "parts";
const SESSION = /^\/studies\/[^/]+\/(sessions|dosing)\/\d{4}-\d\d-\d\d\/$/;
const DOOR = /^\/sign-(in|out)\/$/;
const WHO = "/kept-for";
const SOON_MS = 300;
const LONG_MS = 4000;
// Pages that were asked for before are not kept after somebody came or went.
let turn = 0;
let leaving = Promise.resolve();

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

function roomFor(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (request.mode === "navigate") return SESSION.test(url.pathname) ? PAGES : null;
  return url.pathname.startsWith("/static/") ? PARTS : null;
}

// --- whose pages they are ---

function isDoor({ method, mode, url }) {
  return method === "POST" && mode === "navigate" && DOOR.test(new URL(url).pathname);
}

function forget() {
  turn += 1;
  leaving = caches.delete(PAGES);
  return leaving;
}

async function who(cache) {
  return (await cache.match(WHO))?.json();
}

function note(cache, person, seconds) {
  const until = Date.now() + seconds * 1000;
  return cache.put(WHO, new Response(JSON.stringify({ person, seconds, until })));
}

// Only of one person: another one finds none of the pages that were here.
async function roomOf(person) {
  const found = await who(await caches.open(PAGES));
  if (found && found.person !== person) await caches.delete(PAGES);
  return caches.open(PAGES);
}

// The server was asked for something: from now on it counts anew.
async function used(person) {
  const cache = await caches.open(PAGES);
  const found = await who(cache);
  if (found?.person === person) return note(cache, person, found.seconds);
  if (found) await forget();
}

// --- what is kept ---

async function fresh(request, room) {
  const began = turn;
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) {
    const url = request.url.split("#")[0];
    if (room === PARTS) await (await caches.open(PARTS)).put(url, answer.clone());
    else if (began === turn) await keepPage(url, answer.clone(), began);
  }
  return answer;
}

// The server names the person where a page may be kept: not where it names arms.
async function keepPage(url, answer, began) {
  const named = answer.headers.get("X-Person");
  if (!named) return (await caches.open(PAGES)).delete(url);
  const person = decodeURIComponent(named);
  const cache = await roomOf(person);
  if (began !== turn) return;
  await cache.put(url, answer);
  await note(cache, person, Number(answer.headers.get("X-Signed-In-Seconds")));
}

async function keptOf(request, room) {
  await leaving;
  return caches.match(request.url.split("#")[0], { cacheName: room });
}

// --- what is handed out ---

// A kept page goes with the parts that were kept with it.
const old = new Set();

async function patience(kept, room) {
  const { until } = (await who(await caches.open(PAGES))) ?? {};
  const isSoon = room === PAGES && until > Date.now();
  return new Promise((resolve) => setTimeout(resolve, isSoon ? SOON_MS : LONG_MS, kept));
}

function first(kept, coming, room) {
  return kept ? Promise.race([coming, patience(kept, room)]) : coming;
}

async function answer(event, room) {
  const { request, clientId, resultingClientId } = event;
  const kept = await keptOf(request, room);
  if (kept && old.has(clientId)) return kept;
  const coming = fresh(request, room);
  event.waitUntil(coming.catch(() => {}));
  const found = await first(kept, coming, room).catch(() => kept ?? coming);
  if (!kept || (found !== kept && found.status < 500)) return found;
  if (room === PAGES) old.add(resultingClientId);
  return kept;
}

addEventListener("fetch", (event) => {
  if (isDoor(event.request)) event.waitUntil(forget());
  const room = roomFor(event.request);
  if (room) event.respondWith(answer(event, room));
});

// The first visit loads before this worker does: the page says what it was made of. Every
// page says who is signed in, and a row that was answered that they are still there.
addEventListener("message", (event) => {
  const { page, parts, person } = event.data;
  const work = page ? keepAll(page, parts) : used(person);
  event.waitUntil(work.then(() => event.ports[0]?.postMessage("kept")));
});

async function keepAll(page, parts) {
  await Promise.all([
    fresh(new Request(page), PAGES),
    ...parts.map((part) => fresh(new Request(part), PARTS)),
  ]);
}
