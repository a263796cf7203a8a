// The measuring session: what is typed becomes parts of rows, kept and sent.
import * as api from "./api.js";
import { Ask } from "./ask.js";
import { Commands } from "./commands.js";
import { dropDecided } from "./decided.js";
import { say } from "./dom.js";
import { Grid, fieldOf, go } from "./grid.js";
import { read } from "./number.js";
import { Picture } from "./picture.js";
import * as store from "./store.js";
import { asksWhy } from "./why.js";

const NAMES = { l: "length", w: "width", g: "body weight" };

export class Bench {
  current = null;
  last = null;
  // Who closed the session and when, in words.
  closed = "";

  constructor({ form, outbox, person, page }) {
    Object.assign(this, { form, outbox, person, page });
    this.grid = new Grid(form.querySelector(".bgrid"));
    this.ask = new Ask(form.querySelector("[data-ask]"));
    this.picture = new Picture(this);
    this.commands = new Commands(this);
  }

  // --- where the focus is ---

  focused(input) {
    const row = this.grid.rowOf(input);
    if (this.current !== row) this.current?.tr.classList.remove("now");
    this.current = row;
    row.tr.classList.add("now");
    this.picture.row(row);
  }

  get input() {
    const focused = document.activeElement;
    return this.grid.rowOf(focused) && focused.dataset.was !== undefined ? focused : null;
  }

  // The field in which a reading lands when none has the focus.
  get landing() {
    const mouse = this.current?.mouse;
    return (mouse && this.grid.firstOpen(mouse)) ?? this.grid.nextOpen(mouse ?? null);
  }

  forward(input) {
    if (this.commit(input)) this.advance(input);
  }

  backward(input) {
    const to = this.commit(input) && this.grid.previous(input);
    if (to) go(to);
  }

  advance(input) {
    const to = this.grid.next(input);
    if (to) go(to);
    else this.allMeasured();
  }

  // Nothing is missing: first what needs a decision, then closing.
  allMeasured() {
    const choice = this.form.querySelector("[data-choice-of]");
    if (choice) return go(choice);
    say(`All mice are measured. ${this.closed || "Close the session."}`);
    this.form.querySelector("[data-close]")?.focus();
  }

  afterChoice(row) {
    const to = this.grid.nextOpen(row.mouse);
    if (to) go(to);
    else this.allMeasured();
  }

