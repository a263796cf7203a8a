// Every key of the grid. Letters are commands only in a field that nobody has typed
// in; after a digit they are a unit. A scan or a number is never a command.
import { fieldOf, go } from "./grid.js";

const DEVICE_PAUSE_MS = 120;
const LETTERS = /^[a-z?]$/i;

export class Keys {
  #committedAt = -Infinity;

  constructor(session) {
    this.session = session;
    session.grid.table.addEventListener("keydown", (event) => this.#inGrid(event));
    addEventListener("keydown", (event) => this.#elsewhere(event));
    session.grid.table.addEventListener("focusout", (event) => this.#left(event));
  }

  #inGrid(event) {
    const input = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("[data-choice-of]")) this.#inChoice(event);
    if (!input.dataset.was && input.dataset.was !== "") return;
    if (this.session.ask.isChoosing && this.#answered(event)) return;
    const act = this.#move(event) ?? this.#letter(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #answered(event) {
    const isDone = this.session.ask.press(event.key);
    if (isDone) event.preventDefault();
    else this.session.ask.close();
    return isDone;
  }

  #move(event) {
    const input = event.target;
    return {
      Enter: () => this.#forward(input, event),
      Tab: () => (event.shiftKey ? this.#backward(input) : this.#forward(input, event)),
      ArrowDown: () => this.#beside(input, 1),
      ArrowUp: () => this.#beside(input, -1),
      Escape: () => this.session.undo(input),
    }[event.key];
  }

  // Devices that send CR and LF press Enter twice; the second finds nothing typed.
  #forward(input, event) {
    if (input.value === input.dataset.was && this.#isEcho(event)) return;
    this.#committedAt = event.timeStamp;
    this.session.forward(input);
  }

  #isEcho(event) {
    return event.timeStamp - this.#committedAt < DEVICE_PAUSE_MS;
  }

  #backward(input) {
    if (!this.session.commit(input)) return;
    const to = this.session.grid.previous(input);
    if (to) go(to);
  }

  #beside(input, step) {
    if (!this.session.commit(input)) return;
    const to = this.session.grid.beside(input, step);
    if (to) go(to);
  }

  #letter(event) {
    const input = event.target;
    if (!LETTERS.test(event.key) || input.value !== input.dataset.was) return null;
    if (!this.session.hasLetters && event.key !== "?") return null;
    return () => this.session.commands.run(event.key.toLowerCase(), input);
  }

  #inChoice(event) {
    const key = event.key.toLowerCase();
    const act = this.#ofChoice(event.target.dataset.choiceOf, key, event.shiftKey);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #ofChoice(rowKey, key, isBack) {
    const { session } = this;
    const row = session.grid.rows.find((one) => one.key === rowKey);
    if (/^[1-5r]$/.test(key)) return () => session.commands.decide(row, key);
    if (key === "enter" || (key === "tab" && !isBack)) return () => session.afterChoice(row);
    if (key === "escape" || key === "tab") return () => go([...row.inputs.values()][0]);
    if (key === "g" || key === "?") return () => session.commands.run(key, [...row.inputs.values()][0]);
    return null;
  }

  // A reading with no field in focus still lands in the current row.
  #elsewhere(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [data-choice-of]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    // Nor may it press the button that has the focus by then.
    if (event.key === "Enter" && this.#isEcho(event)) event.preventDefault();
    if (event.key === "?") this.session.commands.run("?", null);
    if (!/^[0-9#+]$/.test(event.key)) return;
    const to = this.session.landing;
    if (!to) return;
    go(to);
  }

  #left(event) {
    const input = event.target;
    if (input.dataset.was === undefined || input.value === input.dataset.was) return;
    if (fieldOf(input) && event.relatedTarget) this.session.commit(input, { isLeaving: true });
  }
}
