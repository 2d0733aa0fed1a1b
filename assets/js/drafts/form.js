// One form: what is typed is kept on this device at once and on the server a moment later, until it is saved.
import "../drafts.js";
import { lines } from "./lines.js";
import { anotherTab, forget, keyOf, put, read, sending, tab, waiting } from "./outbox.js";
import { csrf, look, signIn } from "./session.js";
import { meet } from "./tabs.js";

const SOON = 300;
const LATER = 1500;
const AGAIN = 10000;

const paper = document.querySelector("input[data-draft]");
const { form } = paper;
const { address, person } = paper.dataset;
const { line, say, hush, add } = lines(paper, rest);
const key = () => keyOf(person, address);

// Thirteen digits whose last one fits: a citizen's or a company's number never stays anywhere.
function isNumber(text) {
  const digits = text.replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0xe50);
  return (digits.match(/\d(?:[ -]?\d)*/g) ?? []).some((found) => {
    const all = Array.from(found.replace(/\D/g, ""), Number);
    if (all.length !== 13) return false;
    const sum = all.slice(0, 12).reduce((total, digit, place) => total + digit * (13 - place), 0);
    return (11 - (sum % 11)) % 10 === all[12];
  });
}

function typed() {
  const hidden = new Set(Array.from(form.querySelectorAll("[data-private], [type=password]"), ({ name }) => name));
  hidden.add("csrfmiddlewaretoken").add("draft_tab");
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !hidden.has(name) && !isNumber(value)) sent.append(name, value);
  }
  return String(sent);
}

function bodyOf(text, from = tab()) {
  const body = new URLSearchParams(text);
  body.set("draft_tab", from);
  body.set("csrfmiddlewaretoken", csrf());
  return body;
}

const send = (body) => fetch(paper.dataset.draft, { method: "POST", body, headers: { accept: "application/json" } }).catch(() => null);

// Whether a control no longer is as the page brought it: typed into before this script came, or put back by the browser.
function isTouched(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== (control.defaultValue ?? control.value);
  const first = Array.from(control.options).findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(first, 0);
}

const isSent = "sent" in paper.dataset;
let kept = isSent || Array.from(form.elements).some(isTouched) ? "" : typed();
let going = false;
let isAway = false;
let isLeft = false;
let soon;
let later;
let saving = Promise.resolve();
let starting;

function store() {
  const text = typed();
  if (text !== kept && !going) put(key(), text);
  return text;
}

async function save() {
  const text = store();
  if (text === kept || going) return;
  const answer = await send(bodyOf(text));
  if (!answer || answer.status >= 500) return away();
  if (answer.ok && !answer.redirected) return done(text);
  if (answer.status === 409) return say("stranger");
  if (answer.status === 401 || answer.status === 403) return renew();
}

function done(text) {
  kept = text;
  if (typed() === text) forget(key());
  if (isAway) say("back");
  isAway = false;
  hush("away");
}

function away() {
  if (!isAway) hush("back");
  if (!isAway) say("away");
  isAway = true;
  later = setTimeout(queue, AGAIN);
}

// The token may be old while the session is good; where it has ended, the person is asked once.
async function renew() {
  let state = await look(paper);
  if (state === "out" && !isLeft) state = (await signIn(paper)) ? "in" : "out";
  if (state === "in") later = setTimeout(queue, LATER);
  if (state === "out") isLeft = true;
  if (state === "stranger") say("stranger");
}

function queue() {
  clearTimeout(later);
  saving = saving.then(save);
}

function changed() {
  clearTimeout(soon);
  clearTimeout(later);
  soon = setTimeout(store, SOON);
  later = setTimeout(queue, LATER);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
addEventListener("online", queue);

function leave() {
  if (going) return;
  const text = store();
  if (text !== kept) navigator.sendBeacon(paper.dataset.draft, bodyOf(text));
}
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
document.addEventListener("submit", ({ target }) => {
  if (target === form || !target.action.endsWith("/accounts/logout/")) return;
  leave();
  going = true;
}, { capture: true });
addEventListener("pageshow", ({ persisted }) => { if (persisted) going = false; });

async function rest() {
  going = true;
  clearTimeout(later);
  await starting;
  await saving;
}

form.addEventListener("dropped", ({ detail: wasTaken }) => {
  if (!wasTaken) return;
  forget(key());
  leaveFor(address);
});

let isAsking = false;
form.addEventListener("submit", async (event) => {
  if (going) return;
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  clearTimeout(later);
  store();
  await saving;
  let state = await look(paper);
  if (state === "out" && (await signIn(paper))) state = "in";
  isAsking = false;
  if (state !== "in") return state === "away" ? away() : state === "stranger" && say("stranger");
  going = true;
  clearTimeout(later);
  await saving; // what was begun meanwhile must not come to the server after the form
  sending(key());
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft_tab", value: tab() }));
  form.requestSubmit(event.submitter);
});

// What an earlier page could not send any more is sent now, and offered like the rest.
async function deliver(old) {
  const text = read(old)?.text ?? "";
  const from = old.split(":")[2];
  const answer = await send(bodyOf(text, from));
  if (answer?.status === 400) forget(old);
  if (!answer?.ok) return;
  if (read(old)?.text === text) forget(old);
  const told = await answer.json();
  const isShown = form.querySelector(`[data-taken][data-line="${told.key}"]`);
  if (!isShown) return add(told, from);
  if (text !== typed()) leaveFor(location.href);
}

// To the same form with other words in it: what stands here now is not kept over them.
function leaveFor(url) {
  going = true;
  location.replace(url);
}

async function start() {
  if (await meet(key, say)) anotherTab();
  for (const old of waiting(person, address)) if (!(isSent && old === key())) await deliver(old);
  const isBack = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
  const mine = line(tab());
  if (mine && isBack && !isSent) return leaveFor(mine.querySelector("[data-take]").href);
  if (!kept) queue();
}

starting = start();
