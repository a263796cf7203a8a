// What is being typed for a dose and not kept yet: on the device with every keystroke.
import * as store from "../session/store.js";
import { cellOf } from "./names.js";

export class Drafts {
  #values = new Map();

  constructor(person, page) {
    Object.assign(this, { person, page });
  }

  async restore() {
    for (const { name, value } of await store.draftsOf(this.person, this.page)) {
      this.#values.set(name, value);
    }
  }

  get isEmpty() {
    return this.#values.size === 0;
  }

  // How many doses are begun.
  get begun() {
    return new Set([...this.#values.keys()].map(cellOf).filter(Boolean)).size;
  }

  keep({ name, value }) {
    const { person, page } = this;
    if (value) this.#values.set(name, value);
    else this.#values.delete(name);
    if (!value) return store.dropDrafts([{ person, page, name }]);
    return store.keepDraft({ person, page, name, value, row: cellOf(name), at: Date.now() });
  }

  // Those of a cell, as the store knows them.
  of(td) {
    const { person, page } = this;
    const prefix = `${td.dataset.cell}-`;
    const names = [...this.#values.keys()].filter((name) => name.startsWith(prefix));
    return names.map((name) => ({ person, page, name }));
  }

  forget(drafts) {
    for (const { name } of drafts) this.#values.delete(name);
  }

  // Puts what was typed for a mouse back into its fields.
  fill(number, form) {
    for (const [name, value] of this.#values) {
      const field = name.startsWith(`${number}-`) && form.elements.namedItem(name);
      if (!field) continue;
      field.value = value;
      const details = field.closest("details");
      if (details) details.open = true;
    }
  }
}
