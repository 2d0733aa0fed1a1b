"""Writes tiny packages to which the checkers of tools/ are applied, so that each rule is shown to bite."""

from pathlib import Path

FLOORS = ("config", "faces", "work", "registers", "ground", "kit")
GOOD = {
    "registers/shops/README.md": "# Shops (ร้าน)\n\nPlaces that sell.\n",
    "registers/shops/models.py": "from withi.ground.web.fields import Code\n\nShop = Code\n",
    "registers/shops/rules.py": "from withi.kit.money import baht\n\nfare = baht\n",
    "registers/shops/access.py": "from withi.registers.shops.models import Shop\n\nload = Shop\n",
    "registers/shops/actions.py": "from withi.registers.shops.access import load\n\nsell = load\n",
    "registers/shops/views.py": "from withi.registers.shops.actions import sell\n\npage = sell\n",
    "registers/goods/README.md": "# Goods (สินค้า)\n\nThings in shops.\n",
    "registers/goods/models.py": "from withi.registers.shops.models import Shop\n\nGood = Shop\n",
    "ground/web/README.md": "# Web (หน้าเว็บ)\n\nParts of pages.\n",
    "ground/web/fields.py": "Code = str\n",
    "ground/trail/README.md": "# Trail (ร่องรอย)\n\nWho did what.\n",
    "ground/trail/models.py": "from withi.ground.web.fields import Code\n\nEntry = Code\n",
    "kit/money.py": "def baht() -> str:\n    return '1'\n",
    "config/urls.py": "from withi.registers.shops.views import page\n\nroot = page\n",
}


def build(root: Path, files: dict[str, str]) -> Path:
    """The good house with some files added, replaced or, where the text is empty, as empty files; answers `withi`."""
    package = root / "withi"
    for path, text in {**GOOD, **files}.items():
        target = package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for folder in {package, *(path.parent for path in package.rglob("*.py"))}:
        (folder / "__init__.py").touch()
        if package not in (folder, folder.parent):
            (folder.parent / "__init__.py").touch()
    return package
