#!/usr/bin/env python
"""Gyre's commands. `manage.py help` lists them; each takes --data DIR."""

import io
import sys

from django.core.management import execute_from_command_line

from labeling.core import bootstrap
from labeling.core.postgres.errors import PostgresProblem


def main() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # progress is seen at once, in a pipe too
    try:
        arguments = bootstrap.prepare(sys.argv)
    except PostgresProblem as problem:
        raise SystemExit(f"manage.py: {problem}") from problem
    try:
        execute_from_command_line(arguments)
    finally:
        bootstrap.release()


if __name__ == "__main__":
    main()
