"""The machine worker: the only process that loads torch.

    python -m activelearning.worker                  until it is asked to stop
    python -m activelearning.worker --until-empty    until no machine job waits

Settings come from the environment, as for the web: DJANGO_SETTINGS_MODULE, DATABASE_URL, GYRE_DATA.
"""

import argparse
import os
import sys
from importlib import import_module

import django


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m activelearning.worker")
    parser.add_argument("--until-empty", action="store_true", help="Leave when no job waits.")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labeling.settings.development")
    django.setup()
    import_module("activelearning.jobs")  # these need Django to be set up
    import_module("labeling.core.jobs").run_worker("machine", wait=not options.until_empty)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
