// A row may be drawn again while one of its buttons is held down: the browser then sends
// no click, and the press would be lost. The button that stands there now is pressed
// instead, if it still says the same; what changed meanwhile has to be read first.
const BUTTONS = "[data-tick], [data-command], [data-choice]";

export function keepPresses(form) {
  let held = null;
  const down = ({ target }) => (held = target.closest(BUTTONS));
  const up = ({ target }) => {
    const pressed = held;
    held = null;
    if (!pressed || pressed.isConnected) return;
    const now = target.closest?.(BUTTONS);
    if (now && isSame(now, pressed)) now.click();
  };
  form.addEventListener("pointerdown", down);
  form.addEventListener("keydown", (event) => event.key === " " && down(event));
  addEventListener("pointerup", up);
  addEventListener("keyup", (event) => event.key === " " && up(event));
  addEventListener("pointercancel", () => (held = null));
}

// Each is named after its mouse and dose; the volume stands beside it.
function isSame(one, other) {
  return said(one) === said(other);
}

function said(button) {
  const volume = button.closest("[data-planned]")?.dataset.planned;
  return [button.ariaLabel, button.textContent, volume].join();
}
