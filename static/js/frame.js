// The theme switch, and filters that apply when they change.
import { areLettersOn } from "./letters.js";

const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches;
}

function switchTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch (refused) {
    // Storage is switched off: the choice lasts for this page.
  }
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", switchTheme);
}

// Filters apply as they are chosen, also in a part that was drawn again since.
addEventListener("change", (event) => {
  event.target.form?.closest("form[data-apply-on-change]")?.requestSubmit();
});

// "/" looks for something, except where it is typed as a letter.
addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, select, textarea, [contenteditable]");
  const find = document.getElementById("find");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
  if (!areLettersOn()) return;
  if (!find?.offsetParent) return;
  event.preventDefault();
  find.focus();
});

// Escape closes the part that is open around the focus, which goes back to its summary.
addEventListener("keydown", (event) => {
  const part = event.target.closest?.("details[open]");
  if (event.key !== "Escape" || event.defaultPrevented || !part) return;
  part.open = false;
  part.querySelector("summary").focus();
});

// "[" and "]" go to the mouse before and after, where a page has them.
addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, select, textarea, [contenteditable]");
  const way = { "[": "prev", "]": "next" }[event.key];
  if (!way || isTyping || event.ctrlKey || event.metaKey) return;
  document.querySelector(`main a[rel="${way}"]:not(.pages a)`)?.click();
});

// A second press of a button that writes would send the form twice.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

// On a narrow screen the tab of this page may lie outside the row of tabs.
document
  .querySelector(".gl-tabs [aria-current]")
  ?.scrollIntoView({ block: "nearest", inline: "center" });
