// The page opens without a connection: a worker keeps it and what it is made of.
export async function keep() {
  navigator.storage?.persist?.();
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const { active } = await navigator.serviceWorker.ready;
    await told(active, { page: location.href.split("#")[0], parts: parts() });
    document.body.dataset.offline = "ready";
  } catch (refused) {
    document.body.dataset.offline = "no";
  }
}

// The server answered this person just now: what is kept of theirs is theirs.
export function used(person) {
  navigator.serviceWorker?.controller?.postMessage({ person });
}

// Everything that the browser loaded for this page from our own shelves.
function parts() {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const ours = `${location.origin}/static/`;
  return [...new Set(loaded)].filter((url) => url.startsWith(ours));
}

function told(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.postMessage(message, [port2]);
  });
}
