// Months that could not be sent yet lie on this phone, each under its own id; the server answers an id once and for all.
const NAME = "withi-income";
const PATIENCE = 15000;

const all = () => {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? [];
  } catch {
    return [];
  }
};
const keep = (items) => localStorage.setItem(NAME, JSON.stringify(items));

export const person = () => document.body.dataset.person ?? "";
export const waiting = () => all().filter((item) => item.person === person());
export const put = (item) => keep([...all().filter((other) => other.key !== item.key), item]);
export const drop = (key) => keep(all().filter((item) => item.key !== key));

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// The form's token that is good now; null without network, "" where another person, or nobody, is signed in.
export async function token(url) {
  if (!navigator.onLine) return null;
  const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!told) return null;
  return String(told.person) === person() ? told.csrf : "";
}

// Sends one item: "sent" (with the receipt), "refused" (with the reasons), or "away".
export async function send(item, csrf) {
  const body = new URLSearchParams([...item.fields, ["send", "1"], ["csrfmiddlewaretoken", csrf]]);
  const headers = { accept: "application/json" };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(item.url, { method: "POST", body, headers, signal }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.redirected || answer.status === 401) return { state: "away" };
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) {
    drop(item.key);
    return { state: "sent", ...told };
  }
  const reasons = told?.problems?.map((problem) => problem.message) ?? [String(answer.status)];
  put({ ...item, refused: reasons.join(" ") });
  return { state: "refused", reasons };
}

// Everything of this person that waits, the oldest first; what was refused waits for the person to look at it.
export async function flush(url) {
  const items = waiting().filter((item) => !item.refused);
  if (!items.length) return [];
  const csrf = await token(url);
  if (!csrf) return [];
  const done = [];
  for (const item of items) done.push({ item, ...(await send(item, csrf)) });
  return done;
}
