// What the bar says about the connection. It never says saved while a row waits.
import { count, icon, redraw } from "./dom.js";
import * as store from "./store.js";

const place = document.querySelector("[data-net]");
const broken = document.querySelector("[data-broken]");

// `facts`: sender's state, the rows that wait, need somebody, or are begun, and whether
// the session was closed meanwhile.
export function net({ state, waiting, held, begun, closed = "", noun = "row" }) {
  const isClosed = closed && navigator.onLine && state !== "signed-out";
  const known = isClosed && whenClosed(waiting || held || begun);
  const [tone, name, words] = known || sentence(state, waiting, held, begun, noun);
  place.hidden = false;
  place.className = `net ${tone}`;
  redraw(place, [icon(name, name === "sync" ? "spin" : ""), words]);
  broken.hidden = !store.hasFailed();
}

function whenClosed(isLeft) {
  const kept = isLeft ? ". What is not in it is kept on this tablet" : "";
  return ["danger", "stop", `Session closed${kept}`];
}

function sentence(state, waiting, held, begun, noun) {
  const rows = count(waiting, noun);
  if (state === "signed-out") return ["queue", "queue", `Signed out. ${rows} kept on this tablet`];
  if (!navigator.onLine) return ["queue", "queue", `Offline. ${rows} kept on this tablet`];
  if (state === "waiting" && waiting) {
    return ["queue", "queue", `The server does not answer. ${rows} kept on this tablet`];
  }
  if (waiting) return ["queue", "sync", `Sending ${waiting}`];
  if (held) return ["danger", "stop", `${count(held, `${noun} needs`, `${noun}s need`)} a decision`];
  if (begun) return ["queue", "queue", `${count(begun, noun)} begun, kept on this tablet`];
  return ["ok", "check", "All saved"];
}

export function progress(done, total) {
  const meter = document.querySelector(".prog .meter");
  meter.setAttribute("aria-label", `${done} of ${total}`);
  meter.querySelector("rect").setAttribute("width", `${total ? (100 * done) / total : 0}%`);
  document.querySelector("[data-progress]").textContent = `${done} of ${total}`;
}
