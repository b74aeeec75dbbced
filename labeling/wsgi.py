"""The server entry: gunicorn labeling.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labeling.settings.production")
application = get_wsgi_application()
