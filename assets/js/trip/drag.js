// A stop is taken by its grip, with a finger or a mouse, and set down elsewhere; the server times the days anew.
// `road` are the lists of days, `framed` whether each begins and ends with a row that is no stop, `send` what is done,
// `rows` how the ids of rows begin, `apart` whether each stays in its own list.
// Nothing moves in the page until then: the stop follows the pointer, a yellow line shows where it would stand.
// The buttons "earlier" and "later" do the same by keyboard.
const EDGE = 72;
let held = null;
let ways = null;

// At once, though the page scrolls smoothly elsewhere: the pointer stands still meanwhile.
const shift = (top) => scrollBy({ top, behavior: "instant" });
const stopsOf = (road, but) => [...road.children].filter((row) => row.id.startsWith(ways.rows ?? "stop-") && row !== but);

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
  held = { row, grip, id: event.pointerId, from: event.clientY + scrollY, road: null, before: null };
}

function aim(over, y) {
  const road = over.parentNode;
  const box = over.getBoundingClientRect();
  const isLast = ways.framed && over === road.lastElementChild;
  const isFirst = ways.framed && over === road.firstElementChild;
  return isLast || (!isFirst && y < box.top + box.height / 2) ? over : over.nextElementSibling;
}

function move(event) {
  if (held?.id !== event.pointerId) return;
  if (event.clientY < EDGE) shift(-12);
  else if (event.clientY > innerHeight - EDGE) shift(12);
  held.row.style.transform = `translateY(${event.clientY + scrollY - held.from}px)`;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(`${ways.road} > li`);
  if (!over || (ways.apart && over.parentNode !== held.row.parentNode)) return;
  unmark();
  held.road = over.parentNode;
  held.before = aim(over, event.clientY);
  (held.before ?? held.road.lastElementChild).classList.add(held.before ? "here" : "below");
}

function unmark() {
  for (const row of document.querySelectorAll(".here, .below")) row.classList.remove("here", "below");
}

function end(event) {
  if (held?.id !== event.pointerId) return;
  const { row, road, before } = held;
  const above = row.getBoundingClientRect().top;
  // htmx carries attributes over, and the policy refuses even an empty style; Chromium removes only one that was read.
  if (row.getAttribute("style") !== null) row.removeAttribute("style");
  row.classList.remove("held");
  unmark();
  document.body.classList.remove("moving");
  held = null;
  if (event.type === "pointerup" && road && before !== row) set_down(row, road, before);
  else shift(row.getBoundingClientRect().top - above);
}

function set_down(row, road, before) {
  const others = stopsOf(road, row);
  const at = others.includes(before) ? others.indexOf(before) : others.length;
  if (road === row.parentNode && stopsOf(road).indexOf(row) === at) return;
  const day = [...document.querySelectorAll(ways.road)].indexOf(road);
  ways.send(row, { step: "place", day, at });
}

export function drags(told) {
  ways = told;
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => {
    if (held && event.key === "Escape") end({ type: "pointercancel", pointerId: held.id });
  });
}
