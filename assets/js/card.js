// Once a driver's card was opened it lies on the phone, and opens there without network. Only the cards opened last stay.
import { can, forget, keep } from "./offline/kept.js";

const MOST = 20;
const said = document.getElementById("kept");

async function lay() {
  const cache = await keep("withi-cards-1", said.dataset.worker);
  await forget(cache, MOST, (address) => /\/communities\/\d+\/card\/$/.exec(address)?.[0]);
}

if (can()) {
  const laid = navigator.onLine ? lay() : Promise.resolve();
  laid.then(() => { said.textContent = said.dataset.kept; }).catch(() => null);
}
