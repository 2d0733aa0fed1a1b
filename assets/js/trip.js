// A trip's page: stops are dragged, enquiries copied, and once opened all of it opens without network.
import { drags } from "./trip/drag.js";
import { keeps } from "./trip/offline.js";

function send(row, values) {
  const form = row.querySelector("form");
  htmx.ajax("POST", form.getAttribute("action"), { source: form, target: "#trip", select: "#trip", swap: "outerHTML", values }).then(() => {
    document.getElementById(row.id)?.scrollIntoView({ block: "center" });
  });
}

async function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    text.focus();
    text.select();
    document.execCommand("copy");
  }
  button.querySelector("[role=status]").textContent = button.dataset.said;
}

// What needs this script is offered where it runs, also in a trip that has just come in.
function offer() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  keeps(document.getElementById("trip"));
}

document.body.classList.add("drags");
document.addEventListener("click", copy);
drags({ road: ".trip-road", framed: true, send });
offer();
document.body.addEventListener("htmx:afterSettle", offer);
