// The calm lines above a form: what was typed before, and what happens in other tabs.
import { csrf } from "./session.js";

// `rest` holds back and waits out what the form itself is about to keep: a text thrown away must not come again.
export function lines(paper, rest) {
  const box = paper.form.querySelector("[data-kept]");
  const part = (name) => paper.form.querySelector(`template[data-${name}]`).content;

  const line = (tab) => box.querySelector(`[data-line][data-tab="${tab}"]:not([data-taken])`);
  const hush = (name) => box.querySelector(`[data-say="${name}"]`)?.remove();

  function say(name) {
    hush(name);
    box.append(part("says").querySelector(`[data-say="${name}"]`).cloneNode(true));
  }

  function add({ key, at }, tab) {
    box.querySelector(`[data-line="${key}"]:not([data-taken])`)?.remove();
    const fresh = part("pattern").firstElementChild.cloneNode(true);
    Object.assign(fresh.dataset, { line: key, tab });
    fresh.querySelector("[data-at]").textContent = at;
    const url = new URL(paper.dataset.address, location.href);
    url.searchParams.set("draft", key);
    fresh.querySelector("[data-take]").href = url;
    fresh.querySelector("[data-drop]").search = `?key=${key}`;
    box.prepend(fresh);
  }

  box.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-drop]");
    if (!link) return;
    event.preventDefault();
    const shown = link.closest("[data-line]");
    if ("taken" in shown.dataset) await rest();
    const body = new URLSearchParams({ key: shown.dataset.line, csrfmiddlewaretoken: csrf() });
    const answer = await fetch(link.pathname, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer?.type !== "opaqueredirect") return location.assign(link.href);
    box.dispatchEvent(new CustomEvent("dropped", { bubbles: true, detail: "taken" in shown.dataset }));
    shown.remove();
  });

  return { line, say, hush, add };
}
