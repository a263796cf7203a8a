// What a caliper, a balance, a reader of tags or a hand typed into a field.
const NUMBER = /^\+?\s*([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*(mm|g)?$/i;
const MOUSE = /^#\s*(\S{1,20})$/;
const TAG = /^[0-9]{15}$/;
const UNITS = { l: "mm", w: "mm", g: "g" };

// {kind: "empty"}, {kind: "number", text}, {kind: "mouse", name}, {kind: "tag", tag}
// or {kind: "bad"}. A weight in a length is bad: the wrong device was in hand.
export function read(typed, field) {
  const text = typed.replaceAll("\u00a0", " ").trim();
  if (text === "") return { kind: "empty" };
  if (TAG.test(text)) return { kind: "tag", tag: text };
  const mouse = text.match(MOUSE);
  if (mouse) return { kind: "mouse", name: mouse[1] };
  return number(text, field);
}

function number(text, field) {
  const found = text.match(NUMBER);
  const unit = found?.[3]?.toLowerCase();
  if (!found || (unit && unit !== UNITS[field])) return { kind: "bad" };
  return { kind: "number", text: found[2] ? `${found[1]}.${found[2]}` : found[1] };
}

export function isSame(one, other) {
  if (one === other) return true;
  return one !== "" && other !== "" && Number(one) === Number(other);
}

// Only for the eye, until the server's number comes.
export function volume(length, width) {
  if (length === "" || width === "") return "";
  const [longer, shorter] = [length, width].map(Number).sort((a, b) => b - a);
  const mm3 = (longer * shorter ** 2) / 2;
  const digits = mm3 > 0 && mm3 < 100 ? 1 : 0;
  return mm3.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
