"""The portal's settings and what only a benchmark adds: the bare view, and a count of queries on demand."""

from pathlib import Path

from doc_portal.settings import *  # noqa: F403
from doc_portal.settings import MIDDLEWARE as PORTAL_MIDDLEWARE
from doc_portal.settings import PRODUCTION, TEMPLATES

if PRODUCTION:
    raise RuntimeError("Benchmarks do not run in production (PORTAL_ENV=production).")

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.counting.QueryCount", *PORTAL_MIDDLEWARE]
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
