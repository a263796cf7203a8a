// Somebody chose between two entries elsewhere: nothing is left to choose here.
export function dropDecided(bench, mouse, { entries, as_of }) {
  const open = new Set(entries.map((entry) => entry.write_id));
  for (const item of mouse.rows.flatMap((row) => bench.picture.of(row))) {
    const isConflict = item.answer?.kind === "conflict" && item.answer.row.as_of < as_of;
    if (isConflict && !open.has(item.write_id)) bench.outbox.decide(item, null);
  }
}
