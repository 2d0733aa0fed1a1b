// What a community has is dragged by its grip among its kind; the buttons of each row do the same by keyboard.
import { drags } from "./trip/drag.js";

function send(row, { step, at }) {
  const form = row.querySelector("form[data-move]");
  for (const [name, value] of Object.entries({ step, at })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

document.body.classList.add("drags");
drags({ road: "#assets .menu", rows: "asset-", apart: true, framed: false, send });
