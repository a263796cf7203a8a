// The note of a row that the server could not simply take: both entries, or why not.
const AGAIN = ["r", "Measure again", "R"];

export function held(row, item) {
  const choices = { conflict, refused }[item.answer.kind](row, item);
  return { level: "error", isChoice: true, choiceOf: row.key, ...choices };
}

function conflict(row, item) {
  const { words, by, device, at } = theirs(item);
  const where = [by, device, at].filter(Boolean).join(", ");
  return {
    head: `${row.name}: two entries.`,
    text: `Theirs: ${words} (${where}). Yours: ${mine(item)}. Yours is kept here until you choose.`,
    label: `${row.name}: two entries. 1 mine, 2 theirs, R measure again.`,
    acts: [["mine", "Mine", "1"], ["theirs", "Theirs", "2"], AGAIN],
  };
}

export function theirs({ part, values, answer }) {
  if (part === "weight") return { ...answer.row.weight, words: `${answer.row.weight.g} g` };
  const tumor = answer.row.tumors.find((one) => `${one.tumor}` === values.tumor);
  return { ...tumor, words: tumor.words || `${tumor.l} × ${tumor.w} mm` };
}

function mine({ part, values }) {
  if (part === "weight") return `${values.g} g`;
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
