// On every page but the session and the dosing sheet: rows that still wait here are sent,
// and the page says how many there are.
import { used } from "./session/offline.js";
import { Outbox } from "./session/outbox.js";
import * as store from "./session/store.js";

const notice = document.querySelector("[data-waiting]");
const { person } = document.body.dataset;

function sentence(count) {
  return count === 1 ? "1 row is waiting on this tablet." : `${count} rows are waiting on this tablet.`;
}

function rowsOf(items) {
  return new Set(items.map((item) => `${item.page} ${item.row}`)).size;
}

async function show() {
  const items = await store.waiting();
  const mine = person ? items.filter((item) => item.person === person) : items;
  const count = rowsOf(mine);
  notice.hidden = count === 0;
  const more = person ? "" : " They are sent when the person who typed them signs in.";
  notice.querySelector("div").textContent = `${sentence(count)}${more}`;
  if (person && count) notice.querySelector("div").append(" ", way(mine[0]));
}

function way({ page }) {
  const link = document.createElement("a");
  link.href = page;
  link.textContent = page.includes("/dosing/") ? "Open the dosing sheet" : "Open the session";
  return link;
}

async function main() {
  // Nobody is signed in: no page of theirs stays on the device, but their rows do.
  if (!person) window.caches?.delete("pages");
  else used(person);
  await store.open();
  await show();
  if (!person) return store.forgetRows();
  const outbox = new Outbox(person);
  for (const news of ["changed", "answer"]) outbox.addEventListener(news, show);
  outbox.retry();
}

if (notice && !document.querySelector("#session, #sheet[data-state]")) main();
