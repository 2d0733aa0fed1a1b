// The map's own layers, in the colours of the page: land, borders, ways, places, and names in the page's font.
const root = getComputedStyle(document.documentElement);
const colour = (name) => root.getPropertyValue(`--${name}`).trim();
const field = () => getComputedStyle(document.body).getPropertyValue("--field").trim() || colour("ink");
const level = (number) => ["==", ["get", "level"], number];
// From this scale on the provinces' own outlines are too rough to stand beside borders that were loaded.
const ROUGH = 7.5;
const AREA = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]];
const POINT = ["==", ["geometry-type"], "Point"];

function names(id, source, filter, face, size, more = {}) {
  return {
    id,
    type: "symbol",
    source,
    filter,
    ...more.zoom,
    layout: { "text-field": ["get", "name"], "text-font": [face], "text-size": size, "text-max-width": 9, "text-line-height": 1.5, ...more.layout },
    paint: { "text-color": more.colour ?? colour("ink"), "text-halo-color": colour("wall"), "text-halo-width": 2 },
  };
}

function land(base, outlines) {
  const line = colour("line-2");
  const fine = outlines.features.some((one) => one.properties.level > 2);
  const fill = { id: "land", type: "fill", source: "land", filter: ["all", AREA, level(2)], paint: { "fill-color": colour("wall") } };
  const border = (id, number, width, dash) => ({
    id, type: "line", source: "land", filter: ["all", AREA, level(number)], paint: { "line-color": line, "line-width": width, ...(dash && { "line-dasharray": dash }) },
  });
  const borders = [border("tambons", 6, 0.8, [2, 2]), border("districts", 4, 1.2), ...(base ? [] : [{ ...border("provinces", 2, 2), ...(fine && { maxzoom: ROUGH }) }])];
  return base ? borders : [fill, ...borders];
}

function areas(face) {
  const soft = { colour: colour("ink-2") };
  return [
    names("tambon-names", "land", ["all", POINT, level(6)], face, 13, { ...soft, zoom: { minzoom: 9.5 } }),
    names("district-names", "land", ["all", POINT, level(4)], face, 15, { ...soft, zoom: { minzoom: 7.5, maxzoom: 11 } }),
    names("province-names", "land", ["all", POINT, level(2)], face, 16, { ...soft, zoom: { maxzoom: 8.5 } }),
  ];
}

// The numbers on the stones; a stone without one keeps names off all the same.
function stones(face, numbered) {
  return {
    id: "stones", type: "symbol", source: "places", filter: POINT,
    layout: { "text-field": ["case", numbered, ["get", "number"], "●"], "text-font": [face], "text-size": 14, "text-allow-overlap": true, "text-padding": 7 },
    paint: { "text-color": colour("ink"), "text-opacity": ["case", numbered, 1, 0] },
  };
}

function places(face) {
  const ink = colour("ink");
  const numbered = ["!=", ["coalesce", ["get", "number"], ""], ""];
  const radius = ["case", ["==", ["get", "kind"], "home"], 11, numbered, 15, 7];
  return [
    { id: "ways", type: "line", source: "places", filter: ["==", ["geometry-type"], "LineString"], layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": field(), "line-width": 4 } },
    { id: "places", type: "circle", source: "places", filter: POINT, paint: { "circle-radius": radius, "circle-color": ["case", ["==", ["get", "kind"], "home"], colour("jack"), numbered, colour("board"), field()], "circle-stroke-color": ink, "circle-stroke-width": 2.5 } },
    names("names", "places", POINT, face, 17, { layout: { "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 1.2, "text-justify": "auto", "text-max-width": 11 } }),
    stones(face, numbered),
  ];
}

export function layersOf({ places: found, land: outlines, base, face }) {
  return {
    version: 8,
    sources: { land: { type: "geojson", data: outlines }, places: { type: "geojson", data: found }, ...base?.sources },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("sand") } },
      ...(base?.layers ?? []),
      ...land(base, outlines),
      ...(base?.names(names, face) ?? areas(face)),
      ...places(face),
    ],
  };
}
