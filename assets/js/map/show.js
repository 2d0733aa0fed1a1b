// Draws places over the land with MapLibre. Letters come from the page's own font, so there is no glyph file and Thai
// is drawn as the browser draws it; nothing is asked of any other site unless the operator named a base map.
import { Map, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "../../vendor/maplibre-gl.mjs";
import { layersOf } from "./layers.js";

const FACE = "Sarabun";
const CLOSEST = 13;
const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function boundsOf(places) {
  const at = places.features.filter((one) => one.geometry.type === "Point").map((one) => one.geometry.coordinates);
  const sides = [0, 1].map((axis) => at.map((spot) => spot[axis]));
  return [sides.map((side) => Math.min(...side)), sides.map((side) => Math.max(...side))];
}

// Where a place is touched: its name, what it is, and the way to its page.
function told({ name, text, url }, words) {
  const box = document.createElement("div");
  box.append(Object.assign(document.createElement("b"), { textContent: name }));
  if (text) box.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (url && url !== location.pathname) box.append(Object.assign(document.createElement("a"), { href: url, textContent: words.more }));
  return box;
}

function touches(map, words) {
  map.on("click", "places", (event) => {
    const [place] = event.features;
    new Popup({ maxWidth: "280px", locale: words }).setLngLat(place.geometry.coordinates).setDOMContent(told(place.properties, words)).addTo(map);
  });
  for (const [kind, cursor] of [["mouseenter", "pointer"], ["mouseleave", ""]]) {
    map.on(kind, "places", () => (map.getCanvas().style.cursor = cursor));
  }
}

function creditOf(data, land, words) {
  return [data.credit, land.name && `${words.borders} ${land.name}`].filter(Boolean).join(" · ");
}

export async function show(box, data, words) {
  const [places, land] = await Promise.all([read(data.map), read(data.land), document.fonts.load(`24px ${FACE}`, "กa")]);
  setWorkerUrl(new URL(data.worker, location.href).href);
  const base = data.tiles ? await (await import("./base.js")).base(data.tiles) : null;
  const map = new Map({
    container: box,
    style: layersOf({ places, land, base, face: FACE }),
    bounds: boundsOf(places),
    fitBoundsOptions: { padding: { top: 56, right: 72, bottom: 80, left: 72 }, maxZoom: CLOSEST },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    fadeDuration: STILL ? 0 : 300,
    locale: words,
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({ maxWidth: 120 }));
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  touches(map, words);
  await new Promise((resolve, reject) => {
    map.once("idle", resolve);
    map.once("error", ({ error }) => (map.isStyleLoaded() ? console.warn(error.message) : reject(error)));
  });
  box.dataset.shown = map.queryRenderedFeatures({ layers: ["names"] }).map((one) => one.properties.name).join("|");
  return creditOf(data, land, words);
}
