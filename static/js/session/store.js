// What this device keeps: keystrokes of rows not finished, and rows on their way.
// Each write is on the disk before it counts as kept.
const NAME = "xenograft";
let database = null;
let failure = null;
const inMemory = { drafts: new Map(), outbox: new Map() };
let nextInMemory = 1e9;

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function open() {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts", { keyPath: ["person", "page", "name"] });
      request.result.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
      request.result.createObjectStore("rows", { keyPath: ["person", "page", "number"] });
    };
    database = await promised(request);
    database.onclose = () => fail();
  } catch (refused) {
    fail(refused);
  }
}

function fail(reason) {
  failure = reason ?? new Error("The storage of this device is closed.");
  dispatchEvent(new CustomEvent("storage-failed", { detail: failure }));
}

export function hasFailed() {
  return failure !== null;
}

// All stores in one transaction; it is done when the disk says so.
function written(change) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["drafts", "outbox"], "readwrite", {
      durability: "strict",
    });
    const result = change(
      transaction.objectStore("drafts"),
      transaction.objectStore("outbox"),
    );
    transaction.oncomplete = () => resolve(result?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

async function all(store) {
  const kept = [...inMemory[store].values()];
  if (!database) return kept;
  try {
    const rows = database.transaction(store).objectStore(store).getAll();
    return [...(await promised(rows)), ...kept];
  } catch (refused) {
    fail(refused);
    return kept;
  }
}

function draftKey(draft) {
  return [draft.person, draft.page, draft.name];
}

// True when it is on the disk; false when only this page holds it.
export async function keepDraft(draft) {
  try {
    await written((drafts) => drafts.put(draft));
    return true;
  } catch (refused) {
    inMemory.drafts.set(draftKey(draft).join(), draft);
    fail(refused);
    return false;
  }
}

export async function dropDrafts(found) {
  for (const draft of found) inMemory.drafts.delete(draftKey(draft).join());
  if (!database) return;
  await written((drafts) => {
    for (const draft of found) drafts.delete(draftKey(draft));
  }).catch(fail);
}

export async function draftsOf(person, page) {
  const drafts = await all("drafts");
  return drafts.filter((draft) => draft.person === person && draft.page === page);
}

// The row goes into the outbox and its keystrokes leave the drafts, both or neither.
export async function queue(item, drafts) {
  try {
    item.place = await written((kept, outbox) => {
      for (const draft of drafts) kept.delete(draftKey(draft));
      return outbox.add(item);
    });
  } catch (refused) {
    item.place = nextInMemory++;
    inMemory.outbox.set(item.place, item);
    fail(refused);
  }
  return item;
}

export async function waiting() {
  const items = await all("outbox");
  return items.sort((one, other) => one.place - other.place);
}

// Changes one row where it still waits; another page may have settled it.
export async function update(place, change) {
  if (inMemory.outbox.has(place)) {
    inMemory.outbox.set(place, change(inMemory.outbox.get(place)));
    return;
  }
  if (!database) return;
  await written((_, outbox) => {
    outbox.get(place).onsuccess = (event) => {
      const item = event.target.result;
      if (item) outbox.put(change(item));
    };
  }).catch(fail);
}

// The server has the row: it leaves the outbox, and `rebase` changes what waits behind.
export async function settle(place, rebase = (item) => item) {
  inMemory.outbox.delete(place);
  inMemory.outbox.forEach(rebase);
  if (!database) return;
  await written((_, outbox) => {
    outbox.delete(place);
    outbox.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      cursor.update(rebase(cursor.value));
      cursor.continue();
    };
  }).catch(fail);
}

// What the server last said of a mouse, for a page that opens without it.
export async function keepRow(row) {
  if (!database) return;
  const transaction = database.transaction("rows", "readwrite");
  await promised(transaction.objectStore("rows").put(row)).catch(() => {});
}

export async function rowsOf(person, page) {
  if (!database) return [];
  const rows = await promised(database.transaction("rows").objectStore("rows").getAll());
  return rows.filter((row) => row.person === person && row.page === page);
}

// Rows of the server are no longer for whoever holds the device; what waits stays.
export async function forgetRows() {
  if (!database) return;
  await promised(database.transaction("rows", "readwrite").objectStore("rows").clear());
}
