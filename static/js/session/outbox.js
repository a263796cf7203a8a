// Sends what waits on this device, one page at a time, until the server has it.
import * as api from "./api.js";
import * as store from "./store.js";

const RETRY_S = [1, 2, 5, 15, 30];
const channel = "BroadcastChannel" in window ? new BroadcastChannel("outbox") : null;

export class Outbox extends EventTarget {
  // "sending", "waiting" for a connection, "signed-out", or "idle".
  state = "idle";
  #failures = 0;
  #timer = null;
  #isRunning = false;
  #isWanted = false;

  constructor(person) {
    super();
    this.person = person;
    channel?.addEventListener("message", ({ data }) => this.#tell(data, false));
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.#become("waiting"));
    addEventListener("focus", () => this.retry());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.retry();
    });
  }

  get isSending() {
    return navigator.onLine && (this.state === "sending" || this.state === "idle");
  }

  // Rows of this person that nobody has to decide about first.
  async #next() {
    const items = await store.waiting();
    return items.find((item) => item.person === this.person && !item.answer);
  }

  async add(item, drafts) {
    await store.queue({ answer: null, ...item, person: this.person }, drafts);
    this.#announce({ kind: "changed" });
    this.send();
  }

  retry() {
    this.#failures = 0;
    this.send();
  }

  send() {
    clearTimeout(this.#timer);
    this.#isWanted = true;
    if (!this.#isRunning) this.#run();
  }

  async #run() {
    this.#isRunning = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      await alone(() => this.#drain());
    }
    this.#isRunning = false;
  }

  async #drain() {
    for (let item = await this.#next(); item; item = await this.#next()) {
      this.#become("sending");
      const isDone = await this.#post(item);
      if (!isDone) return;
    }
    this.#become("idle");
  }

  async #post(item) {
    const answer = await api.put(item);
    if (answer.kind === "unreachable") return this.#later();
    if (answer.kind === "signed-out") return this.#become("signed-out");
    this.#failures = 0;
    if (answer.kind === "saved") await store.settle(item.place, api.rebasing(item, answer));
    else await store.update(item.place, (kept) => ({ ...kept, answer }));
    this.#announce({ kind: "answer", item, answer });
    return true;
  }

  #later() {
    const wait_s = RETRY_S[Math.min(this.#failures, RETRY_S.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.send(), wait_s * 1000);
    this.#become("waiting");
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state"));
  }

  #announce(news) {
    channel?.postMessage({ ...news, person: this.person });
    this.#tell(news, true);
  }

  #tell(news, isOurs) {
    if (!isOurs && news.person !== this.person) return;
    this.dispatchEvent(new CustomEvent(news.kind, { detail: news }));
  }

  // A person has looked at an answer: the row is sent again, or leaves the device.
  decide(item, change) {
    return this.decideAll([item], change && (() => change));
  }

  // All of them before any is sent: what follows is based on the answer to the first.
  async decideAll(items, change) {
    for (const item of items) {
      const changed = (kept) => ({ ...kept, ...change(kept), answer: null });
      await (change ? store.update(item.place, changed) : store.settle(item.place));
    }
    this.#announce({ kind: "changed" });
    this.send();
  }
}

// One page of this browser sends at a time. Sending twice would do no harm.
async function alone(work) {
  if (navigator.locks) return navigator.locks.request("outbox", work);
  return work();
}
