// The board prints; what refreshes it is htmx, which keeps the focus by id.
const offer = () => {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.onclick = () => window.print();
};
offer();

// A list that was opened stays open when the board is refreshed.
let open = false;
document.body.addEventListener("htmx:beforeSwap", () => {
  open = document.querySelector("#more")?.open ?? false;
});
document.body.addEventListener("htmx:afterSwap", () => {
  const more = document.querySelector("#more");
  if (more) more.open = open;
  offer();
});
