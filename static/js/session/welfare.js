// Limits that the page can see by itself while the server does not answer: nobody is told
// then, so the note says whom to call. The server's own notes replace these.
let limits = [];
let call = "";

export function know(state) {
  limits = state.limits ?? [];
  call = state.call ?? "";
}

// Notes of the limits that the values typed here reach; `signs` are {u, c}.
export function unheard(mouse, weight, signs) {
  const found = valuesOf(mouse, weight, signs);
  const reached = limits.filter(({ kind, level }) => isReached(kind, found[kind], level));
  const kinds = [...new Set(reached.map(({ kind }) => kind))];
  return kinds.map((kind) => note(reached.findLast((one) => one.kind === kind), found[kind]));
}

function isReached(kind, value, level) {
  if (value === undefined || Number.isNaN(value)) return false;
  return kind === "BODY_CONDITION" ? value < level : value >= level;
}

function note({ words, level }, value) {
  const who = call ? `Call ${call}.` : "Tell the study director yourself.";
  const figures = `${Math.round(value * 10) / 10}, the limit is ${level}.`;
  const head = `${words[0].toUpperCase()}${words.slice(1)} reached.`;
  return { level: "error", head, text: `${figures} Offline: nobody was told. ${who}` };
}

function valuesOf(mouse, weight, { u, c }) {
  const sizes = mouse.rows.map(sizeOf).filter(Boolean);
  const found = {};
  if (sizes.length) {
    found.VOLUME = sizes.reduce((sum, [long, short]) => sum + (long * short ** 2) / 2, 0);
    found.DIAMETER = Math.max(...sizes.map(([long]) => long));
  }
  const grams = Number(mouse.first.value("g"));
  if (grams && weight?.baseline) {
    found.WEIGHT_LOSS = (100 * (weight.baseline - grams)) / weight.baseline;
  }
  if (u) found.ULCERATION = Number(u);
  if (c) found.BODY_CONDITION = Number(c);
  return found;
}

function sizeOf(row) {
  const sizes = [row.value("l"), row.value("w")].map(Number);
  return sizes[0] && sizes[1] ? sizes.sort((one, other) => other - one) : null;
}
