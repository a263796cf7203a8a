// Two entries of one dose, which the server has both: somebody chooses, and says why.
import * as api from "../session/api.js";
import { say } from "../session/dom.js";
import * as store from "../session/store.js";
import * as clock from "./clock.js";
import * as draw from "./draw.js";

const WHY_NOT = {
  unreachable: "The server does not answer. Nothing was chosen yet.",
  "signed-out": "Signed out. Sign in again, then choose.",
};

// Chosen first or reasoned first: with both it is sent.
export function choose(sheet, button) {
  const note = button.closest("[data-entry]");
  const field = note.querySelector("input");
  note.dataset.chosen = button.value;
  if (field.value.trim()) return decide(sheet, note, field);
  draw.tell(note, "Say why, then press Enter.");
  return field.focus();
}

export function reasoned(sheet, note) {
  const field = note.querySelector("input");
  if (!note.dataset.chosen) return draw.tell(note, "Choose which one counts.");
  if (!field.value.trim()) return draw.tell(note, "Say why, then press Enter.");
  return decide(sheet, note, field);
}

async function decide(sheet, note, field) {
  const [writeId, choice] = note.dataset.chosen.split(":");
  const key = note.dataset.of;
  const answer = await api.put({
    ...{ url: sheet.address(key), person: sheet.person, row: key, part: "decide" },
    ...{ write_id: api.newId(), typed_at: clock.now() },
    values: { write_id: writeId, choice, why: field.value.trim() },
  });
  if (answer.kind !== "saved") return draw.tell(note, WHY_NOT[answer.kind] ?? answer.message);
  const { person, page } = sheet;
  sheet.forget([{ name: field.name }]);
  await store.dropDrafts([{ person, page, name: field.name }]);
  await sheet.take(answer.row);
  sheet.draw(key.split("-")[0]);
  sheet.bar();
  say("The entry that was not chosen stays in the history.");
  return draw.tickOf(sheet.rows.cell(key))?.focus();
}
