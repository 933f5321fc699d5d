"""The callable that gunicorn serves."""

import os

import django

from doc_portal.core.checks import refuse_to_start
from doc_portal.core.handler import PortalHandler, load_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doc_portal.settings")

django.setup(set_prefix=False)
application = PortalHandler()
refuse_to_start()
load_pages()
