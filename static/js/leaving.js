// The page that records an endpoint: each weight of a tumor beside its last volume, and
// as many rows of specimens as are needed. The server asks the same when it is recorded.
const form = document.querySelector(".leaving");
const [LEAST, MOST] = [0.5, 2];

function ratio(input) {
  const mg = Number.parseFloat(input.value.replace(",", "."));
  const mm3 = Number(input.dataset.lastMm3);
  return mg > 0 && mm3 > 0 ? mg / mm3 : null;
}

function sayWeight(input, line) {
  const found = ratio(input);
  const isUsual = found >= LEAST && found <= MOST;
  const words = `mg per mm³ of the last caliper volume. Usual is ${LEAST} to ${MOST}.`;
  line.textContent = found === null ? "" : `${found.toFixed(2)} ${words}`;
  line.classList.toggle("txt-warn", found !== null && !isUsual);
}

for (const input of form?.querySelectorAll("[data-last-mm3]") ?? []) {
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("role", "status");
  input.after(line);
  input.addEventListener("input", () => sayWeight(input, line));
  sayWeight(input, line);
}

// A row counts as begun when anything of it is filled but the tissue, which always is.
const BEGUN = '[name$="handling"], [name$="_at"], [name$="position"]';
const rows = [...(form?.querySelectorAll("fieldset.specimen") ?? [])];
const more = form?.querySelector("[data-more]");

const isBegun = (row) =>
  "bad" in row.dataset || [...row.querySelectorAll(BEGUN)].some((part) => part.value);

function offerMore() {
  more.hidden = !rows.some((row) => row.hidden);
}

if (more) {
  const last = Math.max(0, rows.findLastIndex(isBegun));
  for (const row of rows.slice(last + 1)) row.hidden = true;
  offerMore();
  more.addEventListener("click", () => {
    const next = rows.find((row) => row.hidden);
    next.hidden = false;
    next.querySelector("select, input").focus();
    offerMore();
  });
}
