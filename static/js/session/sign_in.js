// Signing in again on the same page: what was typed stays where it is.
const panel = document.querySelector("[data-sign-in]");

function csrf() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export function show() {
  if (panel.hidden) panel.hidden = false;
}

export function hide() {
  panel.hidden = true;
  panel.querySelector("[data-problem]").textContent = "";
  panel.querySelector("[type=password]").value = "";
}

// A redirect is the answer to a right password, the form again to a wrong one.
async function signIn(password) {
  // The sign-in page brings the token that a page kept offline may have lost.
  if (!csrf()) await fetch(panel.dataset.signIn);
  const body = new URLSearchParams({ username: panel.dataset.username, password });
  const answer = await fetch(panel.dataset.signIn, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrf() },
    redirect: "manual",
  });
  return answer.type === "opaqueredirect";
}

export function connect(done) {
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") attempt(done);
  });
  panel.querySelector("button").addEventListener("click", () => attempt(done));
}

async function attempt(done) {
  const problem = panel.querySelector("[data-problem]");
  try {
    const isIn = await signIn(panel.querySelector("[type=password]").value);
    problem.textContent = isIn ? "" : "That password is not right. Check Caps Lock.";
    if (isIn) done();
  } catch (unreachable) {
    problem.textContent = "The server does not answer. Your rows are kept; try again.";
  }
}
