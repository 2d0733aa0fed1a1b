// Deciding with one key a row: the row's own buttons are pressed, so that everything works without keys too.
const list = document.getElementById("verdicts");
const undone = [];
const wished = new Set();
let at = "";

const rows = () => [...(list?.querySelectorAll("[data-item]") ?? [])];
const isOpen = (row) => Boolean(row.querySelector('[data-key="1"]')) && !row.dataset.sent;
const current = () => document.activeElement?.closest?.("[data-item]") ?? document.getElementById(at);

function stand(row) {
  if (!row) return;
  at = row.id;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function after(row) {
  const all = rows();
  const place = all.indexOf(row);
  return all.slice(place + 1).find(isOpen) ?? all.slice(0, Math.max(place, 0)).find(isOpen);
}

function leave(row) {
  const next = after(row);
  if (next) return stand(next);
  at = row.id;
  (document.querySelector('.pages [rel="next"]') ?? row).focus();
}

function move(row, step) {
  const all = rows();
  const place = row ? all.indexOf(row) + step : 0;
  stand(all[Math.min(Math.max(place, 0), all.length - 1)]);
}

function press(row, key) {
  const button = row?.querySelector(`[data-key="${key}"]`);
  if (!button || row.dataset.sent) return;
  if (key === "0") return leave(row);
  row.dataset.sent = key;
  button.click();
  if (key !== "u") {
    undone.push(row.id);
    leave(row);
  } else stand(row);
}

// The answer of a row is on its way, or has come and is not yet at work.
const isWaited = (row) => Boolean(row?.dataset.sent) || Boolean(row?.classList.contains("htmx-added"));

// What is undone before its answer has come, is undone when it comes.
function undo(row) {
  const last = row?.querySelector('[data-key="u"]') ? row : document.getElementById(undone.pop() ?? "");
  if (isWaited(last)) wished.add(last.id);
  else press(last, "u");
}

// By the place of the key, not by what is printed on it: a Thai keyboard has other letters there.
const keys = {
  ArrowDown: (row) => move(row, 1), KeyJ: (row) => move(row, 1),
  ArrowUp: (row) => move(row, -1), KeyK: (row) => move(row, -1),
  KeyS: (row) => press(row, "0"), KeyU: undo,
};
for (const digit of ["0", "1", "2", "3"]) {
  keys[`Digit${digit}`] = keys[`Numpad${digit}`] = (row) => press(row, digit);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.repeat && !event.code.startsWith("Arrow")) return;
  const act = keys[event.code];
  if (!act || !list || event.target.closest("input, select, textarea, summary")) return;
  event.preventDefault();
  act(current() ?? rows().find(isOpen));
});

// A button pressed with the pointer goes away with its row: the next open row takes the focus.
list?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-key]");
  if (!button || event.detail === 0) return;
  const row = button.closest("[data-item]");
  at = (button.dataset.key === "u" ? row : after(row) ?? row).id;
  if (button.dataset.key !== "u" && button.value) undone.push(row.id);
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) document.getElementById(at)?.focus({ preventScroll: true });
  for (const row of rows().filter((one) => wished.has(one.id) && !isWaited(one))) {
    wished.delete(row.id);
    press(row, "u");
  }
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const row = event.target.closest?.("[data-item]");
  if (!row) return;
  delete row.dataset.sent;
  if (!event.detail.successful) wished.delete(row.id);
});
