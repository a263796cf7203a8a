// The keys of the sheet: they act on the tick that has the focus, and nowhere else.
import { areLettersOn } from "../letters.js";
import * as entries from "./entries.js";
import { tickOf } from "./draw.js";
import { columnOf, mouseOf } from "./names.js";

export class Keys {
  constructor(sheet) {
    this.sheet = sheet;
    sheet.form.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = this.#what(event.target, event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!does) return;
    event.preventDefault();
    does();
  }

  #what(target, key) {
    const note = target.closest("[data-held]");
    if (note && (key === "1" || key === "2")) {
      return () => this.sheet.decide(note.dataset.held, key === "1");
    }
    const asked = target.closest("[data-entry]");
    if (asked) return this.#onEntry(asked, target, key);
    const td = target.closest("td[data-cell]");
    if (!td) return null;
    if (target.matches("[data-tick]")) return this.#onTick(td, key);
    return this.#inFields(td, target, key);
  }

  // 1 and 2 choose; in the reason they are text, and Enter ends it.
  #onEntry(note, target, key) {
    const buttons = [...note.querySelectorAll("[name=decide]")];
    if (target.matches("input")) {
      return key === "Enter" ? () => entries.reasoned(this.sheet, note) : null;
    }
    const button = buttons[Number(key) - 1];
    return button && target === note ? () => entries.choose(this.sheet, button) : null;
  }

  #onTick(td, key) {
    if (key.length === 1 && key !== " " && !areLettersOn()) return null;
    const { sheet } = this;
    return {
      p: () => sheet.otherwise(td, "PARTIAL"),
      m: () => sheet.otherwise(td, "MISSED"),
      c: () => sheet.wholeCage(td),
      z: () => sheet.undo(td),
      f: () => sheet.finish.open(columnOf(td.dataset.cell), td.dataset.cell),
      ArrowDown: () => this.#move(td, 1),
      ArrowUp: () => this.#move(td, -1),
      ArrowRight: () => this.#beside(td, 1),
      ArrowLeft: () => this.#beside(td, -1),
    }[key];
  }

  // Enter goes from the volume to the reason, and from the reason to the server.
  #inFields(td, field, key) {
    if (key === "Escape") return () => tickOf(td)?.focus();
    if (key !== "Enter" || !field.matches("input")) return null;
    const reason = td.querySelector("[list]");
    if (field !== reason && reason && !reason.value) return () => reason.focus();
    // The row is drawn at once: waiting for the disk would take the focus back later.
    return () => {
      this.sheet.keep(td);
      const now = this.sheet.rows.cell(td.dataset.cell);
      if (!now.querySelector("[data-told]")) tickOf(now)?.focus();
    };
  }

  #move(td, step) {
    const cells = this.sheet.rows.cells();
    const same = cells.filter((one) => columnOf(one.dataset.cell) === columnOf(td.dataset.cell));
    const to = same[same.indexOf(td) + step];
    if (to) go(to);
  }

  #beside(td, step) {
    const cells = this.sheet.rows.cells(mouseOf(td.dataset.cell));
    const to = cells[cells.indexOf(td) + step];
    if (to) go(to);
  }
}

// Centered, so that no bar covers it.
export function go(td) {
  tickOf(td)?.focus({ preventScroll: true });
  td.scrollIntoView({ block: "center", inline: "nearest" });
}
