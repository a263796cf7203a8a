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
const note = () => {
  open = [...document.querySelectorAll(".more[open]")].map((more) => more.id);
};
const restore = () => {
  for (const more of document.querySelectorAll(".more")) {
    more.open = open.includes(more.id);
  }
};
document.body.addEventListener("htmx:beforeSwap", note);
document.body.addEventListener("htmx:afterSwap", () => {
  restore();
  offer();
});

// Paper has no list that could be opened.
addEventListener("beforeprint", () => {
  note();
  for (const more of document.querySelectorAll(".more")) more.open = true;
});
addEventListener("afterprint", restore);
