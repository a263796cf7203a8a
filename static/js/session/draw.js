// A row as it stands: its status in words, its volume, its chips and its notes.
import { el, icon, redraw } from "./dom.js";
import { volume } from "./number.js";

const STATUS = {
  entering: ["none", null, "Entering"],
  saving: ["saving", "sync", "Saving"],
  waiting: ["queued", "queue", "Waiting"],
  conflict: ["conflict", "conflict", "Two entries"],
  refused: ["conflict", "stop", "Refused"],
  why: ["none", "warn", "Why?"],
};
const TONES = { error: "danger", warn: "warn", notice: "plain", queue: "queue" };
const ICONS = { error: "stop", warn: "warn", notice: "info", queue: "queue" };

export function status(row, kind, clock) {
  const place = row.tr.querySelector("[data-status]");
  if (!place) return;
  const parts = kind === "saved" ? [saved(clock)] : kind ? [said(...STATUS[kind])] : [];
  redraw(place, parts);
  row.tr.classList.toggle("is-saved", kind === "saved");
}

function said(classes, name, words) {
  const spin = name === "sync" ? "spin" : "";
  return el("span", { class: `st ${classes}` }, name && icon(name, spin), words);
}

function saved(clock) {
  const word = el("span", { class: "w" }, "Saved");
  return el("span", { class: "st saved" }, icon("check"), word, clock ? ` ${clock}` : "");
}

export function typedVolume(row) {
  const output = row.tr.querySelector("output");
  if (!output) return;
  const [length, width] = ["l", "w"].map((field) => row.value(field));
  output.value = row.state.code === "NOT_PALPABLE" ? "0" : volume(length, width);
  output.classList.add("typed");
  put(row, "c-chg", "");
}

export function serverVolume(row, text) {
  const output = row.tr.querySelector("output");
  if (!output) return;
  output.value = text ?? "";
  output.classList.remove("typed");
}

export function put(row, column, text, tone = "") {
  const cell = row.tr.querySelector(`.${column}`);
  if (cell) cell.replaceChildren(tone ? el("span", { class: `txt-${tone}` }, text) : text);
}

export function previous(row, { previous: volume, previous_day: date }, day) {
  const cell = row.tr.querySelector(".c-prev");
  if (cell) redraw(cell, volume ? [`${volume} `, el("small", {}, day || date)] : []);
}

export function bad(row, fields) {
  for (const [field, input] of row.inputs) {
    input.classList.toggle("bad", fields.includes(field));
  }
}

// Notes stand in a row of their own below; `notes` are {level, head, text, acts}.
export function notes(row, found) {
  const place = notePlace(row, found.length > 0);
  if (!place) return;
  redraw(place.querySelector("td"), found.map(note));
  place.hidden = found.length === 0;
  row.tr.classList.toggle("hasnote", found.length > 0);
  row.tr.classList.toggle("reached", found.some((one) => one.level === "error"));
  describe(row, found.length > 0 ? place.id : null);
}

function notePlace(row, isNeeded) {
  const id = `n${row.key}`;
  const there = document.getElementById(id);
  if (there || !isNeeded) return there;
  const cell = el("td", { colspan: 10, role: "cell" });
  const made = el("tr", { class: "rownote", id, role: "row" }, cell);
  row.tr.after(made);
  return made;
}

function describe(row, id) {
  for (const input of row.inputs.values()) {
    if (id) input.setAttribute("aria-describedby", id);
    else input.removeAttribute("aria-describedby");
  }
}

function note(one) {
  const head = one.head ? [el("b", {}, one.head), " "] : [];
  const words = el("span", {}, ...head, one.text);
  const acts = one.acts?.length ? el("span", { class: "acts" }, ...one.acts.map(act)) : null;
  const attributes = { class: `n ${TONES[one.level]}`, role: role(one), "aria-label": one.label };
  if (one.isChoice) Object.assign(attributes, { tabindex: "-1", "data-choice-of": one.choiceOf });
  return el("div", attributes, icon(ICONS[one.level]), words, acts);
}

function role(one) {
  if (one.isChoice) return "group";
  return one.level === "error" ? "alert" : "note";
}

function act([command, words, key, href]) {
  const kbd = key ? el("kbd", { "aria-hidden": "true" }, key) : null;
  const classes = "btn btn-quiet btn-sm";
  if (href) return el("a", { class: classes, href }, words, " ", kbd);
  return el("button", { type: "button", class: classes, "data-command": command }, words, " ", kbd);
}

const GRADES = { u: "Ulc", c: "BCS", p: "Posture" };

// Chips say what a key says: ulceration, body condition, posture, a note, a state.
export function chips(row, signs) {
  const place = row.tr.querySelector("[data-chips]");
  const parts = [];
  if (row.state.words) parts.push(el("span", { class: "pill" }, row.state.words));
  if (row === row.mouse.first) {
    parts.push(grade("u", signs.u || "0", Number(signs.u) > 0, Number(signs.u) >= 3));
    parts.push(grade("c", signs.c || "–", signs.c && Number(signs.c) < 3, signs.c === "1"));
    if (Number(signs.p)) parts.push(grade("p", signs.p, true, Number(signs.p) >= 3));
    parts.push(notechip(row, signs.note));
  }
  redraw(place, parts);
}

function grade(name, value, isOn, isHigh) {
  const classes = ["chip", isOn && "on", isHigh && "hi"].filter(Boolean).join(" ");
  const command = { u: "u", c: "b", p: "p" }[name];
  return el(
    "button",
    { type: "button", tabindex: "-1", class: classes, "data-command": command },
    `${GRADES[name]} `,
    el("b", {}, value),
  );
}

function notechip(row, text) {
  return el(
    "button",
    {
      type: "button",
      tabindex: "-1",
      class: text ? "chip on" : "chip",
      "data-command": "n",
      "aria-label": text ? `Note of ${row.mouse.first.name}: ${text}` : "Add a note",
      title: text || null,
    },
    icon("note"),
  );
}
