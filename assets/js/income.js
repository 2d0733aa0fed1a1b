// A producer's month on a phone whose network comes and goes. With network the server draws every page; without it the
// same questions are asked here and the month waits on the phone (income/queue.js) until it can be sent.
import { drop, flush, newKey, person, put, token, waiting } from "./income/queue.js";
import { baht, filled, jump, parse, slip } from "./income/rules.js";
import { fill, forgetTyped, keepTyped } from "./income/typed.js";

const form = document.querySelector("form[data-income]");
const words = JSON.parse(document.getElementById("income-words")?.textContent ?? "{}");
const drawn = (id) => document.getElementById(id).content.cloneNode(true);
const phone = document.getElementById("main");
const said = (amount) => (amount === null ? words.missing : amount === 0 ? words.none : baht(amount));
let passing = false;

function list(dl, rows, total) {
  for (const [label, text] of rows) {
    const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
    [dt.textContent, dd.textContent] = [label, text];
    dl.append(dt, dd);
  }
  const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
  dt.className = dd.className = "tot";
  [dt.textContent, dd.textContent] = [words.total, `${total} ${words.baht}`];
  dl.append(dt, dd);
}

function show(part) {
  document.getElementById("income-shown")?.remove();
  const box = document.createElement("div");
  box.id = "income-shown";
  box.tabIndex = -1;
  box.append(part);
  for (const other of [form, ...phone.querySelectorAll(":scope > h1, :scope > p.soft:not(.who), :scope > .errors")]) other.hidden = true;
  phone.append(box);
  box.focus();
  scrollTo(0, 0);
  return box;
}

function back() {
  document.getElementById("income-shown")?.remove();
  for (const other of phone.querySelectorAll(":scope > [hidden]")) if (other.id !== "told") other.hidden = false;
}

// "Not sent yet": what waits, and the way to try again.
function away(item) {
  const box = show(drawn("income-away"));
  list(box.querySelector("dl"), item.rows, item.total);
  box.querySelector("[data-at]").textContent = filled(words.at, { at: item.at });
  box.querySelector("[data-waiting]").textContent = filled(words.waiting, { n: waiting().length });
  box.querySelector("[data-edit]").addEventListener("click", () => {
    drop(item.key);
    if (form.dataset.income !== "month") return location.assign(item.url);
    fill(form, item.fields);
    form.dispatchEvent(new Event("input"));
    back();
  });
  box.querySelector("[data-again]").addEventListener("click", () => arrive(item));
}

async function arrive(item) {
  for (const done of await flush(form.dataset.token)) {
    if (done.item.key !== item.key) continue;
    if (done.state === "sent") location.assign(done.receipt);
    if (done.state === "refused") reasons(done.reasons);
  }
}

function reasons(texts) {
  back();
  document.getElementById("income-reasons")?.remove();
  const box = document.createElement("div");
  box.id = "income-reasons";
  box.className = "errors";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  for (const text of texts) box.append(Object.assign(document.createElement("p"), { textContent: text }));
  form.before(box);
  box.focus();
}

// The boxes as they stand: amounts by channel, or null where one cannot be read.
function read(whole) {
  const rows = [];
  let wrong = false;
  for (const box of form.querySelectorAll("[data-channel]")) {
    box.querySelector(".error")?.remove();
    const name = box.dataset.channel;
    const before = box.dataset.before === "" ? null : Number(box.dataset.before);
    const how = whole || (box.querySelector("input[type=radio]:checked")?.value ?? "");
    const typed = whole ? { satang: null } : parse(box.querySelector("input[type=text]").value);
    let code = typed.code ?? "";
    if (!code && how === "none" && typed.satang) code = "income.both";
    if (!code && how === "same" && typed.satang === null && before === null && !whole) code = "income.nothing_before";
    const amount = how === "none" ? 0 : how === "same" && typed.satang === null ? before : (typed.satang ?? null);
    box.classList.toggle("wrong", Boolean(code));
    if (code) {
      const text = filled(words.rules[code], { text: box.querySelector("input[type=text]").value });
      box.append(Object.assign(document.createElement("p"), { className: "error", textContent: text }));
      wrong = true;
    }
    rows.push({ name, label: box.querySelector(".name").textContent.trim(), amount, before, same: how === "same" && amount === before });
  }
  if (wrong) form.querySelector(".chan.wrong input[type=text]").focus();
  return wrong ? null : rows;
}

