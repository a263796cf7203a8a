// Two entries of one dose, which the server has both: somebody chooses, and says why.
import * as api from "../session/api.js";
import { say } from "../session/dom.js";
import * as store from "../session/store.js";
import * as clock from "./clock.js";
import * as draw from "./draw.js";
import { mouseOf } from "./names.js";

// What was pressed of each entry; a row that is drawn again in between forgets nothing.
const chosen = new Map();
// Why the server did not take it, until somebody chooses again.
const refused = new Map();

// Chosen first or reasoned first: with both it is sent.
export function choose(sheet, button) {
  const note = button.closest("[data-entry]");
  const field = note.querySelector("input");
  chosen.set(note.dataset.entry, button.value);
  if (field.value.trim()) return decide(sheet, note, field);
  draw.tell(note, "Say why, then press Enter.");
  return field.focus();
}

export function reasoned(sheet, note) {
  const field = note.querySelector("input");
  if (!chosen.has(note.dataset.entry)) return draw.tell(note, "Choose which one counts.");
  if (!field.value.trim()) return draw.tell(note, "Say why, then press Enter.");
  return decide(sheet, note, field);
}

// Kept on the device and sent as a dose is, also when the connection comes back later.
async function decide(sheet, note, field) {
  const [entry, choice] = chosen.get(note.dataset.entry).split(":");
  const { person, page } = sheet;
  const key = note.dataset.of;
  const item = {
    ...{ person, page, url: sheet.address(key), row: key, part: "decide" },
    ...{ label: sheet.rows.cell(key).dataset.name, write_id: api.newId(), typed_at: clock.now() },
    values: { write_id: entry, choice, why: field.value.trim() },
  };
  refused.delete(entry);
  const isKept = sheet.hold(item, [{ person, page, name: field.name }]);
  draw.tickOf(sheet.rows.cell(key))?.focus();
  await isKept;
}

// The note of an entry: its keys, or the choice that the server does not have yet.
export function drawn(sheet, note) {
  const item = sheet.choiceOf(note.dataset.entry);
  if (item) draw.chosen(note, item, sheet.outbox.isSending);
  else draw.keyed(note);
  if (!item && refused.has(note.dataset.entry)) draw.tell(note, refused.get(note.dataset.entry));
}

// What was refused is chosen again, with the reason that was typed.
export async function answered(sheet, item, answer) {
  const number = mouseOf(item.row);
  const { write_id: entry, why } = item.values;
  const isRefused = answer.kind === "refused";
  if (isRefused) {
    refused.set(entry, answer.message);
    await store.settle(item.place);
  }
  await sheet.changed();
  if (isRefused) sheet.typed({ name: `${number}-why-${entry}`, value: why });
  sheet.draw(number);
  sheet.bar();
  say(isRefused ? answer.message : "The entry that was not chosen stays in the history.");
}
