// What the keys, the buttons of the bar and the buttons of the notes do.
import { say } from "./dom.js";
import { go } from "./grid.js";
import { answerWhy } from "./why.js";

const REASONS = [
  ["1", "not found", { code: "NOT_DONE", reason: "not found" }],
  ["2", "too ill to handle", { code: "NOT_DONE", reason: "too ill to handle" }],
  ["3", "ulcer in the way", { code: "NOT_MEASURABLE", reason: "ulcer in the way" }],
  ["4", "device fault", { code: "NOT_DONE", reason: "device fault" }],
  ["5", "off study", { code: "NOT_DONE", reason: "off study" }],
  ["6", "other", { code: "NOT_DONE", reason: "other" }],
  ["7", "palpable, too small to read", { code: "PALPABLE_BELOW_LOQ", reason: "" }],
];
const NEEDS_L_AND_W = "L and W are not both there yet.";

export class Commands {
  #acts = {
    s: (row) => this.#swap(row),
    k: (row) => this.#keep(row),
    r: (row) => this.again(row),
    0: (_, current) => this.#notPalpable(current),
    x: (_, current) => this.#notMeasured(current),
    u: (_, current) => this.#cycle(current, "u", "ulceration"),
    b: (_, current) => this.#condition(current),
    p: (_, current) => this.#cycle(current, "p", "posture"),
    n: (_, current) => this.#note(current),
    e: (row) => this.#endpoint(row),
    g: () => this.#goTo(),
    "?": () => this.#help(),
    esc: (_, current) => this.#undo(current),
    pad: () => this.bench.keypad.toggle(),
  };

  constructor(bench) {
    this.bench = bench;
    this.help = document.querySelector("[data-help]");
    this.help.querySelector("button").addEventListener("click", () => this.closeHelp());
  }

  // S, R and K act on the current row if it holds a value, else on the row just left;
  // those of a note on the row of the note.
  run(name, input, noted = null) {
    const { bench } = this;
    const current = (input && bench.grid.rowOf(input)) ?? bench.current ?? bench.grid.rows[0];
    const hasValue = current.hasValue || current.state.code !== "";
    const target = noted ?? (hasValue ? current : (bench.last ?? current));
    this.#acts[name]?.(target, noted ?? current);
  }

  #swap(row) {
    const [l, w] = [row.value("l"), row.value("w")];
    if (!row.tumor || l === "" || w === "" || row.state.code) {
      return this.bench.picture.tell(row, NEEDS_L_AND_W, row.name);
    }
    row.set("l", w);
    row.set("w", l);
    this.bench.picture.volume(row);
    this.bench.size(row, { l: w, w: l }, "swap");
    say(`${row.name}: L and W swapped.`);
  }

  #keep(row) {
    const notes = this.bench.picture.said(row).notes.filter((note) => note.asks);
    if (!notes.length) return say(`${row.name}: there is no open question.`);
    for (const note of notes) this.bench.send(row, "keep", note.keep);
    say(`${row.name}: kept as typed.`);
  }

  again(row) {
    const fields = ["l", "w"].filter((field) => row.inputs.has(field));
    if (!fields.length) return;
    this.bench.clear(row, fields);
    if (row.base.tumor) row.tr.dataset.again = "yes";
    go(row.inputs.get("l"));
    say(`${row.name}: measure again. The first reading stays in the history.`);
  }

  #notPalpable(row) {
    if (!row.tumor) return;
    this.bench.notPalpable(row);
    this.#onward(row);
  }

  #notMeasured(row) {
    if (!row.tumor) return;
    const choices = REASONS.map(([key, words, state]) => [key, words, { ...state, words }]);
    this.bench.ask.choose(`Why is ${row.name} not measured?`, choices, (state) => {
      if (state.reason === "other") this.#otherReason(row, state);
      else this.#leaveOut(row, state);
    });
  }

  #otherReason(row, state) {
    this.bench.ask.write(`Why is ${row.name} not measured?`, "", (words) => {
      const reason = words || "other";
      this.#leaveOut(row, { ...state, reason, words: reason });
    });
  }

  // A mouse that is not in hand has none of its tumors measured.
  #leaveOut(row, state) {
    this.bench.state(row, state);
    const empty = row.mouse.rows.filter((one) => one.tumor && !one.hasSize);
    if (row.mouse.isAway) empty.forEach((one) => this.bench.state(one, state));
    say(`${row.name}: not measured, ${state.words}.`);
    this.#onward(row);
  }

  #onward(row) {
    const to = this.bench.grid.firstOpen(row.mouse) ?? this.bench.grid.nextOpen(row.mouse);
    if (to) go(to);
    else this.bench.allMeasured();
  }

  #cycle(row, name, words) {
    const first = row.mouse.first;
    const grade = (Number(this.bench.picture.signs(first)[name] || 0) + 1) % 4;
    this.bench.send(first, "signs", { [name]: `${grade}`, base: this.#shown(first) });
    say(`${first.name}: ${words} ${grade}.`);
  }

  #condition(row) {
    const first = row.mouse.first;
    const grades = ["1", "2", "3", "4", "5"].map((grade) => [grade, grade, grade]);
    this.bench.ask.choose(`Body condition of ${first.name}:`, grades, (grade) => {
      this.bench.send(first, "signs", { c: grade, base: this.#shown(first) });
      say(`${first.name}: body condition ${grade}.`);
    });
  }

  #note(row) {
    const first = row.mouse.first;
    const now = this.bench.picture.signs(first).note ?? "";
    this.bench.ask.write(`Note for ${first.name}:`, now, (note) => {
      const base = this.bench.picture.said(first).signs.note ?? "";
      if (note && note !== now) this.bench.send(first, "note", { note, base });
    });
  }

  // The signs that this page has seen of a mouse: what is typed is based on them.
  #shown(first) {
    const { u, c, p } = this.bench.picture.said(first).signs;
    return { ulceration: u ?? "", condition: c ?? "", posture: p ?? "" };
  }

  #endpoint(row) {
    const { endpoint } = this.bench.form.dataset;
    if (endpoint) location.assign(endpoint.replace("/0/", `/${row.mouse.number}/`));
    else this.bench.picture.tell(row, "A study director records its endpoint.", row.name);
  }

  #goTo() {
    const { ask } = this.bench;
    const input = this.bench.input;
    ask.write("Go to mouse number or tag:", "", (words) => {
      const name = words.replace(/^#\s*/, "");
      const kind = /^[0-9]{15}$/.test(name) ? "tag" : "mouse";
      if (name) this.bench.seek({ kind, name, tag: name }, input);
    });
  }

  #help() {
    this.help.hidden = !this.help.hidden;
    if (!this.help.hidden) say("All keys are shown. Escape closes them.");
  }

  closeHelp() {
    if (this.help.hidden) return false;
    this.help.hidden = true;
    return true;
  }

  #undo(row) {
    const input = this.bench.input ?? row.inputs.get("l");
    if (input) this.bench.undo(input);
  }

  // 1 mine, 2 theirs, R again; for a refused row 1 send again, 2 do not save, R again.
  async decide(row, key) {
    const item = this.bench.picture.of(row).find((one) => one.answer);
    const entry = this.bench.picture.entries(row)[0];
    if (!item && !entry) return;
    if (item?.answer.kind === "why") return answerWhy(this.bench, row, key);
    if (!["1", "2", "r"].includes(key)) return;
    if (!item) await this.#others(row, entry, key);
    else if (item.answer.kind === "refused") await this.#refused(row, item, key);
    else await this.#conflict(row, item, key);
    if (key === "r") this.again(row);
    else this.bench.afterChoice(row);
  }

  async #refused(row, item, key) {
    await this.bench.outbox.decide(item, key === "1" ? {} : null);
    if (key === "2") this.bench.putServer(row, item.part);
  }

  // The server holds both from the first moment; it is told which one counts.
  async #conflict(row, item, key) {
    const choice = { 1: "taken", 2: "aside", r: "again" }[key];
    const { write_id, part } = item;
    if (key === "2") this.bench.putServer(row, part);
    // The choice waits before the entry goes: at no moment is all saved.
    await this.bench.send(row, "decide", { write_id, choice, of: part });
    await this.bench.outbox.decide(item, null);
    await this.bench.picture.refresh();
    if (key !== "1") this.bench.told(row.mouse, item.answer.row);
    if (key !== "r") say(`${row.name}: ${key === "1" ? "your" : "their"} entry counts.`);
  }

  // Somebody else's entry of a saved value: 1 the saved one counts, 2 the other.
  async #others(row, { write_id }, key) {
    const choice = { 1: "aside", 2: "taken", r: "again" }[key];
    await this.bench.send(row, "decide", { write_id, choice, of: "" });
    if (key !== "r") say(`${row.name}: the ${key === "1" ? "saved" : "other"} entry counts.`);
  }
}