// The second step, drawn here: what will be sent, and what is to be asked about it.
function check(whole) {
  const rows = read(whole);
  if (!rows) return;
  if (rows.every((row) => row.amount === null)) return reasons([words.rules["income.nothing"]]);
  const total = rows.reduce((sum, row) => sum + (row.amount ?? 0), 0);
  const year = form.dataset.year === "" ? null : Number(form.dataset.year);
  const box = show(drawn("income-check"));
  const note = (head, text) => {
    const part = box.querySelector("template[data-note]").content.cloneNode(true);
    part.querySelector("p").textContent = head ? `${head}: ${text}` : text;
    box.querySelector(".asks").append(part);
  };
  box.querySelector("[data-label]").textContent = form.dataset.label;
  list(box.querySelector("dl"), rows.map((row) => [row.label, said(row.amount)]), baht(total));
  for (const row of rows) {
    const code = slip(row.amount, row.before);
    if (code) note(row.label, filled(words.rules[code], { now: baht(row.amount), before: baht(row.before) }));
  }
  const why = box.querySelector("[data-why]");
  if (jump(total, year)) {
    note("", filled(words.rules["income.why"], { now: baht(total), before: baht(year) }));
    why.hidden = false;
  }
  box.querySelector("[data-edit]").addEventListener("click", back);
  box.querySelector("[data-send]").addEventListener("click", () => {
    const reason = why.querySelector("select").value;
    if (!why.hidden && !reason) return why.querySelector("select").focus();
    const repeated = rows.filter((row) => row.amount !== null).every((row) => row.same);
    const fields = rows.flatMap((row) => [
      [row.name, row.amount === null ? "" : baht(row.amount)],
      [`${row.name}_how`, row.amount !== null && repeated ? "same" : ""],
    ]);
    const others = [...new FormData(form)].filter(([name]) => !rows.some((row) => name.startsWith(row.name)) && !["csrfmiddlewaretoken", "why", "sure", "key"].includes(name));
    wait([...others, ...fields, ["why", reason], ["sure", "1"]], rows.map((row) => [row.label, said(row.amount)]), baht(total));
  });
}

function wait(fields, rows, total) {
  const key = newKey();
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  const item = { key, person: person(), url: location.pathname, fields: [...fields, ["key", key]], rows, total, at, label: form.dataset.label };
  put(item);
  forgetTyped(location.pathname);
  away(item);
  arrive(item);
}

if (form) {
  form.addEventListener("submit", async (event) => {
    if (passing) return;
    event.preventDefault();
    const { submitter } = event;
    if (submitter?.name === "edit" && navigator.onLine) return pass(submitter);
    if ((await token(form.dataset.token)) !== null) return pass(submitter);
    if (form.dataset.income === "month") return check(submitter?.name === "all" ? submitter.value : "");
    if (submitter?.name === "edit") return history.back();
    const fields = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "key"].includes(name));
    const cells = [...form.querySelectorAll("dl > *")].map((cell) => cell.textContent);
    const rows = [];
    for (let place = 0; place + 3 < cells.length; place += 2) rows.push([cells[place], cells[place + 1]]);
    return wait(fields, rows, cells.at(-1).replace(words.baht, "").trim());
  });
  const key = form.querySelector("input[name=key]");
  if (key && !key.value) key.value = newKey();
  if (form.dataset.income === "month" && person() && keepTyped(form)) tellBack();
}
if (location.pathname.endsWith("/receipt/")) forgetTyped(location.pathname.replace(/receipt\/$/, ""));

// What was typed before and never sent stands in the boxes again; one tap brings the page as it came.
function tellBack() {
  const note = drawn("income-typed").firstElementChild;
  note.querySelector("button").addEventListener("click", () => {
    forgetTyped(location.pathname);
    location.assign(location.pathname);
  });
  form.before(note);
}

function pass(submitter) {
  passing = true;
  form.requestSubmit(submitter);
}

// What waits is told on the producer's own page, and sent as soon as there is network.
function tell() {
  const box = document.getElementById("income-queue");
  if (!box) return;
  const items = waiting();
  box.hidden = !items.length;
  box.replaceChildren();
  for (const item of items) {
    const note = Object.assign(document.createElement("div"), { className: item.refused ? "note bad" : "note" });
    const text = document.createElement("p");
    const link = Object.assign(document.createElement("a"), { href: item.url, textContent: item.label });
    text.append(link, ` ${item.total} ${words.baht}: ${item.refused || words.notyet}`);
    note.append(text);
    if (item.refused) {
      const button = Object.assign(document.createElement("button"), { className: "act quiet tight", type: "button", textContent: words.forget });
      button.addEventListener("click", () => {
        drop(item.key);
        tell();
      });
      note.append(button);
    }
    box.append(note);
  }
}

async function go() {
  tell();
  const here = waiting().find((item) => item.url === location.pathname && !item.refused);
  if (here && form) away(here);
  const sent = await flush(words.token);
  if (here && sent.some((done) => done.item.key === here.key && done.state === "sent")) {
    location.assign(form.dataset.receipt);
  } else if (sent.length) {
    if (document.getElementById("income-queue")) location.reload();
    for (const done of sent) if (here && done.state === "refused") reasons(done.reasons);
  }
}

if (person()) {
  addEventListener("online", go);
  go();
}
