// A trip's page: stops are dragged, enquiries copied, and once opened all of it opens without network.
import { offers } from "./copy.js";
import { drags } from "./trip/drag.js";
import { keeps } from "./trip/offline.js";

function send(row, values) {
  const form = row.querySelector("form");
  htmx.ajax("POST", form.getAttribute("action"), { source: form, target: "#trip", select: "#trip", swap: "outerHTML", values }).then(() => {
    document.getElementById(row.id)?.scrollIntoView({ block: "center" });
  });
}

// What needs this script is offered where it runs, also in a trip that has just come in.
function offer() {
  offers();
  keeps(document.getElementById("trip"));
}

document.body.classList.add("drags");
drags({ road: ".trip-road", framed: true, send });
offer();
document.body.addEventListener("htmx:afterSettle", offer);
