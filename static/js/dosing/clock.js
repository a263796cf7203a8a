// The time of the server, also on a tablet whose own clock is wrong.
const KEY = "clock-offset";
let offset_ms = Number(kept()) || 0;

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch (refused) {
    return null;
  }
}

export function heard(serverTime) {
  offset_ms = Date.parse(serverTime) - Date.now();
  try {
    localStorage.setItem(KEY, `${offset_ms}`);
  } catch (refused) {
    // It is known as long as this page lives.
  }
}

export function now() {
  return new Date(Date.now() + offset_ms).toISOString();
}
