// What stands in a cell of the sheet, and the notes below a mouse.
import { el, icon } from "../session/dom.js";

const TONES = { GIVEN: "given", PARTIAL: "part", WRONG: "part", MISSED: "miss", WITHHELD: "miss" };
const WORDS = { PARTIAL: "Partial", WRONG: "Wrong", MISSED: "Missed", WITHHELD: "Withheld" };

export function tickOf(td) {
  return td.querySelector("[data-tick]");
}

// The server draws for pages without scripts too: its box, label or words become a
// button, so that every cell can have the focus and its keys.
export function pressable(td) {
  const drawn = td.querySelector(".tick");
  const isOpen = drawn.tagName === "LABEL";
  drawn.querySelector("input")?.remove();
  const words = isOpen ? "given" : drawn.textContent.replace(/\s+/g, " ").trim();
  const button = el("button", {
    type: "button",
    class: drawn.className,
    "data-tick": true,
    "aria-label": isOpen ? `${td.dataset.name} given` : `${td.dataset.name}: ${words}`,
    "aria-pressed": isOpen ? "false" : td.dataset.base ? "true" : null,
    "aria-disabled": isOpen || td.dataset.base ? null : "true",
  });
  if (isOpen) button.append(el("span", { class: "box" }));
  button.append(...drawn.childNodes);
  drawn.replaceWith(button);
  if (td.dataset.base && "mine" in td.dataset) button.after(action("z", "Undo", td));
  addKeep(td);
}

function action(command, words, td) {
  const name = el("span", { class: "visually-hidden" }, ` ${td.dataset.name}`);
  const attributes = { type: "button", class: "btn btn-sm btn-quiet noprint", "data-command": command };
  return el("button", attributes, words, name);
}

function addKeep(td) {
  const fields = td.querySelector("details .other");
  if (fields) fields.append(action("keep", "Save", td));
}

// A dose that the server does not have yet: its words, and where it is.
export function pending(td, { values }, isSending) {
  const { name } = td.dataset;
  const column = td.querySelector(".ap").textContent;
  const words = wordsOf(values);
  const attributes = {
    type: "button",
    class: `tick ${TONES[values.status] ?? ""}`,
    "data-tick": true,
    "aria-pressed": "true",
    "aria-label": `${name}: ${words}, not saved yet`,
  };
  td.replaceChildren(
    el("button", attributes, el("b", { class: "ap" }, column), el("span", {}, words)),
    el(
      "span",
      { class: "cellnote txt-queue" },
      icon(isSending ? "sync" : "queue", isSending ? "spin" : ""),
      isSending ? " Saving" : " Waiting",
    ),
    ...(values.status === "NOT_RECORDED" ? [] : [action("z", "Undo", td)]),
  );
}

export function wordsOf({ status, ml, planned, at, reason }) {
  if (status === "NOT_RECORDED") return "Taken back";
  if (status === "GIVEN") return `${clockOf(at)} ${planned}`;
  const volume = ml && (status === "PARTIAL" || status === "WRONG") ? ` ${ml} mL` : "";
  return `${WORDS[status]}${volume}${reason ? ` (${reason})` : ""}`;
}

function clockOf(at) {
  if (!at.includes("T")) return at;
  const { zone } = document.getElementById("sheet").dataset;
  return new Date(at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  });
}

// Below the mouse: both entries, or why the server refused.
export function held(row, td, item) {
  const { head, text, acts } = { conflict, refused }[item.answer.kind](td, item);
  const buttons = acts.map(([choice, words, key]) =>
    el(
      "button",
      { type: "button", class: "btn btn-sm", "data-choice": choice },
      `${words} `,
      el("kbd", {}, key),
    ),
  );
  const note = el(
    "div",
    { class: "n danger", tabindex: "0", role: "group", "aria-label": `${head} ${text}`, "data-held": td.dataset.cell },
    icon("conflict"),
    el("span", {}, el("strong", {}, head), ` ${text}`),
    el("span", { class: "acts" }, ...buttons),
  );
  const span = row.children.length;
  const line = el("tr", { class: "rownote noprint", "data-mouse": row.dataset.mouse });
  line.append(el("td", { colspan: `${span}` }, note));
  row.classList.add("hasnote");
  row.after(line);
}

function conflict({ dataset }, { values, row: key, answer }) {
  const { words, by, at } = answer.row.cells[key];
  const who = [by, at].filter(Boolean).join(", ");
  const isTwice = values.status === "GIVEN" && words.startsWith("given");
  const twice = isTwice ? " If the mouse was dosed twice, keep theirs and correct it as wrong." : "";
  return {
    head: `${dataset.name}: two entries.`,
    text: `Theirs: ${words}${who ? ` (${who})` : ""}. Yours: ${wordsOf(values)}. Yours is kept here until you choose.${twice}`,
    acts: [["mine", "Mine", "1"], ["theirs", "Theirs", "2"]],
  };
}

function refused({ dataset }, { answer, values }) {
  return {
    head: `${dataset.name} is not saved.`,
    text: `${answer.message ?? "The server refused it."} Yours: ${wordsOf(values)}. It is kept on this tablet.`,
    acts: [["mine", "Send again", "1"], ["theirs", "Do not save", "2"]],
  };
}

// The keys of a question that the server drew: 1 and 2, in the order of its buttons.
export function keyed(note) {
  note.querySelectorAll("[name=decide]").forEach((button, at) => {
    button.append(" ", el("kbd", {}, `${at + 1}`));
  });
}

// A choice between two entries that waits here: what it is, and where.
export function chosen(note, { values }, isSending) {
  note.querySelector("input")?.remove();
  const words = values.choice === "aside" ? "The saved one counts" : "The other counts";
  note.querySelector(".acts")?.replaceChildren(
    el("span", {}, `${words}: ${values.why}.`),
    el(
      "span",
      { class: "cellnote txt-queue" },
      icon(isSending ? "sync" : "queue", isSending ? "spin" : ""),
      isSending ? " Saving" : " Waits for the connection, kept on this tablet",
    ),
  );
}

export function toldAt(td) {
  return td.querySelector("[data-told]")?.textContent;
}

// A sentence at a cell about what was just pressed there.
export function tell(td, words) {
  td.querySelector("[data-told]")?.remove();
  if (words) td.append(el("span", { class: "cellmsg", role: "alert", "data-told": true }, words));
}
