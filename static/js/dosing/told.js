// What was told of a dose, as an item for the outbox.
import * as api from "../session/api.js";
import * as clock from "./clock.js";
import * as draw from "./draw.js";
import { mouseOf } from "./names.js";

export const WITH_VOLUME = ["PARTIAL", "WRONG"];
const NOTHING_IN = ["MISSED", "WITHHELD", "NOT_RECORDED"];

// Null where something has to be said first; the cell says what.
export function itemOf(sheet, td, { status, ml, reason }) {
  const isIn = !NOTHING_IN.includes(status);
  const at = isIn ? when(sheet, td) : "";
  const old = isIn ? oldWeight(sheet, td) : "";
  if (at === null || old === null) return null;
  const key = td.dataset.cell;
  const basis = sheet.form.elements.namedItem(`${mouseOf(key)}-basis`)?.value ?? "";
  const { base, planned = "", name } = td.dataset;
  return {
    ...{ person: sheet.person, page: sheet.page, url: sheet.address(key), row: key },
    ...{ label: name, part: "dose", write_id: api.newId(), typed_at: clock.now() },
    values: { status, ml, reason, at, base, planned, basis, old_weight: old },
  };
}

// What stands in the fields of a cell, and what is missing there.
export function typedIn(form, td) {
  const [status, ml, reason] = ["status", "ml", "reason"].map(
    (part) => form.elements.namedItem(`${td.dataset.cell}-${part}`)?.value.trim() ?? "",
  );
  const hasVolume = WITH_VOLUME.includes(status);
  const said = { status, ml: hasVolume ? ml : "", reason };
  return { said, missing: whatIsMissing(said, hasVolume) };
}

function whatIsMissing({ status, ml, reason }, hasVolume) {
  if (!status) return "Choose what happened first.";
  if (hasVolume && !ml) return "Enter how many mL went in.";
  return reason ? "" : "Say why.";
}

// An instant, or the time that was typed; null when one has to be typed first.
function when({ form, isToday }, td) {
  const field = form.elements.namedItem("time");
  if (field.value) return field.value;
  if (isToday) return clock.now();
  draw.tell(td, "This day is over: enter the time given, above the mice, first.");
  return null;
}

// Why an old weight is used; null when it has to be said first.
function oldWeight({ form }, td) {
  const field = form.elements.namedItem(`${mouseOf(td.dataset.cell)}-old-weight`);
  if (!field) return "";
  if (field.value.trim()) return field.value.trim();
  draw.tell(td, "The weight is too old: weigh the mouse, or say below why not.");
  field.focus();
  return null;
}
