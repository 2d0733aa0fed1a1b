// The stops of a route on the desk are dragged by their grips; their buttons do the same by keyboard.
import { drags } from "./trip/drag.js";

function send(row, values) {
  const form = row.querySelector("form");
  const days = [...document.querySelectorAll("#stops .road")].map((road) => road.dataset.day);
  for (const [name, value] of Object.entries({ ...values, day: days[values.day] })) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.submit();
}

document.body.classList.add("drags");
drags({ road: "#stops .road", framed: false, send });
