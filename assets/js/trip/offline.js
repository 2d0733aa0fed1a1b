// Once a trip was opened, its page, paper and calendar lie on the phone, and open there without network. Only the trips
// opened last are kept. Paper is fetched once the guest rests, so that no edit costs one.
import { can, forget, keep } from "../offline/kept.js";

const KEPT = "withi-trips-1";
const MOST = 12;
const REST = 2500;
let resting = 0;

const trip = (address) => /\/trips\/([\w-]{16,32})\//.exec(address)?.[1];

async function lay(shown, said) {
  const cache = await keep(KEPT, shown.dataset.worker, shown.dataset.files.split(" "));
  await forget(cache, MOST, trip);
  said.textContent = said.dataset.kept;
}

// Without network nothing can be changed: the buttons say so by themselves.
function away() {
  const said = document.getElementById("kept");
  for (const button of document.querySelectorAll("#trip form button")) button.disabled = !navigator.onLine;
  if (said && !navigator.onLine) said.textContent = said.dataset.away;
}

export function keeps(shown) {
  away();
  if (!can() || !navigator.onLine) return;
  clearTimeout(resting);
  resting = setTimeout(() => lay(shown, document.getElementById("kept")).catch(() => null), REST);
}

addEventListener("online", away);
addEventListener("offline", away);
