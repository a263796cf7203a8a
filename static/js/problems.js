// The check of an imported list: F8 goes to the next cell to put right, Shift+F8 back.
const cells = [...document.querySelectorAll(".cell-err input")];

function step(by) {
  const at = cells.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : cells.length - 1) : at + by;
  const cell = cells[(next + cells.length) % cells.length];
  cell.focus();
  cell.select();
  cell.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || cells.length === 0) return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
