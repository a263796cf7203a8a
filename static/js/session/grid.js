// The rows of the page as mice and fields, and the way from one field to the next.
// Reasons after which there is no mouse to weigh.
const AWAY = ["not found", "too ill to handle", "off study"];
export const ORDERS = { all: ["l", "w", "g"], size: ["l", "w"], weight: ["g"] };

export function fieldOf(input) {
  return input.name[0];
}

class Row {
  constructor(tr, mouse) {
    this.tr = tr;
    this.mouse = mouse;
    this.key = tr.id;
    this.tumor = tr.dataset.tumor ?? null;
    this.name = tr.dataset.name;
    this.state = { code: tr.dataset.state ?? "", reason: tr.dataset.reason ?? "" };
    this.base = { tumor: tr.dataset.base ?? "", weight: tr.dataset.weightBase ?? "" };
    this.inputs = new Map();
    for (const input of tr.querySelectorAll('input[inputmode="decimal"]')) {
      input.dataset.was = input.value;
      this.inputs.set(fieldOf(input), input);
    }
  }

  value(field) {
    return this.inputs.get(field)?.dataset.was ?? "";
  }

  set(field, text) {
    const input = this.inputs.get(field);
    if (input) input.value = input.dataset.was = text;
  }

  get isTouched() {
    return [...this.inputs.values()].some((input) => input.value !== input.dataset.was);
  }

  // Typed here, but not yet a whole reading.
  get isBegun() {
    return this.isTouched || (this.value("l") === "") !== (this.value("w") === "");
  }

  get hasSize() {
    return this.state.code !== "" || this.value("l") !== "";
  }

  get hasValue() {
    return [...this.inputs.values()].some((input) => input.value !== "");
  }

  // A tumor without a volume for a reason needs no L and W.
  needs(field) {
    if (this.value(field) !== "" || !this.inputs.has(field)) return false;
    return field === "g" ? !this.mouse.isAway : this.state.code === "";
  }
}

class Mouse {
  asOf = 0;

  constructor(tr) {
    this.number = tr.dataset.mouse;
    this.label = tr.dataset.label;
    this.tag = tr.dataset.tag;
    this.rows = [];
  }

  get first() {
    return this.rows[0];
  }

  // Not in hand, so that it cannot be weighed either.
  get isAway() {
    return this.rows.some((row) => AWAY.includes(row.state.reason));
  }
}

export class Grid {
  #byTr;

  constructor(table) {
    this.table = table;
    this.mice = new Map();
    for (const tr of table.querySelectorAll("tr.mrow")) this.#add(tr);
    this.rows = [...this.mice.values()].flatMap((mouse) => mouse.rows);
    this.#byTr = new Map(this.rows.map((row) => [row.tr, row]));
    this.order = "all";
  }

  #add(tr) {
    const { mouse: number } = tr.dataset;
    if (!this.mice.has(number)) this.mice.set(number, new Mouse(tr));
    const mouse = this.mice.get(number);
    mouse.rows.push(new Row(tr, mouse));
  }

  rowOf(element) {
    return this.#byTr.get(element?.closest?.("tr.mrow"));
  }

  called(name) {
    const found = [...this.mice.values()];
    return found.find((mouse) => mouse.number === name || mouse.label === name);
  }

  tagged(tag) {
    return [...this.mice.values()].find((mouse) => mouse.tag === tag);
  }

  // L and W of every tumor of a mouse first, then its one weight.
  stops(mouse) {
    const fields = ORDERS[this.order];
    const sizes = mouse.rows.flatMap((row) =>
      fields.filter((field) => field !== "g").map((field) => row.inputs.get(field)),
    );
    const weight = fields.includes("g") ? [mouse.first.inputs.get("g")] : [];
    return [...sizes, ...weight].filter(Boolean);
  }

  isOpen(input) {
    return this.rowOf(input).needs(fieldOf(input)) || input.value !== input.dataset.was;
  }

  isFull(mouse) {
    return !this.stops(mouse).some((input) => this.isOpen(input));
  }

  get measured() {
    return [...this.mice.values()].filter((mouse) => this.isFull(mouse)).length;
  }

  firstOpen(mouse) {
    return this.stops(mouse).find((input) => this.isOpen(input));
  }

  // The next stop of this mouse, then the first open one of a later mouse, then
  // of any; undefined when all are full.
  next(input) {
    const mouse = this.rowOf(input).mouse;
    const stops = this.stops(mouse);
    const place = stops.indexOf(input);
    const later = stops.slice(place + 1).find((stop) => this.#isStop(stop));
    return place >= 0 && later ? later : this.nextOpen(mouse);
  }

  #isStop(input) {
    const row = this.rowOf(input);
    return fieldOf(input) === "g" || row.state.code === "";
  }

  nextOpen(mouse) {
    const mice = [...this.mice.values()];
    const place = mice.indexOf(mouse) + 1;
    const turned = [...mice.slice(place), ...mice.slice(0, place)];
    const open = turned.find((other) => !this.isFull(other));
    return open && this.firstOpen(open);
  }

  previous(input) {
    const all = [...this.mice.values()].flatMap((mouse) => this.stops(mouse));
    return all[all.indexOf(input) - 1];
  }

  beside(input, step) {
    const field = fieldOf(input);
    const column = this.rows.map((row) => row.inputs.get(field)).filter(Boolean);
    return column[column.indexOf(input) + step];
  }

  get start() {
    return this.nextOpen(null);
  }
}

export function go(input) {
  input.focus({ preventScroll: true });
  input.select?.();
  input.scrollIntoView({ block: "center" });
}
