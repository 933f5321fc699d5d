"""The browser of the browser tests: found, or installed where that is allowed."""

import os
import shutil
import subprocess
from pathlib import Path

from doc_portal.launch.places import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")


def find():
    """The path of a Chromium on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    caches = (Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright")
    for cache in caches:
        for pattern in PLAYWRIGHT:
            for path in sorted(cache.glob(pattern), reverse=True):
                return str(path)
    return None


def find_or_install():
    """As root on a Debian system a missing Chromium is installed."""
    path = find()
    if path or os.getuid() or not shutil.which("apt-get"):
        return path
    say("Installing Chromium for the browser tests …")
    quiet = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], **quiet)
    return find()


def announce_absence():
    for line in (
        "*" * 78,
        "*  NO CHROMIUM FOUND: THE BROWSER TESTS ARE SKIPPED.",
        "*  Install it (Debian, Ubuntu: apt install chromium) and run ./portal test again.",
        "*" * 78,
    ):
        say(line)
