// Says beside each specimen how long after the last dose it was collected, while it is
// typed. The server computes the same from the doses when it is saved.
const form = document.querySelector("form[data-last-dose]");
const WINDOW_SHARE = 0.1;
const WINDOW_MINUTES = 15;
const ISCHEMIA_MINUTES = 15;

// Both are clock times of the lab: read alike, their difference is right.
const minutes = (from, to) => {
  const span = (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 60000;
  return Number.isFinite(span) ? Math.round(span) : null;
};

const words = (count) => {
  const [hours, rest] = [Math.floor(count / 60), count % 60];
  return hours ? `${hours} h ${rest} min` : `${rest} min`;
};

const value = (place, name) => place.querySelector(`[name$="${name}"]`)?.value ?? "";

const off = (after, hours) => {
  if (!hours) return "";
  const late = after - Math.round(hours * 60);
  const allowed = Math.max(WINDOW_SHARE * hours * 60, WINDOW_MINUTES);
  if (Math.abs(late) <= allowed) return ", in its window";
  return `, ${words(Math.abs(late))} ${late > 0 ? "late" : "early"}: kept and marked`;
};

const said = (row, hours) => {
  const collected = value(row, "-collected_at");
  const after = minutes(form.dataset.lastDose, collected);
  if (after === null) return "";
  if (after < 0) return "Before the last dose.";
  const cold = minutes(collected, value(row, "-preserved_at"));
  const slow = cold > ISCHEMIA_MINUTES ? ` Frozen or fixed after ${words(cold)}.` : "";
  return `${words(after)} after the last dose${off(after, hours)}.${slow}`;
};

const sayAll = () => {
  const day = value(form, "left_on");
  const clock = value(form, "left_at");
  const death = day && clock ? minutes(form.dataset.lastDose, `${day}T${clock}`) : null;
  const place = form.querySelector("[data-death]");
  place.textContent = death > 0 ? `Death ${words(death)} after it.` : "";
  for (const line of form.querySelectorAll("[data-after]")) {
    const text = said(line.closest("fieldset"), Number(line.dataset.hours) || 0);
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("txt-warn", /late|early|Frozen|Before/.test(text));
  }
};

if (form) {
  form.addEventListener("input", sayAll);
  sayAll();
}
