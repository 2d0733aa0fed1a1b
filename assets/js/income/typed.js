// What is half typed in a month stays on this phone until it is sent. It goes with the person who signs out.
import { forget, keyIn, put, read } from "../drafts/outbox.js";
import { person } from "./queue.js";

const OWN = ["csrfmiddlewaretoken", "key"];
const keyOf = (path) => keyIn(person(), "month", path.replace(/^\/en(?=\/)/, ""));
const typed = (form) => [...new FormData(form)].filter(([name]) => !OWN.includes(name));

// Puts fields back into the boxes, and opens what they stand in.
export function fill(form, fields) {
  for (const [name, value] of fields) {
    if (OWN.includes(name)) continue;
    for (const found of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (found.type === "radio") found.checked = found.value === value;
      else found.value = value;
      if (value) found.closest("details")?.setAttribute("open", "");
    }
  }
}

export const forgetTyped = (path) => forget(keyOf(path));

// Keeps what differs from the page as it came; gives back whether something typed before stands in the boxes again.
export function keepTyped(form) {
  const path = location.pathname;
  const came = JSON.stringify(typed(form));
  const revision = form.elements.namedItem("revision")?.value ?? "";
  const kept = JSON.parse(read(keyOf(path))?.text ?? "null");
  const fits = kept !== null && kept.revision === revision;
  if (kept !== null && !fits) forgetTyped(path);
  if (fits) fill(form, kept.fields);
  const isBack = fits && JSON.stringify(typed(form)) !== came;
  form.addEventListener("input", () => {
    const fields = typed(form);
    if (JSON.stringify(fields) === came) forgetTyped(path);
    else put(keyOf(path), JSON.stringify({ revision, fields }));
  });
  return isBack;
}
