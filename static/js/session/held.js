// The note of a row that the server could not simply take: both entries, or why not.
import { whyNote } from "./why.js";

const AGAIN = ["r", "Measure again", "R"];

export function held(row, item) {
  const choices = { conflict, refused, why }[item.answer.kind](row, item);
  return { level: "error", isChoice: true, choiceOf: row.key, ...choices };
}

function conflict(row, item) {
  const { words, by, device, at } = theirs(item);
  const where = [by, device, at].filter(Boolean).join(", ");
  return {
    head: `${row.name}: two entries.`,
    text: `Theirs: ${words}${where ? ` (${where})` : ""}. Yours: ${mine(item)}. Both are kept; choose which one counts.`,
    label: `${row.name}: two entries. 1 mine, 2 theirs, R measure again.`,
    acts: [["mine", "Mine", "1"], ["theirs", "Theirs", "2"], AGAIN],
  };
}

// What somebody else sent of a value that is saved, seen by anybody.
export function entry(row, one, saved) {
  const where = [one.by, one.device, one.at].filter(Boolean).join(", ");
  const acts = [["mine", "The saved one", "1"], ["theirs", "The other", "2"], AGAIN];
  return {
    ...{ level: "error", isChoice: true, choiceOf: row.key, acts },
    head: `${row.name}: two entries.`,
    text: `Saved: ${saved}. The other: ${one.words} (${where}). Choose which one counts; both are kept.`,
    label: `${row.name}: two entries. 1 the saved one, 2 the other, R measure again.`,
  };
}

const SIGN_WORDS = { u: "ulceration", c: "condition", p: "posture" };

function signWords(values, signs) {
  const names = Object.keys(SIGN_WORDS).filter((name) => name in values);
  return names.map((name) => `${SIGN_WORDS[name]} ${signs(name)}`).join(", ");
}

function why(row, item) {
  return whyNote(row, item, mine(item));
}

export function theirs({ part, values, answer }) {
  const { signs, note } = answer.row;
  const named = { u: signs.ulceration, c: signs.condition, p: signs.posture };
  if (part === "signs") return { words: signWords(values, (name) => named[name]) };
  if (part === "note") return { words: `note “${note}”` };
  if (part === "weight") return { ...answer.row.weight, words: `${answer.row.weight.g} g` };
  const tumor = answer.row.tumors.find((one) => `${one.tumor}` === values.tumor);
  return { ...tumor, words: tumor.words || `${tumor.l} × ${tumor.w} mm` };
}

function mine({ part, values }) {
  if (part === "weight") return `${values.g} g`;
  if (part === "signs") return signWords(values, (name) => values[name]);
  if (part === "note") return `note “${values.note}”`;
  return values.state === "MEASURED" ? `${values.l} × ${values.w} mm` : values.words;
}

function refused(row, item) {
  const { message, fields } = item.answer;
  const sentences = Object.values(fields);
  return {
    head: "Not saved.",
    text: `${sentences.length ? sentences.join(" ") : message} The value is kept on this tablet.`,
    label: `${row.name}: not saved. 1 send again, 2 do not save, R measure again.`,
    fields: Object.keys(fields),
    acts: [["mine", "Send again", "1"], ["theirs", "Do not save", "2"], AGAIN],
  };
}
