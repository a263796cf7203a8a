// What takes long says so: a skeleton after 300 ms, a sentence after 3 s.
const SOON_MS = 300;
const LONG_MS = 3000;
const WORDS = "Still loading. The page comes when it is ready.";
const said = document.querySelector("[data-loading-words]");
const begun = new Set();

// Until what it gives back is called. Without a place only the sentence comes.
export function begin(place, words = WORDS) {
  const bones = place && skeleton();
  const soon = setTimeout(() => bones && show(place, bones), SOON_MS);
  const long = setTimeout(() => (said.textContent = words), LONG_MS);
  const end = () => {
    for (const timer of [soon, long]) clearTimeout(timer);
    if (bones) hide(place, bones);
    begun.delete(end);
    if (begun.size === 0) said.textContent = "";
  };
  begun.add(end);
  return end;
}

function skeleton() {
  const box = document.createElement("div");
  box.className = "loading noprint";
  box.setAttribute("aria-hidden", "true");
  for (let bar = 0; bar < 3; bar += 1) box.append(document.createElement("i"));
  return box;
}

function show(place, bones) {
  place.setAttribute("aria-busy", "true");
  place.prepend(bones);
}

function hide(place, bones) {
  place.removeAttribute("aria-busy");
  bones.remove();
}

function endAll() {
  for (const end of [...begun]) end();
}

// --- another page ---

const main = document.getElementById("main");

function wordsOf(part) {
  return part.closest("[data-loading]")?.dataset.loading;
}

// A file is saved beside the page, which stays.
function leadsToPage({ href, origin, pathname, search, hash, target, download }) {
  const isHere = pathname === location.pathname && search === location.search;
  if (!href || origin !== location.origin || target || download || (isHere && hash)) return false;
  return pathname.endsWith("/");
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (!link || event.defaultPrevented || !isPlain || link.hasAttribute("download")) return;
  if (leadsToPage(link)) begin(main, wordsOf(link));
});

// What is written keeps its page; only what is looked for, or says so, is waited for.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("data-download")) return;
  if (form.method === "get" || wordsOf(form)) begin(main, wordsOf(form));
});

// Back again, or staying after all.
addEventListener("pageshow", ({ persisted }) => persisted && endAll());
addEventListener("keydown", ({ key }) => key === "Escape" && endAll());

// --- a part of this page ---

const parts = new Map();

// What is asked again and again has its own words, or is there already.
document.addEventListener("htmx:beforeRequest", ({ detail: { elt, target } }) => {
  if (/every|delay/.test(elt.getAttribute("hx-trigger") ?? "")) return;
  parts.set(elt, begin(target, wordsOf(elt)));
});
document.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => {
  parts.get(elt)?.();
  parts.delete(elt);
});
