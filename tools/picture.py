"""Makes the README's picture again: the public site with the demonstration province, as a guest sees it today."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright
from run_tests import chromium

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "home.png"
PORT = 8047
WIDTH, HEIGHT = 1280, 1060
PATIENCE_SECONDS = 60


def main() -> int:
    """Load the demonstration into a folder of its own, serve it, take the picture."""
    browser = chromium()
    if browser is None:
        sys.stderr.write("No Chromium here: apt-get install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"WITHI_VAR": folder, "WITHI_DEMO": "1", "WITHI_WORKERS": "1"}
        for words in (["migrate", "--noinput", "-v0"], ["demo", "--if-empty"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(PORT)], cwd=ROOT, env=environment
        )
        try:
            take(str(browser))
        finally:
            server.terminate()
            server.wait()
    return 0


def take(browser: str) -> None:
    """Wait for the server, then keep what the first screen shows."""
    address = f"http://localhost:{PORT}/"
    wait_for(address)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chrome.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=PICTURE)
        chrome.close()


def wait_for(address: str) -> None:
    for _ in range(PATIENCE_SECONDS * 4):
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise TimeoutError(address)


if __name__ == "__main__":
    sys.exit(main())
