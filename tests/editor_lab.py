"""A project of its own for one browser test, made in the stack that runs on a data folder.

python -m tests.editor_lab --data DIR --project NAME [--cases 2] [--shape 24 96 96] ...

Prints one line of JSON: slug, people with passwords, cases with their assignments. `e2e/editor/lab.ts` calls it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

import django

from labeling.core import bootstrap


def main(argv: list[str]) -> None:
    arguments = bootstrap.prepare(argv)
    try:
        django.setup()
        from tests.lab_scene import make_scene  # noqa: PLC0415  needs the settings

        sys.stdout.write(json.dumps(make_scene(_options(arguments[1:]))) + "\n")
    finally:
        bootstrap.release()


def _options(arguments: Sequence[str]) -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", required=True)
    parser.add_argument("--cases", type=int, default=2)
    parser.add_argument("--shape", type=int, nargs=3, default=[24, 96, 96], help="z y x")
    parser.add_argument("--spacing", type=float, nargs=3, default=[3.0, 0.9, 0.9], help="mm, z y x")
    parser.add_argument("--readers", type=int, default=1, help="each gets all cases if --double")
    parser.add_argument("--double", action="store_true", help="two blind reads of each case")
    parser.add_argument(
        "--series", action="store_true", help="other sequences and a prior beside each case"
    )
    parser.add_argument("--no-draft", action="store_true")
    parser.add_argument(
        "--findings",
        choices=("before", "after", "never"),
        help="X-rays whose findings are asked for; when readers see the proposal",
    )
    parser.add_argument("--film", action="store_true", help="one case more: a DX image")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv)
