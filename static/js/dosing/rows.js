// The rows of the sheet as the server draws them, kept by mouse and put back with
// what is typed in them and with the focus where it was.
export class Rows {
  #html = new Map();
  #asOf = new Map();

  constructor(form) {
    this.form = form;
    for (const row of form.querySelectorAll("tr[data-mouse]")) {
      const { mouse } = row.dataset;
      this.#html.set(mouse, (this.#html.get(mouse) ?? "") + row.outerHTML);
      this.#asOf.set(mouse, Number(form.dataset.asOf));
    }
  }

  get numbers() {
    return [...this.#html.keys()];
  }

  of(number) {
    return [...this.form.querySelectorAll(`tr[data-mouse="${number}"]`)];
  }

  cells(number) {
    const within = number === undefined ? "" : `tr[data-mouse="${number}"] `;
    return [...this.form.querySelectorAll(`${within}td[data-cell]`)];
  }

  cell(key) {
    return this.form.querySelector(`td[data-cell="${key}"]`);
  }

  // False when a newer answer is here already, or nothing differs.
  take({ number, as_of: asOf, html }) {
    const mouse = `${number}`;
    if (!this.#html.has(mouse) || asOf < this.#asOf.get(mouse)) return false;
    const isNew = this.#html.get(mouse) !== html;
    this.#html.set(mouse, html);
    this.#asOf.set(mouse, asOf);
    return isNew;
  }

  // Draws a mouse again; `finish` adds what only this page knows of.
  place(number, finish) {
    const old = this.of(number);
    const focus = focusIn(old);
    const fresh = document.createElement("template");
    fresh.innerHTML = this.#html.get(number);
    old[0].before(fresh.content);
    for (const row of old) row.remove();
    finish(this.of(number)[0], this.cells(number));
    if (focus) this.#focus(focus);
  }

  #focus({ name, choice, entry, key, start, end }) {
    const named = name && this.form.elements.namedItem(name);
    const note = `[data-held="${choice}"], [data-entry="${entry}"]`;
    const field = named || this.form.querySelector(note);
    (field || this.cell(key)?.querySelector("[data-tick]"))?.focus({ preventScroll: true });
    if (named && start != null) named.setSelectionRange(start, end);
  }
}

function focusIn(rows) {
  const focused = document.activeElement;
  if (!rows.some((row) => row.contains(focused))) return null;
  const isText = focused.tagName === "INPUT";
  return {
    // Two buttons of a question have one name.
    name: focused.tagName === "BUTTON" ? "" : focused.name,
    entry: focused.closest("[data-entry]")?.dataset.entry,
    choice: focused.closest("[data-held]")?.dataset.held,
    key: focused.closest("td[data-cell]")?.dataset.cell,
    start: isText ? focused.selectionStart : null,
    end: isText ? focused.selectionEnd : null,
  };
}
