"""The editor's browser tests against the real stack, each file in a project of its own (`tests/editor_lab.py`).

python tests/run_editor.py [tools.spec.ts ...]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stack import NotReady, serving


def main() -> int:
    try:
        with serving("up") as stack:
            return stack.playwright("editor", *sys.argv[1:])
    except NotReady as problem:
        sys.stdout.write(f"{problem}\n1 failed\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
