// The dosing sheet: what is ticked is kept on the device, sent dose by dose, and
// shown as saved only when the server has it.
import { begin } from "../loading.js";
import * as api from "../session/api.js";
import * as bar from "../session/bar.js";
import { say } from "../session/dom.js";
import * as store from "../session/store.js";
import * as clock from "./clock.js";
import { Drafts } from "./drafts.js";
import * as draw from "./draw.js";
import * as entries from "./entries.js";
import { columnOf, mouseOf } from "./names.js";
import { Rows } from "./rows.js";
import * as told from "./told.js";

export class Sheet {
  // Pressed just now and not on the disk yet: a second press already knows of it.
  #entering = [];
  items = [];

  constructor({ form, outbox, person, page }) {
    Object.assign(this, { form, outbox, person, page });
    this.isToday = "today" in form.dataset;
    this.rows = new Rows(form);
    this.drafts = new Drafts(person, page);
  }

  // --- what this device holds ---

  async restore() {
    for (const { row } of await store.rowsOf(this.person, this.page)) this.rows.take(row);
    await this.drafts.restore();
    this.items = await this.#waiting();
    for (const number of this.rows.numbers) this.draw(number);
    this.bar();
    // Another page may have sent a choice and heard that it is refused.
    const isHeard = ({ part, answer }) => part === "decide" && answer;
    for (const item of this.items.filter(isHeard)) await entries.answered(this, item, item.answer);
  }

  async #waiting() {
    const kept = await store.waiting();
    const ids = new Set(kept.map((item) => item.write_id));
    const items = [...kept, ...this.#entering.filter((item) => !ids.has(item.write_id))];
    return items.filter(({ person, page }) => person === this.person && page === this.page);
  }

  // What waits has changed: the mice before and after are drawn again.
  async changed() {
    const before = this.items;
    this.items = await this.#waiting();
    const keys = [...before, ...this.items].map((item) => mouseOf(item.row));
    for (const number of new Set(keys)) this.draw(number);
    this.bar();
  }

  // The last entry of a cell that is not on the server.
  itemOf(key) {
    return this.items.findLast((item) => item.row === key && item.part !== "decide");
  }

  // What was chosen of an entry, until the server has it.
  choiceOf(entry) {
    const isOf = ({ part, values, answer }) => part === "decide" && !answer && values.write_id === entry;
    return this.items.find(isOf);
  }

  // --- drawing ---

  draw(number) {
    this.rows.place(number, (row, cells) => {
      for (const td of cells) this.#cell(row, td);
      for (const note of this.#asked(number)) entries.drawn(this, note);
      this.drafts.fill(number, this.form);
    });
  }

  #cell(row, td) {
    draw.pressable(td);
    const item = this.itemOf(td.dataset.cell);
    if (!item) return;
    if (item.answer) draw.held(row, td, item);
    else draw.pending(td, item, this.outbox.isSending);
  }

  bar() {
    const answered = this.items.filter((item) => item.answer).length;
    const { begun } = this.drafts;
    const waiting = this.items.length - answered;
    const asked = this.#asked().filter((note) => !this.choiceOf(note.dataset.entry));
    const held = answered + asked.length;
    bar.net({ state: this.outbox.state, waiting, held, begun, noun: "dose" });
    this.finish?.drawn();
    for (const button of this.form.querySelectorAll("[name=whole]")) {
      button.hidden = this.#openIn(button.closest("tbody"), columnOf(button.value)).length === 0;
    }
  }

