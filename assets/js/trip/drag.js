// A stop is taken by its grip, with a finger or a mouse, and set down elsewhere; the server times the days anew.
// Nothing moves in the page until then: the stop follows the pointer, a yellow line shows where it would stand.
// The buttons "earlier" and "later" do the same by keyboard.
const ROAD = ".trip-road";
const EDGE = 72;
let held = null;

// At once, though the page scrolls smoothly elsewhere: the pointer stands still meanwhile.
const shift = (top) => scrollBy({ top, behavior: "instant" });
const stopsOf = (road, but) => [...road.children].filter((row) => row.id.startsWith("stop-") && row !== but);

function begin(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || held || event.button || document.querySelector(".htmx-request")) return;
  event.preventDefault();
  const row = grip.closest("li");
  const before = row.getBoundingClientRect().top;
  document.body.classList.add("moving");
  shift(row.getBoundingClientRect().top - before);
  row.classList.add("held");
  grip.setPointerCapture(event.pointerId);
  held = { row, grip, id: event.pointerId, from: event.clientY + scrollY, before: null };
}

function aim(over, y) {
  const road = over.parentNode;
  const box = over.getBoundingClientRect();
  const isLast = over === road.lastElementChild;
  const isFirst = over === road.firstElementChild;
  return isLast || (!isFirst && y < box.top + box.height / 2) ? over : over.nextElementSibling;
}

function move(event) {
  if (held?.id !== event.pointerId) return;
  if (event.clientY < EDGE) shift(-12);
  else if (event.clientY > innerHeight - EDGE) shift(12);
  held.row.style.transform = `translateY(${event.clientY + scrollY - held.from}px)`;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(`${ROAD} > li`);
  if (!over) return;
  held.before?.classList.remove("here");
  held.before = aim(over, event.clientY);
  held.before.classList.add("here");
}

function end(event) {
  if (held?.id !== event.pointerId) return;
  const { row, before } = held;
  const above = row.getBoundingClientRect().top;
  // htmx carries attributes over, and the policy refuses even an empty style; Chromium removes only one that was read.
  if (row.getAttribute("style") !== null) row.removeAttribute("style");
  row.classList.remove("held");
  before?.classList.remove("here");
  document.body.classList.remove("moving");
  held = null;
  if (event.type === "pointerup" && before && before !== row) set_down(row, before);
  else shift(row.getBoundingClientRect().top - above);
}

function set_down(row, before) {
  const road = before.parentNode;
  const others = stopsOf(road, row);
  const at = others.includes(before) ? others.indexOf(before) : others.length;
  if (road === row.parentNode && stopsOf(road).indexOf(row) === at) return;
  const form = row.querySelector("form");
  const day = [...document.querySelectorAll(ROAD)].indexOf(road);
  const values = { step: "place", day, at };
  htmx.ajax("POST", form.getAttribute("action"), { source: form, target: "#trip", select: "#trip", swap: "outerHTML", values }).then(() => {
    document.getElementById(row.id)?.scrollIntoView({ block: "center" });
  });
}

export function drags() {
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => {
    if (held && event.key === "Escape") end({ type: "pointercancel", pointerId: held.id });
  });
}
