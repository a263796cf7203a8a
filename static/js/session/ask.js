// A question above the keys: a choice by one key, or a few words.
import { el, say } from "./dom.js";

export class Ask {
  #choices = null;
  #done = null;
  #back = null;

  constructor(place) {
    this.place = place;
    place.addEventListener("pointerdown", (event) => {
      if (event.target.closest("button")) event.preventDefault();
    });
    place.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-choice]");
      if (pressed) this.press(pressed.dataset.choice);
    });
    place.addEventListener("keydown", (event) => this.#written(event));
  }

  get isChoosing() {
    return this.#choices !== null;
  }

  // `choices` are [key, words, value]; the focus stays where it is.
  choose(text, choices, done) {
    this.close();
    this.#choices = choices;
    this.#done = done;
    const buttons = choices.map(([key, words]) =>
      el(
        "button",
        { type: "button", class: "btn btn-quiet btn-sm", "data-choice": key },
        words,
        " ",
        el("kbd", { "aria-hidden": "true" }, key),
      ),
    );
    this.#show(el("span", { class: "strong" }, text), ...buttons, this.#cancel());
    say(`${text} ${choices.map(([key, words]) => `${key} ${words}`).join(", ")}`);
  }

  #cancel() {
    return el(
      "button",
      { type: "button", class: "btn btn-quiet btn-sm", "data-choice": "Escape" },
      "Cancel ",
      el("kbd", { "aria-hidden": "true" }, "Esc"),
    );
  }

  // True when the key was an answer, or put the question away.
  press(key) {
    const chosen = this.#choices?.find(([name]) => name === key.toLowerCase());
    const done = this.#done;
    if (key !== "Escape" && !chosen) return false;
    this.close();
    if (chosen) done(chosen[2]);
    return true;
  }

  // Words: the focus moves to the field, and comes back afterwards.
  write(label, value, done) {
    this.close();
    this.#back = document.activeElement;
    this.#done = done;
    const input = el("input", {
      id: "ask-words",
      value,
      maxlength: 200,
      autocomplete: "off",
    });
    this.#show(el("label", { for: "ask-words", class: "strong" }, label), input, this.#cancel());
    input.focus();
    input.select();
  }

  #written(event) {
    if (event.target.id !== "ask-words") return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const done = this.#done;
    const words = event.target.value.trim();
    this.close();
    if (event.key === "Enter") done(words);
  }

  #show(...parts) {
    this.place.replaceChildren(...parts);
    this.place.hidden = false;
    // The row in question stays in sight above the question.
    document.querySelector("tr.now input")?.scrollIntoView({ block: "start" });
  }

  close() {
    const back = this.#back;
    this.#choices = this.#done = this.#back = null;
    this.place.hidden = true;
    this.place.replaceChildren();
    back?.focus({ preventScroll: true });
  }
}
