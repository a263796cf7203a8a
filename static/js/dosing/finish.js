// Finishing one administration of the day: what nobody told yet is listed and led to,
// and the rest is recorded as not given, with a reason. Nothing is missed in silence.
import { count, el, redraw, say } from "../session/dom.js";
import { tickOf } from "./draw.js";
import { go } from "./keys.js";
import { columnOf } from "./names.js";

export class Finish {
  constructor(sheet) {
    const { form } = sheet;
    Object.assign(this, { sheet, form });
    this.button = form.querySelector("[name=finish]");
    this.panel = form.querySelector("[data-finish]");
    this.panel.addEventListener("click", (event) => this.#clicked(event));
    this.panel.addEventListener("keydown", (event) => this.#pressed(event));
  }

  // The button names the first administration that is not told in full.
  drawn() {
    const column = this.#columns().find((one) => this.#undecided(one).length > 0);
    this.button.hidden = !column;
    if (column) {
      this.button.value = column;
      this.button.textContent = `Finish ${this.#label(column).replace("Dose", "dose")}`;
    }
    if (!this.panel.hidden) this.#list();
  }

  // `from` is the cell with the focus, null where the button was pressed.
  open(column, from) {
    Object.assign(this, { column, from });
    this.panel.hidden = false;
    this.#list();
    this.#told();
  }

  close() {
    this.panel.hidden = true;
    const { from, button } = this;
    if (!from && !button.hidden) return button.focus();
    const td = from ? this.sheet.rows.cell(from) : this.#cells(this.column)[0];
    return tickOf(td)?.focus();
  }

  #told() {
    this.panel.focus({ preventScroll: true });
    this.panel.scrollIntoView();
    say(this.panel.querySelector("[data-words]").textContent);
  }

  // --- what is listed ---

  #columns() {
    return [...this.form.querySelectorAll("th[data-column]")].map((th) => th.dataset.column);
  }

  #label(column) {
    return this.form.querySelector(`th[data-column="${column}"]`).dataset.label;
  }

  #cells(column) {
    return this.sheet.rows.cells().filter((td) => columnOf(td.dataset.cell) === column);
  }

  #undecided(column) {
    return this.#cells(column).filter((td) => this.#why(td) !== null);
  }

  // Why a dose is not decided, "" where nobody began; null where it is.
  #why(td) {
    const { cell, base } = td.dataset;
    const item = this.sheet.itemOf(cell);
    if (item?.answer) return "needs a decision";
    if (item) return item.values.status === "NOT_RECORDED" ? "taken back" : null;
    if (this.sheet.isAsked(cell)) return "two entries";
    if (base) return null;
    if (this.sheet.drafts.of(td).length) return "begun";
    return this.sheet.isOpen(td) ? "" : wordsOf(td);
  }

  // What is left when nothing is begun and nobody has to choose.
  #rest() {
    const isLeft = (td) => !td.dataset.base && !this.sheet.itemOf(td.dataset.cell);
    const isBegun = (td) => this.sheet.drafts.of(td).length > 0;
    return this.#undecided(this.column).filter((td) => isLeft(td) && !isBegun(td) && td.querySelector("select"));
  }

  #list() {
    const left = this.#undecided(this.column);
    const rest = this.#rest().length;
    this.panel.querySelector("[data-words]").textContent = this.#words(left.length);
    redraw(this.panel.querySelector("[data-left]"), left.map((td) => this.#line(td)));
    this.panel.querySelector("[data-rest]").hidden = rest === 0;
    this.panel.querySelector("[name=rest]").textContent = `Record ${count(rest, "dose")} as not given`;
  }

  #words(count) {
    const all = this.#cells(this.column).length;
    const label = this.#label(this.column);
    if (count === 0) return `${label} is finished: each of its ${all} doses has an entry.`;
    return `${label} is not finished: ${count} of ${all} doses are not decided.`;
  }

  #line(td) {
    const why = this.#why(td);
    const name = td.dataset.name.replace(` ${this.#label(this.column)}`, "");
    const words = `${name}${why ? `: ${why}` : ""}`;
    const attributes = { type: "button", class: "btn btn-sm btn-quiet", "data-to": td.dataset.cell };
    return el("li", {}, el("button", attributes, words));
  }

  // --- what is pressed ---

  #clicked({ target }) {
    const to = target.closest("[data-to]");
    if (to) go(this.sheet.rows.cell(to.dataset.to));
    if (target.closest("[data-close]")) this.close();
  }

  #pressed(event) {
    const does = { Escape: () => this.close(), Enter: () => this.record() }[event.key];
    if (!does || (event.key === "Enter" && event.target.name !== "rest-reason")) return;
    event.preventDefault();
    does();
  }

  // A mouse that must not be dosed is withheld, any other one was missed.
  record() {
    const field = this.form.elements.namedItem("rest-reason");
    const reason = field.value.trim();
    field.setAttribute("aria-invalid", `${!reason}`);
    if (!reason) {
      say("Say why they were not given.");
      return field.focus();
    }
    field.value = "";
    for (const td of this.#rest()) {
      const status = "stop" in td.dataset ? "WITHHELD" : "MISSED";
      this.sheet.enter(td, { status, ml: "", reason });
    }
    return this.#told();
  }
}

function wordsOf(td) {
  const tick = td.querySelector(".tick");
  const column = tick.querySelector(".ap")?.textContent ?? "";
  return tick.textContent.trim().replace(column, "").trim().toLowerCase();
}
