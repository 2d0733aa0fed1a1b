// What people type is kept until it is saved (drafts/form.js). On every page of the desk: what is over goes.
import { clear, forget, sending, sweep, tab } from "./drafts/outbox.js";
import { tell } from "./drafts/tabs.js";

sweep(document.body.dataset.person ?? "");

const saved = document.cookie.match(/(?:^|; )withi_saved=([0-9a-z]+)/)?.[1];
if (saved) document.cookie = "withi_saved=; path=/; max-age=0; samesite=lax";
if (saved && saved === tab()) {
  const key = sending();
  forget(key);
  tell({ kind: "saved", key });
}

for (const out of document.querySelectorAll('form[action$="/accounts/logout/"]')) out.addEventListener("submit", clear);
