// A keypad on the screen: a Bluetooth caliper makes tablets hide their own keyboard.
import { el, icon } from "./dom.js";

const KEYS = [
  ["7", "8", "9", "erase"],
  ["4", "5", "6", "back"],
  ["1", "2", "3", "next"],
  ["0", ".", "clear", "close"],
];
const WORDS = { back: "Back", next: "Next", clear: "Clear", close: "Close" };
const DIGIT = /^[0-9.]$/;

function key(name) {
  const classes = ["btn", name === "next" ? "btn-primary" : "btn-quiet"];
  if (DIGIT.test(name)) classes.push("digit");
  const face = name === "erase" ? icon("erase") : (WORDS[name] ?? name);
  return el(
    "button",
    {
      type: "button",
      class: classes.join(" "),
      "data-pad": name,
      "aria-label": name === "erase" ? "Erase one digit" : null,
    },
    face,
  );
}

export class Keypad {
  #pad = null;

  // `current` gives the field to fill; `back` and `next` move on.
  constructor({ current, next, back }) {
    Object.assign(this, { current, next, back });
  }

  get isOpen() {
    return this.#pad !== null;
  }

  toggle() {
    if (this.isOpen) this.#close();
    else this.#open();
  }

  #open() {
    const keys = KEYS.flat().map(key);
    this.#pad = el("div", { class: "keypad", role: "group", "aria-label": "Keypad" }, ...keys);
    // The field keeps the focus: a press must not blur it.
    this.#pad.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#pad.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-pad]");
      if (pressed) this.#press(pressed.dataset.pad);
    });
    document.getElementById("session").append(this.#pad);
    document.body.classList.add("padded");
    this.current()?.scrollIntoView({ block: "center" });
  }

  #close() {
    this.#pad.remove();
    this.#pad = null;
    document.body.classList.remove("padded");
  }

  #press(name) {
    if (name === "close") this.#close();
    else if (name === "next") this.next();
    else if (name === "back") this.back();
    else this.#edit(name);
  }

  #edit(name) {
    const input = this.current();
    if (!input) return;
    const isSelected = input.selectionStart !== input.selectionEnd;
    const kept = isSelected ? "" : input.value;
    if (name === "clear") input.value = "";
    else input.value = name === "erase" ? kept.slice(0, -1) : kept + name;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
