// The measurement session: keys and calipers in, rows kept here until the server has
// them. Without this script the page is an ordinary form.
import { begin } from "./loading.js";
import * as api from "./session/api.js";
import { Bench } from "./session/bench.js";
import { go } from "./session/grid.js";
import { sendAgain } from "./session/closed.js";
import { Keypad } from "./session/keypad.js";
import { Keys } from "./session/keys.js";
import * as offline from "./session/offline.js";
import { Outbox } from "./session/outbox.js";
import * as settings from "./session/settings.js";
import * as signIn from "./session/sign_in.js";
import * as store from "./session/store.js";
import { know } from "./session/welfare.js";

const LOOK_MS = 60_000;
const form = document.getElementById("session");

function enhance() {
  form.querySelector(".bgrid").classList.add("keyed");
  for (const part of form.querySelectorAll(".only-plain")) part.hidden = true;
  for (const part of form.querySelectorAll(".only-js:not([data-help])")) part.hidden = false;
}

function measureBar() {
  const bar = form.querySelector(".sbar");
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--sbar-h", `${bar.offsetHeight}px`);
  }).observe(bar);
}

// What was typed here and is not sent yet: after a reload, a crash, a sign-in.
async function restore(bench) {
  const items = await store.waiting();
  for (const item of items) if (isHere(bench, item)) putBack(bench, item);
  for (const draft of await store.draftsOf(bench.person, bench.page)) {
    const input = form.elements.namedItem(draft.name);
    if (input) input.value = draft.value;
  }
}

function isHere(bench, item) {
  return item.person === bench.person && item.page === bench.page;
}

function putBack(bench, { row: key, part, values }) {
  const row = bench.grid.rows.find((one) => one.key === key);
  if (!row) return;
  if (part === "weight") row.set("g", values.g);
  if (part !== "tumor") return;
  const isMeasured = values.state === "MEASURED";
  row.state = { code: isMeasured ? "" : values.state, reason: values.reason };
  const none = values.state === "NOT_PALPABLE" ? "0" : "";
  row.set("l", isMeasured ? values.l : none);
  row.set("w", isMeasured ? values.w : none);
  bench.picture.volume(row);
}

async function refresh(bench) {
  const end = begin(null, "Newer values are on their way; what is typed is kept.");
  const state = await api.session(form.dataset.state).catch(() => null);
  end();
  if (state) await stated(bench, state);
}

async function stated(bench, state) {
  bench.stated(state);
  bench.picture.bar();
  if (state.is_open) await sendAgain(bench);
}

// Somebody else may have read, or closed the session, while this page stands open.
async function look(bench) {
  if (document.hidden || !navigator.onLine) return;
  const state = await api.session(form.dataset.state, true).catch(() => null);
  if (state) await stated(bench, state);
}

function answered(bench, { answer }) {
  if (answer.code === "closed" && !bench.closed) refresh(bench);
}

function listen(bench, outbox) {
  bench.keypad = new Keypad({
    current: () => bench.input,
    next: () => bench.input && bench.forward(bench.input),
    back: () => bench.input && bench.backward(bench.input),
  });
  new Keys(bench);
  const { table } = bench.grid;
  table.addEventListener("focusin", ({ target }) => {
    if (target.dataset.was !== undefined) bench.focused(target);
  });
  table.addEventListener("input", ({ target }) => {
    if (target.dataset.was !== undefined) bench.typed(target);
  });
  form.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button[data-command]")) event.preventDefault();
  });
  form.addEventListener("click", (event) => pressed(event, bench));
  outbox.addEventListener("changed", () => bench.picture.refresh());
  outbox.addEventListener("answer", ({ detail }) => bench.answered(detail));
  outbox.addEventListener("answer", () => offline.used(bench.person));
  outbox.addEventListener("answer", ({ detail }) => answered(bench, detail));
  setInterval(() => look(bench), LOOK_MS);
  outbox.addEventListener("state", () => changed(bench, outbox));
  addEventListener("storage-failed", () => bench.picture.bar());
  for (const back of ["focus", "online"]) addEventListener(back, () => refresh(bench));
}

function changed(bench, outbox) {
  if (outbox.state === "signed-out") signIn.show();
  if (outbox.state === "idle") signIn.hide();
  for (const row of bench.grid.rows) bench.picture.row(row);
  bench.picture.bar();
}

function pressed(event, bench) {
  const button = event.target.closest("[data-command]");
  if (!button || button.tagName === "A") return;
  const { command } = button.dataset;
  const noted = button.closest(".rownote")?.previousElementSibling ?? button.closest("tr.mrow");
  const row = noted && bench.grid.rows.find((one) => one.tr === noted);
  const keys = { mine: "1", theirs: "2", r: "r" };
  const choice = button.closest("[data-choice-of]") && (keys[command] ?? command);
  if (choice) bench.commands.decide(row, choice);
  else bench.commands.run(command, bench.input, row);
}

function isAppleTablet() {
  const isMac = navigator.maxTouchPoints > 1 && /Mac/.test(navigator.platform);
  return isMac || /iPad|iPhone/.test(navigator.userAgent);
}

// Safari opens a keyboard only after a touch.
function start(bench) {
  const first = bench.grid.start;
  if (!first || location.hash) return;
  go(first);
  const tap = form.querySelector("[data-tap]");
  tap.hidden = !isAppleTablet();
  tap.addEventListener("click", () => {
    tap.hidden = true;
    go(bench.landing ?? first);
  });
}

async function main() {
  enhance();
  measureBar();
  await store.open();
  const { person } = document.body.dataset;
  const outbox = new Outbox(person);
  const bench = new Bench({ form, outbox, person, page: location.pathname });
  settings.connect(bench);
  const state = JSON.parse(document.getElementById("state").textContent);
  know(state);
  bench.stated(state);
  await bench.remembered();
  await restore(bench);
  listen(bench, outbox);
  signIn.connect(() => outbox.retry());
  await bench.picture.refresh();
  start(bench);
  outbox.retry();
  form.dataset.ready = "yes";
  offline.keep();
  // The page may be one that the device kept: its rows are there, newer values follow.
  await refresh(bench);
}

if (form) main();
