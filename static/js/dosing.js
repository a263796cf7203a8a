// The dosing sheet. Without this script the page is an ordinary form.
import * as clock from "./dosing/clock.js";
import * as entries from "./dosing/entries.js";
import { Finish } from "./dosing/finish.js";
import { Keys, go } from "./dosing/keys.js";
import { keepPresses } from "./dosing/press.js";
import { Sheet } from "./dosing/sheet.js";
import * as offline from "./session/offline.js";
import { Outbox } from "./session/outbox.js";
import * as signIn from "./session/sign_in.js";
import * as store from "./session/store.js";

const REFRESH_MS = 20_000;
const SETTLED_MS = 1_000;
const form = document.querySelector("#sheet[data-state]");

function enhance() {
  for (const part of document.querySelectorAll(".only-plain")) part.hidden = true;
  for (const part of form.querySelectorAll(".only-js")) part.hidden = false;
}

function clicked({ target }, sheet) {
  const td = target.closest("td[data-cell]");
  const choice = target.closest("[data-choice]");
  if (choice) {
    const { held } = choice.closest("[data-held]").dataset;
    return sheet.decide(held, choice.dataset.choice === "mine");
  }
  const command = target.closest("[data-command]")?.dataset.command;
  if (command === "keep") return sheet.keep(td);
  if (command === "z") return sheet.undo(td);
  return target.closest("[data-tick]") && sheet.give(td);
}

function submitted(button, sheet) {
  const does = {
    whole: () => sheet.wholeCageOf(button),
    decide: () => entries.choose(sheet, button),
    finish: () => sheet.finish.open(button.value, null),
    rest: () => sheet.finish.record(),
  };
  does[button?.name]?.();
}

function listen(sheet, outbox) {
  new Keys(sheet);
  keepPresses(form);
  form.addEventListener("click", (event) => clicked(event, sheet));
  form.addEventListener("input", ({ target }) => {
    if (target.closest("tr[data-mouse]")) sheet.typed(target);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted(event.submitter, sheet);
  });
  outbox.addEventListener("changed", () => sheet.changed());
  outbox.addEventListener("answer", ({ detail }) => sheet.answered(detail));
  outbox.addEventListener("answer", () => offline.used(outbox.person));
  outbox.addEventListener("state", () => became(sheet, outbox));
  addEventListener("storage-failed", () => sheet.bar());
}

function became(sheet, outbox) {
  if (outbox.state === "signed-out") signIn.show();
  if (outbox.state === "idle") signIn.hide();
  sheet.changed();
}

// What colleagues tick shows here too, so that no mouse is dosed twice.
function stayFresh(sheet, outbox) {
  let settled = null;
  const now = () => document.hidden || sheet.refresh();
  for (const back of ["focus", "online"]) addEventListener(back, now);
  setInterval(now, REFRESH_MS);
  outbox.addEventListener("answer", () => {
    clearTimeout(settled);
    settled = setTimeout(now, SETTLED_MS);
  });
}

function start(sheet) {
  const first = sheet.rows.cells().find((td) => sheet.isOpen(td));
  if (first && !location.hash) go(first);
}

async function main() {
  enhance();
  await store.open();
  const { person } = document.body.dataset;
  const outbox = new Outbox(person);
  const sheet = new Sheet({ form, outbox, person, page: location.pathname });
  sheet.finish = new Finish(sheet);
  await sheet.restore();
  listen(sheet, outbox);
  signIn.connect(() => outbox.retry());
  start(sheet);
  outbox.retry();
  stayFresh(sheet, outbox);
  form.dataset.ready = "yes";
  offline.keep();
  await sheet.refresh();
}

// The paper says when it was printed, not when the page was opened.
addEventListener("beforeprint", () => {
  const now = new Date(clock.now());
  const day = { day: "numeric", month: "short", year: "numeric" };
  const time = { hour: "2-digit", minute: "2-digit", timeZone: form?.dataset.zone };
  const said = `${now.toLocaleDateString("en-GB", day)}, ${now.toLocaleTimeString("en-GB", time)}`;
  for (const place of document.querySelectorAll("[data-printed]")) place.textContent = said;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (form) main();
