// Keeps what is typed of an endpoint on the server, a second after the last key.
const form = document.querySelector("form[data-draft]");
const said = document.querySelector("[data-draft-said]");
let waiting = null;

const typed = () => {
  const data = new FormData(form);
  data.delete("photo");
  return data;
};

const save = async () => {
  waiting = null;
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: typed(),
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.status);
    const { saved_at: at } = await answer.json();
    said.textContent = `Draft saved ${at}`;
  } catch {
    said.textContent = "The draft is not saved. It is tried again with the next key.";
  }
};

const later = () => {
  clearTimeout(waiting);
  said.textContent = "Entering";
  waiting = setTimeout(save, 1000);
};

if (form && said) {
  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
  addEventListener("pagehide", () => {
    if (waiting === null) return;
    clearTimeout(waiting);
    navigator.sendBeacon(form.dataset.draft, typed());
  });
}
