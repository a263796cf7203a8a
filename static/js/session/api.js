// The one place that knows how the server wants a row, and what it answers.
const PATIENCE_MS = 15_000;

// Also where the page came without encryption, and randomUUID is not there.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function csrf() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

const SIGNS = { u: "ulceration", c: "condition", p: "posture" };

function body(item) {
  const { write_id, person, typed_at, part } = item;
  const device = navigator.userAgentData?.platform || navigator.platform || "";
  return { write_id, person, typed_at, device, source: "page", [part]: content(item) };
}

function content({ part, values }) {
  if (part === "note") return { text: values.note, base: values.base };
  if (part !== "signs") return values;
  const grades = Object.entries(values).filter(([name]) => name in SIGNS);
  const named = grades.map(([name, grade]) => [SIGNS[name], grade]);
  const why = values.why ? { why: values.why } : {};
  return { ...Object.fromEntries(named), base: values.base, ...why };
}

export async function put(item) {
  try {
    const answer = await fetch(item.url, {
      method: "PUT",
      body: JSON.stringify(body(item)),
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await understood(answer, item);
  } catch (unreachable) {
    return { kind: "unreachable" };
  }
}

// Too many requests, a full disk and a fault of the server pass by themselves.
async function understood(answer, item) {
  const isPassing = answer.status >= 500 || answer.status === 429 || answer.status === 408;
  if (isPassing) return { kind: "unreachable" };
  if (answer.status === 401 || answer.type === "opaqueredirect") return { kind: "signed-out" };
  const said = await answer.json().catch(() => ({ code: "csrf" }));
  // Rows go only as the person who typed them: that person signs in first.
  if (["csrf", "other_person"].includes(said.code)) return { kind: "signed-out" };
  if (answer.ok) return confirmed(said, item);
  // A dose that differs is a question on the server: nothing of it waits here.
  if (answer.status === 409 && said.saved?.dose) return confirmed(said, item);
  if (answer.status === 409 && said.row) return { kind: "conflict", row: said.row };
  const fields = said.fields ?? {};
  // The values are right, and the person has yet to say why they are corrected.
  if (["v", "f", "d"].some((name) => name in fields)) return { kind: "why" };
  return { kind: "refused", message: said.message, fields, code: said.code };
}

// "Saved" needs the same values back; anything else is for a person to look at.
function confirmed(said, item) {
  const isThere = said.saved ? isSent(said.saved, item) : stands(said.row, item);
  if (isThere) return { kind: "saved", row: said.row, notice: said.notice };
  const message = "The server answered with other values than were typed.";
  return { kind: "refused", message, fields: {}, row: said.row };
}

// A row that came before: what the server kept of it then, in whatever order. What it
// was based on is no value.
function isSent(saved, item) {
  const values = Object.entries(content(item)).filter(([name]) => name !== "base" && name !== "why");
  return values.every(([name, value]) => saved[item.part]?.[name] === value);
}

function stands(row, { part, values, row: key }) {
  if (part === "dose") return isDose(row.cells[key], values);
  if (part === "tumor") {
    const tumor = row.tumors.find((one) => `${one.tumor}` === values.tumor);
    if (values.state !== "MEASURED") return tumor?.state === values.state;
    return Number(tumor?.l) === Number(values.l) && Number(tumor?.w) === Number(values.w);
  }
  if (part === "weight") return Number(row.weight?.g) === Number(values.g);
  return true;
}

function isDose(cell, { status, ml, planned }) {
  if (status === "NOT_RECORDED") return cell?.status === "";
  if (cell?.status !== status) return false;
  const given = { GIVEN: planned, PARTIAL: ml, WRONG: ml }[status] ?? "0";
  return Number(cell.ml) === Number(given.replace(",", ".").replace("mL", ""));
}

// What waits behind an answered row was typed knowing it, so it is based on it.
export function rebasing(item, { row }) {
  const { part } = item;
  const base = baseOf(row, item);
  return (other) => {
    const isSame = other.row === item.row && other.page === item.page && other.part === part;
    if (!isSame || base === undefined || other.answer) return other;
    other.values.base = base;
    return other;
  };
}

function baseOf(row, { part, values, row: key }) {
  if (part === "decide") return undefined;
  if (part === "signs") return row.signs;
  if (part === "note") return row.note;
  if (part === "dose") return row.cells[key]?.base;
  return part === "weight" ? row.weight?.base : tumorOf(row, values.tumor)?.base;
}

function tumorOf(row, tumor) {
  return row.tumors.find((one) => `${one.tumor}` === tumor);
}

// What nobody asked for keeps nobody signed in.
export async function session(url, isUnattended = false) {
  const headers = isUnattended ? { "X-Unattended": "yes" } : {};
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  return answer.ok ? answer.json() : null;
}
