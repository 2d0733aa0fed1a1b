// The operator's base map: one PMTiles file, of pictures or of vector tiles in the layers of Protomaps or OpenMapTiles.
import { addProtocol } from "../../vendor/maplibre-gl.mjs";
import { PMTiles, Protocol } from "../../vendor/pmtiles.mjs";

const MVT = 1;
const FILLS = [["earth", "#fbf8f1"], ["land", "#fbf8f1"], ["landcover", "#e6ead6"], ["landuse", "#ece7d8"], ["park", "#dfe7cc"], ["ocean", "#cfdfe4"], ["water", "#cfdfe4"]];
const LINES = [["waterway", "#b5cdd5", 1], ["boundary", "#7d6f63", 1], ["boundaries", "#7d6f63", 1], ["transportation", "#c9b79a", 1.4], ["roads", "#c9b79a", 1.4]];
const NAMES = ["places", "place"];
const shape = (kind) => ["in", ["geometry-type"], ["literal", [kind, `Multi${kind}`]]];

function vector(metadata) {
  const has = new Set((metadata.vector_layers ?? []).map((layer) => layer.id));
  const layer = (name, type, rest) => ({ id: `base-${type}-${name}`, type, source: "base", "source-layer": name, ...rest });
  const lang = document.documentElement.lang === "en" ? "en" : "th";
  return {
    layers: [
      ...FILLS.filter(([name]) => has.has(name)).map(([name, tone]) => layer(name, "fill", { filter: shape("Polygon"), paint: { "fill-color": tone } })),
      ...LINES.filter(([name]) => has.has(name)).map(([name, tone, wide]) => layer(name, "line", { filter: shape("LineString"), paint: { "line-color": tone, "line-width": wide } })),
    ],
    names: (made, face) => NAMES.filter((name) => has.has(name)).map((name) => ({
      ...made(`base-names-${name}`, "base", shape("Point"), face, 14, {
        layout: { "text-field": ["coalesce", ["get", `name:${lang}`], ["get", "name"]] },
      }),
      "source-layer": name,
    })),
  };
}

export async function base(address) {
  const url = new URL(address, location.href).href;
  const file = new PMTiles(url);
  const protocol = new Protocol();
  protocol.add(file);
  addProtocol("pmtiles", protocol.tile);
  const [header, metadata] = await Promise.all([file.getHeader(), file.getMetadata()]);
  if (header.tileType === MVT) return { sources: { base: { type: "vector", url: `pmtiles://${url}` } }, ...vector(metadata) };
  return {
    sources: { base: { type: "raster", url: `pmtiles://${url}`, tileSize: 256 } },
    layers: [{ id: "base", type: "raster", source: "base" }],
    names: () => [],
  };
}
