// The board prints; what refreshes it is htmx, which keeps the focus by id.
const offer = () => {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.onclick = () => window.print();
};
offer();

// Lists that were opened stay open when the board is refreshed.
let open = [];
document.body.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll(".more[open]")].map((more) => more.id);
});
document.body.addEventListener("htmx:afterSwap", () => {
  for (const id of open) {
    const more = document.getElementById(id);
    if (more) more.open = true;
  }
  offer();
});
