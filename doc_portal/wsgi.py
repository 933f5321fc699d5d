"""The callable that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from doc_portal.core.checks import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doc_portal.settings")

application = get_wsgi_application()
refuse_to_start()
