// The one choice of this device that every page with keys asks for.
const LETTERS = "letters";
let chosen = null;

export function areLettersOn() {
  try {
    return (localStorage.getItem(LETTERS) ?? chosen) !== "off";
  } catch (refused) {
    return chosen !== "off";
  }
}

export function setLetters(isOn) {
  chosen = isOn ? "on" : "off";
  try {
    localStorage.setItem(LETTERS, chosen);
  } catch (refused) {
    // Storage is switched off: the choice lasts for this page.
  }
}
