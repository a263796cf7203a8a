// What the names of fields and cells tell: "2-1-PO-reason" is of the cell "2-1-PO".
export function cellOf(name) {
  return /^\d+-\d+-[A-Z]+(?=-)/.exec(name)?.[0];
}

// "2-1-PO" and "12:1:PO" are of the column 1 PO.
export function columnOf(text) {
  return text.split(/[-:]/).slice(1).join(" ");
}

export function mouseOf(key) {
  return key.split("-")[0];
}
