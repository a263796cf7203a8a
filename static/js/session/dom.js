// Small parts of the page, built without any markup in text.
const icons = document.getElementById("icons");

export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export function icon(name, classes = "") {
  const made = icons.content.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
  if (classes) made.classList.add(...classes.split(" "));
  return made;
}

// Drawn again only when it says something else, so that nothing is read out twice.
export function redraw(place, parts) {
  const fresh = el("div", {}, ...parts);
  if (place.innerHTML !== fresh.innerHTML) place.replaceChildren(...fresh.childNodes);
}

const live = document.querySelector("[data-live]");

// Said to those who do not see it; the same words twice are said twice.
export function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