  // A scan is not a measurement: the field gets its value back.
  #scanned(found, input) {
    input.value = input.dataset.was;
    this.#forget(this.grid.rowOf(input), [fieldOf(input)]);
    this.seek(found, input);
    return false;
  }

  seek(found, input) {
    const isTag = found.kind === "tag";
    const mouse = isTag ? this.grid.tagged(found.tag) : this.grid.called(found.name);
    if (mouse) return this.#goTo(mouse);
    const words = isTag
      ? `Tag ${found.tag} is not on this study.`
      : `Mouse ${found.name} is not in this session.`;
    const row = this.grid.rowOf(input) ?? this.current;
    if (row) this.picture.tell(row, words);
    input?.select();
  }

  #goTo(mouse) {
    const choice = this.form.querySelector(`[data-choice-of="${mouse.first.key}"]`);
    const to = this.grid.firstOpen(mouse) ?? choice ?? this.grid.stops(mouse)[0];
    go(to ?? [...mouse.first.inputs.values()][0]);
    say(mouse.first.name);
  }

  // --- what is typed ---

  typed(input) {
    const row = this.grid.rowOf(input);
    this.picture.quiet(row);
    this.picture.bar();
    const [name, value] = [input.name, input.value];
    const { person, page } = this;
    if (value === input.dataset.was) return store.dropDrafts([{ person, page, name }]);
    return store.keepDraft({ person, page, name, value, row: row.key, at: Date.now() });
  }

  // True when the value is taken and the next field may have the focus.
  commit(input) {
    const [row, field] = [this.grid.rowOf(input), fieldOf(input)];
    if (input.value === input.dataset.was) return true;
    const found = read(input.value, field);
    if (found.kind === "tag" || found.kind === "mouse") return this.#scanned(found, input);
    if (found.kind === "empty") return this.#putBack(row, input);
    if (found.kind === "bad") return this.#refuse(row, input);
    this.#take(row, field, found.text);
    return true;
  }

  #putBack(row, input) {
    input.value = input.dataset.was;
    this.#forget(row, [fieldOf(input)]);
    this.picture.tell(row, "A saved value stays until another one is typed.", row.name);
    return true;
  }

  #refuse(row, input) {
    const device = fieldOf(input) === "g" ? "the balance" : "the caliper";
    const words = `“${input.value.trim().slice(0, 20)}” is not a ${NAMES[fieldOf(input)]}. `;
    this.picture.tell(row, `${words}The value before it was kept. Read ${device} again.`);
    input.classList.add("bad");
    input.select();
    return false;
  }

  undo(input) {
    const row = this.grid.rowOf(input);
    if (input.value === input.dataset.was) return this.#undone(row);
    input.value = input.dataset.was;
    this.#forget(row, [fieldOf(input)]);
    this.picture.quiet(row);
    this.picture.row(row);
    input.select();
  }

  // A row being measured again gets its reading back; elsewhere the grid is left.
  #undone(row) {
    if (this.commands.closeHelp()) return;
    if (!row.tr.dataset.again) return this.leave();
    delete row.tr.dataset.again;
    this.putServer(row, "tumor");
  }

  leave() {
    const password = this.form.querySelector("[data-sign-in]:not([hidden]) [type=password]");
    (password ?? this.form.querySelector("[data-leave]")).focus();
  }

  #take(row, field, text) {
    row.set(field, text);
    this.last = row;
    if (field === "g") return this.send(row, "weight", { g: text, base: row.base.weight });
    const isNone = field === "l" && Number(text) === 0;
    if (isNone) return this.notPalpable(row);
    if (row.state.code) row.state = { code: "", reason: "" };
    this.picture.volume(row);
    const [l, w] = [row.value("l"), row.value("w")];
    if (l !== "" && w !== "") return this.size(row, { l, w });
    this.picture.row(row);
    this.picture.bar();
  }

  size(row, { l, w }, how = row.tr.dataset.again ? "again" : "") {
    delete row.tr.dataset.again;
    const values = { l, w, state: "MEASURED", reason: "", how };
    return this.send(row, "tumor", { ...values, tumor: row.tumor, base: row.base.tumor });
  }

  notPalpable(row) {
    row.set("l", "0");
    row.set("w", "0");
    this.state(row, { code: "NOT_PALPABLE", reason: "", words: "" });
  }

  state(row, state) {
    const how = row.tr.dataset.again ? "again" : "";
    delete row.tr.dataset.again;
    row.state = state;
    this.last = row;
    if (state.code !== "NOT_PALPABLE") ["l", "w"].forEach((field) => row.set(field, ""));
    const { code, reason, words } = state;
    const values = { l: "", w: "", state: code, reason, words: words || "not palpable", how };
    this.picture.volume(row);
    return this.send(row, "tumor", { ...values, tumor: row.tumor, base: row.base.tumor });
  }

  // --- what is kept and sent ---

  async send(row, part, values) {
    const item = {
      ...{ page: this.page, url: row.tr.dataset.url, row: row.key, label: row.name },
      ...{ part, values, write_id: api.newId(), typed_at: new Date().toISOString() },
    };
    if (asksWhy(this, row, part, values)) item.answer = { kind: "why" };
    this.picture.sent(row, item);
    const fields = { tumor: ["l", "w"], weight: ["g"] }[part] ?? [];
    await this.outbox.add(item, this.#drafts(row, fields));
  }

  #drafts(row, fields) {
    const { person, page } = this;
    const inputs = fields.map((field) => row.inputs.get(field)).filter(Boolean);
    return inputs.map(({ name }) => ({ person, page, name }));
  }

  #forget(row, fields) {
    return store.dropDrafts(this.#drafts(row, fields));
  }

  clear(row, fields) {
    for (const field of fields) row.set(field, "");
    row.state = { code: "", reason: "" };
    this.#forget(row, fields);
    this.picture.volume(row);
    this.picture.row(row);
    this.picture.bar();
  }

  // --- what the server said ---

  async answered({ item, answer }) {
    const row = this.grid.rows.find((one) => one.key === item.row);
    if (!row || item.page !== this.page) return;
    await this.picture.refresh();
    if (!answer.row) return;
    this.told(row.mouse, answer.row);
    const { person, page } = this;
    await store.keepRow({ person, page, number: answer.row.number, row: answer.row });
  }

  // A page kept on the device may be older than what the server said later.
  async remembered() {
    const rows = await store.rowsOf(this.person, this.page);
    this.stated({ rows: rows.map(({ row }) => row) });
  }

  // The whole session as the server has it.
  stated({ rows, asks_why: isAsked = this.asksWhy, is_reopened: isReopened = this.isReopened, closed = this.closed }) {
    Object.assign(this, { asksWhy: isAsked, isReopened, closed });
    for (const said of rows) {
      const mouse = this.grid.mice.get(`${said.number}`);
      if (mouse) this.told(mouse, said);
    }
  }

  told(mouse, said) {
    if (said.as_of < mouse.asOf) return;
    mouse.asOf = said.as_of;
    for (const row of mouse.rows) this.picture.server(row, said);
    dropDecided(this, mouse, said);
    for (const row of mouse.rows) this.#show(row);
    this.picture.bar();
  }

  // The server's values, where nobody has typed others since.
  #show(row) {
    const { picture } = this;
    if (!picture.waits(row, "tumor") && !row.isBegun && !row.tr.dataset.again) this.putServer(row, "tumor");
    if (!picture.waits(row, "weight") && !row.isTouched) this.putServer(row, "weight");
    this.picture.row(row);
  }

  putServer(row, part) {
    const said = this.picture.said(row);
    if (part === "tumor" && said.tumor) {
      const { state, reason, l, w, base } = said.tumor;
      row.base.tumor = base;
      row.state = { code: state === "MEASURED" ? "" : state, reason };
      const isZero = state === "NOT_PALPABLE";
      row.set("l", isZero ? "0" : l);
      row.set("w", isZero ? "0" : w);
    }
    if (part === "weight" && said.weight) {
      row.base.weight = said.weight.base;
      row.set("g", said.weight.g);
    }
    this.picture.numbers(row);
    this.picture.row(row);
  }
}
