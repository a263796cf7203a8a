// What a person chooses once: the order of entry for this session, and whether single
// letters are commands on this device.
import { ORDERS, go } from "./grid.js";

const LETTERS = "letters";

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
  box.checked = kept(LETTERS) !== "off";
  bench.hasLetters = box.checked;
  box.addEventListener("change", () => {
    keep(LETTERS, box.checked ? "on" : "off");
    bench.hasLetters = box.checked;
  });
}