  // Entries of which nobody chose one yet, of a mouse or of all.
  #asked(number) {
    const within = number === undefined ? "" : `tr[data-mouse="${number}"] `;
    return [...this.form.querySelectorAll(`${within}[data-entry]`)];
  }

  isAsked(key) {
    const notes = this.#asked(mouseOf(key)).filter((note) => note.dataset.of === key);
    return notes.some((note) => !this.choiceOf(note.dataset.entry));
  }

  // --- what is typed ---

  typed(field) {
    const isKept = this.drafts.keep(field);
    this.bar();
    return isKept;
  }

  // --- what is pressed ---

  isOpen(td) {
    return "open" in td.dataset && !this.itemOf(td.dataset.cell);
  }

  give(td) {
    if (this.itemOf(td.dataset.cell)) return draw.tell(td, "This tick is kept already. Z takes it back.");
    if (td.dataset.base) return draw.tell(td, "Recorded already. Z takes your own entry back.");
    if (!this.isOpen(td)) return say(`${td.dataset.name} cannot be given.`);
    return this.enter(td, { status: "GIVEN", ml: "", reason: "" });
  }

  // Opens the fields for what was not given as planned.
  otherwise(td, wanted) {
    const select = td.querySelector("select");
    if (!select) return draw.tell(td, "Recorded already. Z takes your own entry back.");
    td.querySelector("details").open = true;
    const statuses = [...select.options].map((option) => option.value);
    const isStopped = "stop" in td.dataset || !statuses.includes(wanted);
    select.value = isStopped ? "WITHHELD" : wanted;
    this.typed(select);
    const field = told.WITH_VOLUME.includes(select.value) ? "[inputmode]" : "[list]";
    td.querySelector(field).focus();
  }

  keep(td) {
    const { said, missing } = told.typedIn(this.form, td);
    return missing ? draw.tell(td, missing) : this.enter(td, said);
  }

  wholeCage(td) {
    const cells = this.#openIn(td.closest("tbody"), columnOf(td.dataset.cell));
    for (const cell of cells) this.give(cell);
    say(`${cells.length} doses ticked.`);
  }

  wholeCageOf(button) {
    const [first] = this.#openIn(button.closest("tbody"), columnOf(button.value));
    if (first) this.wholeCage(first);
  }

  // Open, and nothing else is begun for it.
  #openIn(tbody, column) {
    return this.rows
      .cells()
      .filter((td) => td.closest("tbody") === tbody && columnOf(td.dataset.cell) === column)
      .filter((td) => this.isOpen(td) && this.drafts.of(td).length === 0);
  }

  undo(td) {
    const item = this.itemOf(td.dataset.cell);
    const drafts = this.drafts.of(td);
    if (drafts.length) return this.#clear(td, drafts);
    if (item?.answer) return this.outbox.decide(item, null);
    if (item?.values.status === "NOT_RECORDED") return null;
    const isOwn = item || (td.dataset.base && "mine" in td.dataset);
    if (!isOwn && !td.dataset.base) return draw.tell(td, "There is nothing to take back.");
    if (!isOwn) return draw.tell(td, "Somebody else recorded this dose. Use Correct, with a reason.");
    if (!this.isToday) return draw.tell(td, "The day is over. Use Correct, with a reason.");
    return this.enter(td, { status: "NOT_RECORDED", ml: "", reason: "" });
  }

  async #clear(td, drafts) {
    this.drafts.forget(drafts);
    await store.dropDrafts(drafts);
    this.draw(mouseOf(td.dataset.cell));
    this.bar();
  }

  // --- what is kept and sent ---

  async enter(td, said) {
    const item = told.itemOf(this, td, said);
    if (!item) return;
    const isKept = this.hold(item, this.drafts.of(td));
    say(`${item.label}: ${draw.wordsOf(item.values)}`);
    await isKept;
  }

  // On the device, in sight, and on its way.
  async hold(item, drafts) {
    this.drafts.forget(drafts);
    this.#entering.push(item);
    this.items.push(item);
    this.draw(mouseOf(item.row));
    this.bar();
    await this.outbox.add(item, drafts);
    this.#entering = this.#entering.filter((one) => one !== item);
  }

  address(key) {
    return `${this.form.dataset.state}${key.replaceAll("-", "/")}/`;
  }

  async decide(key, isMine) {
    const item = this.itemOf(key);
    const td = this.rows.cell(key);
    if (!item?.answer) return;
    const { base } = td.dataset;
    const why = base ? "two people entered this dose" : "";
    const old = this.form.elements.namedItem(`${mouseOf(key)}-old-weight`)?.value;
    const values = { ...item.values, base, why, old_weight: old ?? item.values.old_weight };
    await this.outbox.decide(item, isMine ? { values, write_id: api.newId() } : null);
    draw.tickOf(this.rows.cell(key))?.focus();
  }

  // --- what the server said ---

  async take(row) {
    const { person, page } = this;
    this.rows.take(row);
    await store.keepRow({ person, page, number: row.number, row });
  }

  async answered({ item, answer }) {
    if (item.page !== this.page) return;
    if (answer.row) await this.take(answer.row);
    if (item.part === "decide") return entries.answered(this, item, answer);
    if (item.values.status === "NOT_RECORDED") await this.#undone(item, answer);
    await this.changed();
    this.draw(mouseOf(item.row));
    if (answer.notice) say(`${item.label}: ${answer.notice}.`);
  }

  // What was taken back may never have been saved: then nothing of it is left to decide.
  async #undone(undo, answer) {
    const isDone = answer.kind === "saved";
    const others = this.items.filter(({ row, answer: held }) => row === undo.row && held);
    if (isDone) for (const item of others) await store.settle(item.place);
    if (answer.kind === "conflict") await store.settle(undo.place);
  }

  // The whole sheet as the server has it now.
  async refresh() {
    const known = this.digest ?? "";
    const end = begin(null, "Newer doses are on their way; what is ticked is kept.");
    const said = await api.session(`${this.form.dataset.state}?known=${known}`).catch(() => null);
    end();
    if (!said || said.person !== this.person) return;
    clock.heard(said.server_time);
    if (said.rows) await this.#stated(said);
  }

  async #stated({ rows, head, digest }) {
    this.digest = digest;
    const numbers = rows.map(({ number }) => `${number}`);
    if (numbers.join() !== this.rows.numbers.join()) return this.#otherMice();
    for (const row of rows) if (this.rows.take(row)) this.#drawAgain(`${row.number}`);
    document.querySelector("[data-head]").innerHTML = head;
    this.bar();
  }

  // What was told at a cell a moment ago stays there when the server's row comes.
  #drawAgain(number) {
    const told = this.rows.cells(number).map((td) => [td.dataset.cell, draw.toldAt(td)]);
    this.draw(number);
    for (const [key, words] of told) {
      const td = words && !this.itemOf(key) && this.rows.cell(key);
      if (td) draw.tell(td, words);
    }
  }

  // A mouse came or left: the page is made anew, unless somebody types in it.
  #otherMice() {
    if (this.drafts.isEmpty) location.reload();
  }
}
