// What a person chooses once: the order of entry for this session, and whether single
// letters are commands on this device.
import { areLettersOn, setLetters } from "../letters.js";
import { ORDERS, go } from "./grid.js";

function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch (refused) {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch (refused) {
    // The choice lasts for this page.
  }
}

export function connect(bench) {
  order(bench, document.getElementById("order"));
  letters(bench, document.getElementById("letters"));
}

function order(bench, select) {
  const key = `order:${bench.page}`;
  const chosen = kept(key);
  if (chosen in ORDERS) select.value = chosen;
  bench.grid.order = select.value;
  select.addEventListener("change", () => {
    keep(key, select.value);
    bench.grid.order = select.value;
    bench.picture.bar();
    const first = bench.grid.start;
    if (first) go(first);
  });
}

function letters(bench, box) {
  box.checked = areLettersOn();
  bench.hasLetters = box.checked;
  box.addEventListener("change", () => {
    setLetters(box.checked);
    bench.hasLetters = box.checked;
  });
}
