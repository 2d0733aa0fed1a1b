// Who is signed in, and signing in again without leaving the form.
const PATIENCE = 8000;
const PEEK = 3000;

export const csrf = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

function take(token) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
}

// "in", "out", "stranger" (another account) or "away" (no answer); forms get the token that is good now.
export async function look(paper) {
  const answer = await fetch(paper.dataset.token, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!told) return "away";
  take(told.csrf);
  if (told.person === null) return "out";
  return String(told.person) === paper.dataset.person ? "in" : "stranger";
}

const REFUSED = { 403: "closed", 429: "wait" };

// The way in stands on the dialog: name and password, or the PIN of this phone and who types for its owner.
async function enter(paper, dialog, secret) {
  const now = await look(paper);
  if (now !== "out") return now;
  const { action, field, name, value } = dialog.dataset;
  const body = new URLSearchParams({ [name]: value, [field]: secret, csrfmiddlewaretoken: csrf() });
  const answer = await fetch(action, { method: "POST", body }).catch(() => null);
  if (!answer) return "away";
  if (!answer.redirected) return REFUSED[answer.status] ?? "wrong";
  const state = await look(paper);
  if (state !== "out") return state;
  dialog.querySelector("a").href = answer.url;
  return "more";
}

function drawn(paper) {
  const dialog = paper.form.querySelector("template[data-again]").content.firstElementChild.cloneNode(true);
  const form = document.createElement("form");
  form.className = "form";
  form.noValidate = true;
  form.append(...dialog.childNodes);
  dialog.append(form);
  document.body.append(dialog);
  return dialog;
}

function ask(paper) {
  const dialog = drawn(paper);
  const [secret, said] = [dialog.querySelector("input"), dialog.querySelector("[role=alert]")];
  return new Promise((done) => {
    const peek = async () => document.visibilityState === "visible" && (await look(paper)) === "in" && dialog.close("in");
    const timer = setInterval(peek, PEEK);
    dialog.addEventListener("close", () => {
      clearInterval(timer);
      dialog.remove();
      done(dialog.returnValue === "in");
    });
    dialog.firstElementChild.addEventListener("submit", async (event) => {
      event.preventDefault();
      const state = await enter(paper, dialog, secret.value);
      if (state === "in") return dialog.close("in");
      secret.value = "";
      said.textContent = said.dataset[state] ?? said.dataset.wrong;
      said.hidden = false;
      secret.focus();
    });
    dialog.showModal();
  });
}

let asking;

// True once the same person is signed in again; false where he closed the dialog.
export function signIn(paper) {
  asking ??= ask(paper).finally(() => { asking = null; });
  return asking;
}
