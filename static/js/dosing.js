// Keys of the dosing sheet, the time at which each tick was made, and a copy of what
// is not saved yet, kept on this device until the server has it.
const sheet = document.querySelector("#sheet");
const ticks = [...document.querySelectorAll("#sheet .tick input[type=checkbox]")];

function cellOf(element) {
  return element.closest("td");
}

// The server's clock at the time of the page, plus what has passed since.
function clock() {
  const [hours, minutes] = sheet.dataset.now.split(":").map(Number);
  const now = hours * 60 + minutes + Math.floor(performance.now() / 60_000);
  const parts = [Math.floor(now / 60), now % 60];
  return now < 24 * 60 ? parts.map((part) => `${part}`.padStart(2, "0")).join(":") : "";
}

function stamp(cell) {
  if (sheet.dataset.now) cell.querySelector("input[type=hidden]").value = clock();
}

function choose(tick, status) {
  const cell = cellOf(tick);
  cell.querySelector("details").open = true;
  const select = cell.querySelector("select");
  select.value = status;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  cell.querySelector(status === "PARTIAL" ? "[inputmode]" : "[list]").focus();
}

function columnOf(tick) {
  return tick.name.split("-").slice(1).join("-");
}

function move(tick, step) {
  const same = ticks.filter((other) => columnOf(other) === columnOf(tick));
  same[same.indexOf(tick) + step]?.focus();
}

function wholeCage(tick) {
  const column = columnOf(tick);
  for (const other of tick.closest("tbody").querySelectorAll(".tick input")) {
    const isTouched = cellOf(other).querySelector("select").value;
    if (columnOf(other) === column && !other.checked && !isTouched) other.click();
  }
}

// Takes back what was chosen for one cell and is not saved yet.
function undo(tick) {
  const cell = cellOf(tick);
  tick.checked = false;
  for (const field of cell.querySelectorAll("select, input:not([type=checkbox])")) {
    field.value = "";
  }
  cell.querySelector("details").open = false;
  tick.focus();
  keep();
}

const keys = {
  p: (tick) => choose(tick, "PARTIAL"),
  m: (tick) => choose(tick, "MISSED"),
  c: wholeCage,
  z: undo,
  ArrowDown: (tick) => move(tick, 1),
  ArrowUp: (tick) => move(tick, -1),
};

sheet?.addEventListener("keydown", (event) => {
  const does = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const isModified = event.ctrlKey || event.metaKey || event.altKey;
  if (!does || isModified || !ticks.includes(event.target)) return;
  event.preventDefault();
  does(event.target);
});

sheet?.addEventListener("change", (event) => {
  const cell = cellOf(event.target);
  if (!cell?.querySelector(".tick")) return;
  const tick = cell.querySelector("input[type=checkbox]");
  const select = cell.querySelector("select");
  if (event.target === tick && tick.checked) select.value = "";
  if (event.target === select && select.value) tick.checked = false;
  if (event.target === tick || event.target === select) stamp(cell);
});

// What a cell holds, by the names of its fields; nothing when it is untouched.
function entered() {
  const found = {};
  for (const field of sheet.querySelectorAll("td [name], .rownote [name]")) {
    const value = field.type === "checkbox" ? field.checked && "on" : field.value;
    if (value) found[field.name] = value;
  }
  return found;
}

function say(count) {
  const kept = document.querySelector("[data-kept]");
  kept.hidden = !count;
  const doses = count === 1 ? "1 dose is" : `${count} doses are`;
  kept.textContent = `${doses} not saved yet, and kept on this device`;
}

function keep() {
  const found = entered();
  say(Object.keys(found).filter((name) => /-(given|status)$/.test(name)).length);
  try {
    if (Object.keys(found).length) {
      localStorage.setItem(sheet.dataset.draft, JSON.stringify(found));
    } else {
      localStorage.removeItem(sheet.dataset.draft);
    }
  } catch (refused) {
    // Storage is switched off: what is ticked lives as long as this page.
  }
}

// A dose that the server has has no fields any more, so its copy goes.
function bringBack() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(sheet.dataset.draft)) ?? {};
  } catch (refused) {
    // Nothing to bring back.
  }
  const isFresh = Object.keys(entered()).length === 0;
  for (const [name, value] of isFresh ? Object.entries(kept) : []) {
    const field = sheet.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
    if (name.endsWith("-status")) cellOf(field).querySelector("details").open = true;
  }
  keep();
}

if (sheet) {
  bringBack();
  sheet.addEventListener("input", keep);
  sheet.addEventListener("change", keep);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
