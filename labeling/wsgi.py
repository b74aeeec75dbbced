"""The server entry: gunicorn labeling.wsgi, loaded once before the workers are forked."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labeling.settings.production")
application = get_wsgi_application()
resolve("/livez")  # every view is imported now, so that the workers share its memory
gc.collect()
gc.freeze()  # what is loaded stays: no worker walks through it again, nor copies its pages
