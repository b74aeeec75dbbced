"""The browser journey against the real stack: serve a small demonstration on an empty folder, drive it, stop it.

The first model gets the fewest steps there are, so that the one which the journey's approvals start
can be better on the holdout; the gate judges both as it always does. That second training ends by
its number of steps, not by the clock, so that a busy machine makes it slower and not worse.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stack import NotReady, serving

DEMO = ("demo", "--cases", "24", "--training-seconds", "1")
MOST_STEPS = "160"


def main() -> int:
    try:
        with serving(*DEMO, GYRE_TRAINING_MAX_STEPS=MOST_STEPS) as stack:
            return stack.playwright("journey", *sys.argv[1:])
    except NotReady as problem:
        sys.stdout.write(f"{problem}\n1 failed\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
