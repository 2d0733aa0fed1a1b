// Passing a text on: one button copies it and tells the site so; without it the text is selected by hand.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch {
    text.focus();
    text.select();
    return document.execCommand("copy");
  }
}

async function keep(form) {
  const sent = new FormData(form);
  await fetch(form.action, { method: "POST", body: sent, headers: { "HX-Request": "true" } }).catch(() => null);
}

for (const form of document.querySelectorAll("form[data-chat]")) {
  const text = form.querySelector("textarea");
  const button = form.querySelector("[data-copy]");
  const said = form.querySelector('[role="status"]');
  button.hidden = false;
  form.querySelector("[data-kept]").hidden = true;
  button.addEventListener("click", async () => {
    const done = await copy(text);
    said.textContent = done ? said.dataset.said : said.dataset.unsaid;
    if (done) await keep(form);
    else form.querySelector("[data-kept]").hidden = false;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
