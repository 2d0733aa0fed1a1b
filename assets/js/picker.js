// The place picker: a text field that works alone becomes a combobox with a list of whole paths.
const WAIT = 140;
const SHORTEST = 2;

const parts = (picker) => ({
  text: picker.querySelector('input[type="text"]'),
  code: picker.querySelector('input[type="hidden"]'),
  status: picker.querySelector('[role="status"]'),
});

function listOf(picker) {
  let list = picker.querySelector('[role="listbox"]');
  if (list) return list;
  const { text } = parts(picker);
  list = document.createElement("ul");
  list.id = `${text.id || text.name}_list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  text.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) text.setAttribute(name, value);
  return list;
}

function show(picker, open) {
  const { text } = parts(picker);
  const list = listOf(picker);
  list.hidden = !open;
  text.setAttribute("aria-expanded", String(open));
  if (!open) text.removeAttribute("aria-activedescendant");
}

function point(picker, option) {
  const { text } = parts(picker);
  for (const other of listOf(picker).querySelectorAll('[role="option"]')) {
    other.setAttribute("aria-selected", String(other === option));
  }
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function choose(picker, option) {
  const { text, code } = parts(picker);
  text.value = option.dataset.text;
  code.value = option.dataset.code;
  picker.querySelector(".choices")?.remove();
  show(picker, false);
  code.dispatchEvent(new Event("change", { bubbles: true }));
}

async function suggest(picker, words) {
  const { text, status } = parts(picker);
  const url = new URL(picker.dataset.picker, location.href);
  url.searchParams.set("q", words);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || text.value.trim() !== words) return;
  const list = listOf(picker);
  list.innerHTML = await answer.text();
  const found = list.querySelectorAll('[role="option"]').length;
  status.textContent = found ? status.dataset.some : status.dataset.none;
  show(picker, document.activeElement === text);
}

function step(picker, by) {
  const options = [...listOf(picker).querySelectorAll('[role="option"]')];
  if (!options.length) return;
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  point(picker, options[(at + by + options.length + (at < 0 && by < 0 ? 1 : 0)) % options.length]);
}

const pickerOf = (event) => event.target.closest?.("[data-picker]");
let timer;

document.addEventListener("focusin", (event) => {
  const picker = pickerOf(event);
  if (picker && event.target.type === "text") listOf(picker);
});

document.addEventListener("input", (event) => {
  const picker = pickerOf(event);
  if (!picker || event.target.type !== "text") return;
  parts(picker).code.value = "";
  const words = event.target.value.trim();
  clearTimeout(timer);
  if (words.length < SHORTEST) show(picker, false);
  else timer = setTimeout(() => suggest(picker, words), WAIT);
});

document.addEventListener("keydown", (event) => {
  const picker = pickerOf(event);
  if (!picker || event.target.type !== "text" || listOf(picker).hidden) return;
  const marked = listOf(picker).querySelector('[aria-selected="true"]');
  const does = {
    ArrowDown: () => step(picker, 1),
    ArrowUp: () => step(picker, -1),
    Escape: () => show(picker, false),
    Enter: marked && (() => choose(picker, marked)),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.('[data-picker] [role="option"]');
  if (!option) return;
  event.preventDefault();
  choose(option.closest("[data-picker]"), option);
});

document.addEventListener("focusout", (event) => {
  const picker = pickerOf(event);
  if (picker && !picker.contains(event.relatedTarget)) show(picker, false);
});
