// Presses "Continue" for you: one press sends the mails of a run to its end, some people at a time.
// Nothing here is needed: each answer of the server is the whole page, with the same button.

const parser = new DOMParser();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-run] form")) return;
  event.preventDefault();
  send(form, new FormData(form, event.submitter));
});

async function send(form, fields) {
  let run = document.querySelector("[data-run]");
  for (let next = { address: form.action, fields }; next; next = following(run)) {
    run.setAttribute("aria-busy", "true");
    run.querySelectorAll("button").forEach((button) => (button.disabled = true));
    let page;
    try {
      const answer = await fetch(next.address, { method: "POST", body: new URLSearchParams(next.fields) });
      page = parser.parseFromString(await answer.text(), "text/html");
      if (!answer.ok) page.failed = true;
    } catch {
      location.reload(); // the page says how far it is, or the browser that the server is away
      return;
    }
    run = show(page, run);
    if (!run) return;
  }
}

// Puts the new state in its place; the whole page where something went wrong or the run has ended.
function show(page, run) {
  const fresh = page.querySelector("[data-run]");
  if (!fresh) {
    location.reload(); // logged out
    return null;
  }
  if (!page.failed && "waiting" in fresh.dataset) {
    run.replaceWith(fresh);
    return fresh;
  }
  document.querySelector("main").replaceWith(page.querySelector("main"));
  (document.querySelector(".problem") ?? document.querySelector("#run-title")).scrollIntoView({ block: "nearest" });
  document.querySelector("#run-title")?.focus();
  return null;
}

function following(run) {
  const form = run.querySelector("form[data-send]");
  return "waiting" in run.dataset ? { address: form.action, fields: new FormData(form) } : null;
}
