"""The model helper on its own.

    python -m activelearning.assist

Settings come from the environment, as for the worker: DJANGO_SETTINGS_MODULE, DATABASE_URL, GYRE_DATA.
`manage.py up` runs one. It ends at SIGTERM.
"""

import os
import signal
import sys
from importlib import import_module
from types import FrameType

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labeling.settings.development")
    django.setup()
    server_module = import_module("activelearning.assist.server")  # needs Django to be set up
    address = import_module("labeling.assist.address")
    server = server_module.Server(address.socket_path())

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
