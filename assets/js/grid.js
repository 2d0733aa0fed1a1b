// The officer's grid: paste from a spreadsheet, keys that go about, and only changed rows are sent.
const form = document.querySelector("form[data-grid]");
const lines = form ? [...form.querySelectorAll("tbody tr:not(.more)")].map((row) => [...row.querySelectorAll("input[type=text]")]) : [];

const place = (input) => {
  const row = lines.findIndex((cells) => cells.includes(input));
  return [row, row < 0 ? -1 : lines[row].indexOf(input)];
};

function count() {
  const typed = lines.filter((cells) => cells.some((cell) => cell.value !== cell.defaultValue)).length;
  const shown = form.querySelector("[data-typed]");
  shown.textContent = typed ? `${typed} / ${lines.length}` : "";
}

function mark(cell) {
  cell.classList.toggle("typed", cell.value !== cell.defaultValue);
}

// Cells of a spreadsheet come as lines of tabs; a quoted cell may hold both, and a quote in it stands twice.
function cells(text) {
  const rows = [[]];
  for (const [, cell, end] of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(/("(?:[^"]|"")*"|[^\t\n]*)(\t|\n|$)/g)) {
    rows.at(-1).push(cell.replace(/^"([^]*)"$/, "$1").replace(/""/g, '"').replace(/\s+/g, " ").trim());
    if (!end) break;
    if (end === "\n") rows.push([]);
  }
  return rows;
}

form?.addEventListener("paste", (event) => {
  const [row, column] = place(event.target);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (row < 0 || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  let outside = 0;
  cells(text).forEach((values, down) => {
    values.forEach((value, right) => {
      const cell = lines[row + down]?.[column + right];
      if (!cell) {
        outside += value ? 1 : 0;
        return;
      }
      cell.value = value;
      mark(cell);
    });
  });
  const note = form.querySelector("[data-outside]");
  note.hidden = !outside;
  note.querySelector("b").textContent = outside;
  // what was pasted is kept like what is typed
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

const WAYS = { Enter: [1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
form?.addEventListener("keydown", (event) => {
  const [row, column] = place(event.target);
  const atEnd = event.target.selectionStart === event.target.value?.length;
  const atStart = event.target.selectionEnd === 0;
  const sideways = event.key === "ArrowRight" && atEnd ? [0, 1] : event.key === "ArrowLeft" && atStart ? [0, -1] : null;
  const way = WAYS[event.key] ?? sideways;
  if (row < 0 || !way || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = lines[row + way[0]]?.[column + way[1]];
  next?.focus();
  next?.select();
});

form?.addEventListener("input", (event) => {
  if (place(event.target)[0] < 0) return;
  mark(event.target);
  count();
});
if (form) {
  for (const cell of lines.flat()) mark(cell);
  count();
}
