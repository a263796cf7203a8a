// Names the mouse of a line: by pointing, tapping, or with the arrow keys.
// Without this script the figure, its caption and the CSV say the same.
const said = document.querySelector("[data-said]");
const figure = document.querySelector("[data-mice]");

if (figure && said) {
  const mice = JSON.parse(document.getElementById(figure.dataset.mice).textContent);
  const lines = [...figure.querySelectorAll(".fig-mouse")].filter(
    (line) => line.dataset.mouse in mice,
  );
  let shown = -1;

  // A thin line is hard to hit: a wide one that nobody sees lies over it.
  for (const line of lines) {
    const path = line.querySelector("path");
    const wide = path.cloneNode();
    wide.removeAttribute("class");
    wide.classList.add("fig-reach");
    path.after(wide);
  }

  const words = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  };

  const show = (place) => {
    lines[shown]?.classList.remove("hot");
    shown = place;
    const line = lines[place];
    figure.classList.toggle("dim", Boolean(line));
    said.replaceChildren();
    if (!line) return;
    line.classList.add("hot");
    const mouse = mice[line.dataset.mouse];
    said.append(words("b", mouse.name), ` ${mouse.place} · ${mouse.last}`);
  };

  const lineAt = (event) => lines.indexOf(event.target.closest?.(".fig-mouse"));

  figure.addEventListener("pointermove", (event) => {
    const place = lineAt(event);
    if (place >= 0 && place !== shown) show(place);
  });
  figure.addEventListener("click", (event) => show(lineAt(event)));
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && lines.length) {
      const from = shown < 0 && step < 0 ? 0 : shown;
      show((from + step + lines.length) % lines.length);
    } else if (event.key === "Escape") show(-1);
    else return;
    event.preventDefault();
  });
  document.querySelector("[data-hover-help]").hidden = false;
}
