// What has not reached the server yet, on this device: one entry for each person, tab and form.
const HEAD = "withi.draft:";
const LASTS = 14 * 24 * 3600 * 1000;
const TAB = "withi.tab";
const SENDING = "withi.sending";

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(HEAD));

export function tab() {
  return sessionStorage.getItem(TAB) ?? anotherTab();
}

// A duplicated tab brings the name of the first along.
export function anotherTab() {
  const name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(TAB, name);
  return name;
}

export const keyIn = (person, place, address) => `${HEAD}${person}:${place}:${address}`;
export const keyOf = (person, address) => keyIn(person, tab(), address);
export const read = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
export const forget = (key) => key && localStorage.removeItem(key);

export function put(key, text) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), text }));
  } catch {
    // The device has no room: the server keeps it as soon as it is reached.
  }
}

// Entries of this person and form, whichever tab they come from.
export function waiting(person, address) {
  return keys().filter((key) => key.startsWith(`${HEAD}${person}:`) && key.slice(HEAD.length).split(":").slice(2).join(":") === address);
}

export function sending(key) {
  if (key) sessionStorage.setItem(SENDING, key);
  return sessionStorage.getItem(SENDING);
}

// Nothing stays for the next person at a shared computer, and nothing stays for ever.
export function sweep(person) {
  for (const key of keys()) {
    const isOther = person && !key.startsWith(`${HEAD}${person}:`);
    if (isOther || Date.now() - (read(key)?.at ?? 0) > LASTS) forget(key);
  }
}

export function clear() {
  keys().forEach(forget);
  sessionStorage.removeItem(TAB);
}
