"""How gunicorn serves the portal. The figures are those measured for two cores: threads survive a killed
worker best, and workers x threads stay far below the database's 100 connections."""

import gc
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = 3
threads = 4
graceful_timeout = 30
preload_app = True  # loaded once and forked: a start, and the way back of a killed process, take a third of the work
max_requests = 2000
max_requests_jitter = 200
accesslog = None
errorlog = "-"  # ./portal run keeps it in log/web.log of the data folder
control_socket_disable = True
# Whom to believe about the scheme and the address is said once, by TRUSTED_PROXIES (core/middleware.py). gunicorn's own
# list holds this machine, so that anyone behind a proxy here could name the scheme, and the path with PATH_INFO.
forwarded_allow_ips = ""
secure_scheme_headers = {}


def when_ready(server):
    """Leave what was loaded before the fork to itself: a collection then neither walks nor copies it."""
    gc.collect()
    gc.freeze()


def post_fork(server, worker):
    """Collect less often: a page makes some ten thousand objects, nearly all gone with it."""
    gc.set_threshold(20_000, 20, 50)
