// Whether single keys are commands on this device (WCAG 2.1.4).
import { areLettersOn, setLetters } from "./letters.js";

const box = document.getElementById("letters");
const said = document.getElementById("letters-said");

function show() {
  box.checked = areLettersOn();
  said.textContent = box.checked ? "Switched on on this device." : "Switched off on this device.";
}

box.parentElement.hidden = false;
box.addEventListener("change", () => {
  setLetters(box.checked);
  show();
});
show();
