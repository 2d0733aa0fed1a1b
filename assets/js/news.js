// An article's page: the reader is counted once the page is really seen, and its address can be copied.
const counted = document.querySelector("[data-readers]");

async function count() {
  const answer = await fetch(counted.dataset.readers, { method: "POST", credentials: "omit" }).catch(() => null);
  if (!answer?.ok) return;
  const { today, total } = await answer.json();
  counted.querySelector("[data-today]").textContent = today;
  counted.querySelector("[data-total]").textContent = total;
}

function countWhenSeen() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", countWhenSeen);
  setTimeout(count, 1500);
}

if (counted && !navigator.webdriver) {
  document.addEventListener("visibilitychange", countWhenSeen);
  countWhenSeen();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const said = button.closest("section").querySelector('[role="status"]');
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    said.textContent = done ? said.dataset.copied : said.dataset.uncopied;
  });
}
