// Stamps of the villages where this phone checked in: kept here only, in the browser's own store.
const STORE = "withi.stamps";
const MOST = 500;

function stamps() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keep(stamp) {
  const others = stamps().filter(({ place, day }) => place !== stamp.place || day !== stamp.day);
  try {
    localStorage.setItem(STORE, JSON.stringify([stamp, ...others].slice(0, MOST)));
  } catch {
    // a browser that keeps nothing: the check-in counts all the same
  }
}

function rowOf(template, { place, name, area, day }) {
  const row = template.content.cloneNode(true);
  const link = row.querySelector("a");
  link.href += `${encodeURIComponent(place)}/`;
  link.textContent = name;
  row.querySelector("img").src = `/cloth/${encodeURIComponent(area)}-3.svg`;
  const time = row.querySelector("time");
  time.dateTime = day;
  const shown = new Date(`${day}T00:00`);
  time.textContent = Number.isNaN(shown.getTime())
    ? day
    : shown.toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : "th-TH", { dateStyle: "long" });
  return row;
}

function show(list) {
  const found = stamps();
  list.replaceChildren(...found.map((stamp) => rowOf(document.querySelector("template[data-row]"), stamp)));
  list.hidden = found.length === 0;
  document.querySelector("[data-empty]").hidden = found.length > 0;
  document.querySelector("[data-forget]").hidden = found.length === 0;
}

const stamp = document.querySelector("[data-stamp]");
if (stamp) keep({ place: stamp.dataset.stamp, name: stamp.dataset.name, area: stamp.dataset.area, day: stamp.dataset.day });

const list = document.querySelector("[data-stamps]");
if (list) {
  show(list);
  document.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(STORE);
    show(list);
  });
}
