// A day of the study as the bar at the top calls its own: D16 since day 0, I+24 since
// the implant where there is no day 0; "" where neither is known.
const A_DAY_MS = 24 * 3600 * 1000;

export function dayOf({ zero, implanted }, on) {
  const from = zero || implanted;
  if (!from || !on) return "";
  const days = Math.round((new Date(on) - new Date(from)) / A_DAY_MS);
  const sign = days < 0 ? "−" : zero ? "" : "+";
  return `${zero ? "D" : "I"}${sign}${Math.abs(days)}`;
}
