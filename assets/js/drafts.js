// What people type is kept until it is saved (drafts/form.js). On every page of the desk: what is over goes.
import { clear, forget, sending, sweep, tab } from "./drafts/outbox.js";
import { tell } from "./drafts/tabs.js";

sweep(document.body.dataset.person ?? "");

const [, name, saved] = document.cookie.match(/(?:^|; )((?:__Host-)?withi_saved)=([0-9a-z]+)/) ?? [];
if (saved) document.cookie = `${name}=; path=/; max-age=0; samesite=lax${name.startsWith("_") ? "; secure" : ""}`;
if (saved && saved === tab()) {
  const key = sending();
  forget(key);
  tell({ kind: "saved", key });
}

for (const out of document.querySelectorAll('form[action$="/accounts/logout/"]')) out.addEventListener("submit", clear);
