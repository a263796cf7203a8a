// A colleague closed the session while this page was open, or while it was only kept.
import { count, el, redraw } from "./dom.js";

const place = document.querySelector("[data-closed]");
const NAMED = 8;

export function show({ closed, grid, picture, form }) {
  place.hidden = !closed;
  const close = form.querySelector("[data-close]");
  if (close) close.hidden = Boolean(closed);
  if (!closed) return;
  const link = el("a", { class: "btn btn-quiet btn-sm", href: place.dataset.closed }, "Reopen session");
  const rows = grid.rows.filter((row) => row.isBegun || picture.of(row).length);
  redraw(place.querySelector("div"), [el("strong", {}, closed), ` ${missing(rows)} `, link]);
}

// What was typed here and is not in it.
function missing(rows) {
  if (!rows.length) {
    return "All that was typed here is in it. What is typed from now on stays on this tablet until the session is reopened with a reason.";
  }
  const names = rows.slice(0, NAMED).map((row) => row.name);
  if (rows.length > NAMED) names.push(`${rows.length - NAMED} more`);
  const [are, they] = rows.length === 1 ? ["is", "it goes"] : ["are", "they go"];
  const some = `${count(rows.length, "row")} typed here ${are} not in it: ${names.join(", ")}.`;
  return `${some} Nothing is lost: what was typed is kept on this tablet. Reopen the session with a reason, and ${they} in.`;
}

// It was opened again: what was refused for being late is sent.
export function sendAgain({ picture, outbox }) {
  const late = picture.items.filter((item) => item.answer?.code === "closed");
  return late.length ? outbox.decideAll(late, () => ({})) : null;
}
