// A correction of what somebody else saved, of a day gone by or of a session that was
// closed needs words. It waits on this device until they are there; the next reading
// does not wait for it.
import { say } from "./dom.js";

const REASONS = { 1: "Typing error", 2: "Misread", 3: "Value of another mouse" };
const ACTS = [
  ...Object.entries(REASONS).map(([key, words]) => [key, words, key]),
  ["4", "In words", "4"],
  ["5", "Put the old value back", "5"],
];

// As the server will ask, too, so that nobody is asked later when it was offline.
export function asksWhy({ picture, person, asksWhy, isReopened }, row, part, values) {
  const said = picture.said(row)[part];
  if (part === "signs") return asksWhy && isGradedAgain(said, values);
  // Who opened the session again said why, for all that nobody had read before.
  if (isReopened && said?.state === "NOT_DONE") return false;
  if (!values.base || values.base !== said?.base || values.how === "again") return false;
  return !isSame(said, values) && (asksWhy || said.person !== person);
}

function isGradedAgain(said, values) {
  return ["u", "c", "p"].some((name) => name in values && said[name] && said[name] !== values[name]);
}

function isSame(said, { g, l, w, state, reason }) {
  if (g !== undefined) return Number(said.g) === Number(g);
  if (state !== "MEASURED") return said.state === state && said.reason === reason;
  return Number(said.l) === Number(l) && Number(said.w) === Number(w);
}

export function whyNote(row, item, mine) {
  return {
    head: `${row.name}: why is it corrected?`,
    text: `Now: ${mine}. It is kept on this tablet and saved with your reason.`,
    label: `${row.name}: why is it corrected? ${ACTS.map(([key, words]) => `${key} ${words}`).join(", ")}.`,
    level: "warn",
    acts: ACTS,
  };
}

// What was typed after another in the same row has the same reason.
export async function answerWhy(bench, row, key) {
  const items = bench.picture.of(row).filter((item) => item.answer?.kind === "why");
  if (key === "4") return inWords(bench, row, items);
  if (key === "5") await putBack(bench, row, items);
  else if (key in REASONS) await give(bench, items, REASONS[key]);
  else return;
  bench.afterChoice(row);
}

function inWords(bench, row, items) {
  bench.ask.write(`Why is ${row.name} corrected?`, "", async (words) => {
    if (!words) return;
    await give(bench, items, words);
    bench.afterChoice(row);
  });
}

function give(bench, items, why) {
  say(`Saved with the reason: ${why}.`);
  return bench.outbox.decideAll(items, (item) => ({ values: { ...item.values, why } }));
}

async function putBack(bench, row, items) {
  await bench.outbox.decideAll(items, null);
  await bench.picture.refresh();
  for (const { part } of items) bench.putServer(row, part);
}
