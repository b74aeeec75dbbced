"""One machine, plain HTTP on the loopback. `manage.py` fills in what the environment leaves out."""

from labeling.settings.base import *  # noqa: F403
