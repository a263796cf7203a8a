// What the page shows of each row: made from what the server last said, what waits on
// this device and what is being typed.
import * as bar from "./bar.js";
import * as closed from "./closed.js";
import { dayOf } from "./day.js";
import { say } from "./dom.js";
import * as draw from "./draw.js";
import { entry, held } from "./held.js";
import * as store from "./store.js";
import { unheard } from "./welfare.js";

export class Picture {
  items = [];
  #told = new Map();
  #server = new Map();

  constructor(bench) {
    this.bench = bench;
    for (const row of bench.grid.rows) this.#server.set(row.key, fromPage(row));
  }

  // --- news ---

  async refresh() {
    const { person, page, grid } = this.bench;
    const items = await store.waiting();
    this.items = items.filter((item) => item.person === person && item.page === page);
    this.all = items.filter((item) => item.person === person);
    for (const row of grid.rows) this.row(row);
    this.bar();
  }

  // Drawn at once; the disk follows.
  sent(row, item) {
    this.items.push({ answer: null, ...item, person: this.bench.person });
    this.quiet(row);
    this.row(row);
    this.bar();
  }

  // The state of a mouse as its rows see it: a tumor each, the rest on the first.
  server(row, said) {
    const tumor = said.tumors.find((one) => `${one.tumor}` === row.tumor);
    const isFirst = row === row.mouse.first;
    const notes = [...(isFirst ? said.notes : []), ...(tumor?.notes ?? [])];
    const { ulceration, condition, posture } = said.signs;
    this.#server.set(row.key, {
      ...{ tumor, notes, saved_at: isFirst || tumor?.base ? said.saved_at : "" },
      weight: isFirst ? said.weight : null,
      signs: { u: ulceration, c: condition, p: posture, note: said.note },
      entries: (said.entries ?? []).filter((one) => this.#isOf(row, one)),
    });
  }

  #isOf(row, { tumor }) {
    return tumor ? tumor === row.tumor : row === row.mouse.first;
  }

  // Entries that nobody has chosen from, without those that wait here themselves.
  entries(row) {
    const own = new Set(this.of(row).map((item) => item.write_id));
    const decided = this.of(row).map((item) => item.part === "decide" && item.values.write_id);
    const entries = this.said(row).entries ?? [];
    return entries.filter(({ write_id: id }) => !own.has(id) && !decided.includes(id));
  }

  numbers(row) {
    const { tumor, weight } = this.said(row);
    if (tumor) {
      draw.serverVolume(row, tumor.volume);
      draw.put(row, "c-chg", tumor.change ?? "");
      draw.previous(row, tumor, dayOf(this.bench.form.dataset, tumor.previous_on));
    }
    if (weight) draw.put(row, "c-bwp", weight.change ?? "", weight.tone);
  }

  said(row) {
    return this.#server.get(row.key);
  }

  // A sentence of this page about what was typed; the next keystroke takes it away.
  tell(row, text, head = "") {
    this.#told.set(row.key, { level: "warn", head, text });
    this.row(row);
    say(`${head} ${text}`);
  }

  quiet(row) {
    if (!this.#told.delete(row.key)) return;
    this.row(row);
  }

  // --- pictures ---

  of(row) {
    return this.items.filter((item) => item.row === row.key);
  }

  // A part of a row, or a choice about it, that is not with the server yet.
  waits(row, part) {
    return this.of(row).some((item) => item.part === part || item.values.of === part);
  }

  row(row) {
    const items = this.of(row);
    const asked = items.filter((item) => item.answer);
    draw.status(row, this.#status(row, items), this.said(row).saved_at);
    if (row.hasValue || row.state.code || row === this.bench.current) {
      draw.chips(row, this.#signs(row, items));
    }
    const others = this.entries(row).map((one) => entry(row, one, saved(row)));
    const notes = [...asks(row, asked), ...others, ...this.#notes(row, items)];
    const told = this.#told.get(row.key);
    draw.notes(row, told ? [told, ...notes] : notes);
    draw.bad(row, notes.flatMap((note) => note.fields ?? []));
    row.tr.classList.toggle("todo", !row.hasValue && !row.state.code);
  }

  #status(row, items) {
    const last = items.findLast((item) => item.answer) ?? items.at(-1);
    if (last?.answer) return last.answer.kind;
    if (row.isBegun) return "entering";
    if (last) return this.bench.outbox.isSending ? "saving" : "waiting";
    if (this.said(row).saved_at) return "saved";
    return this.bench.current === row ? "entering" : null;
  }

  // What the server said of values that are still those of the row.
  #notes(row, items) {
    const isStale = items.some((item) => !item.answer && item.part !== "note");
    const { notes, weight } = this.said(row);
    const first = row.mouse.first;
    const isAlone = row === first && !this.bench.outbox.isSending;
    const isWaiting = isAlone && row.mouse.rows.some((one) => this.of(one).length);
    if (isWaiting) return unheard(row.mouse, weight, this.#signs(first, items));
    const limits = notes.filter((note) => !note.asks).map(withActs(row));
    const asked = notes.filter((note) => note.asks);
    return asked.length && !isStale ? [...limits, withActs(row)(oneOf(asked))] : limits;
  }

  #signs(row, items) {
    const waiting = items.filter((item) => item.part === "signs" || item.part === "note");
    return Object.assign({}, this.said(row).signs, ...waiting.map((item) => item.values));
  }

  signs(row) {
    return this.#signs(row, this.of(row));
  }

  volume(row) {
    draw.typedVolume(row);
  }

  bar() {
    const { grid, outbox } = this.bench;
    const rows = (items) => new Set(items.map((item) => item.row)).size;
    bar.net({
      state: outbox.state,
      waiting: rows(this.items.filter((item) => !item.answer)),
      held: rows(this.items.filter((item) => item.answer)),
      begun: grid.rows.filter((row) => row.isBegun).length,
      closed: this.bench.closed,
    });
    bar.progress(grid.measured, grid.mice.size);
    closed.show(this.bench);
  }
}

// Corrections without a reason are asked about once, whatever was typed after them.
function asks(row, items) {
  const last = items.findLast(({ answer }) => answer.kind === "why");
  const asked = items.filter((item) => item === last || item.answer.kind !== "why");
  return asked.map((item) => held(row, item));
}

function saved(row) {
  const [l, w, g] = ["l", "w", "g"].map((field) => row.value(field));
  return [l && `${l} × ${w} mm`, g && `${g} g`].filter(Boolean).join(", ") || "another entry";
}

// Before the server has said more: what stands in the page itself.
function fromPage(row) {
  const { saved = "", ulceration = "", condition = "", posture = "", note = "" } = row.tr.dataset;
  return {
    saved_at: saved,
    notes: [],
    signs: { u: ulceration, c: condition, p: posture, note },
  };
}

// Several questions about a row are answered at once, so they are asked at once.
function oneOf(asked) {
  return { ...asked[0], text: asked.map((note) => note.text).join(" ") };
}

// The buttons that answer a question, and the way to the endpoint page.
function withActs(row) {
  return (note) => ({ ...note, acts: note.asks ? answers(row, note) : endpoint(note) });
}

function answers(row, note) {
  const acts = [["k", "Keep", "K"]];
  if (row.tumor) acts.unshift(["r", "Measure again", "R"]);
  const [l, w] = [row.value("l"), row.value("w")];
  return l && w && Number(w) > Number(l) ? [["s", "Swap", "S"], ...acts] : acts;
}

function endpoint(note) {
  if (note.ulcer) return [["", "Describe the ulcer", "", note.ulcer]];
  return note.endpoint ? [["", "Record endpoint", "E", note.endpoint]] : [];
}
