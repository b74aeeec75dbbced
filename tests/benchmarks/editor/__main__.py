"""The editor in Chromium on the real stack: how long a person waits.

    python -m tests.benchmarks.editor [--repeats 5] [--quick] [--only WORDS]
    python -m tests.benchmarks.editor --large

Starts `manage.py up` on an empty folder, stores synthetic series by the real ingest, opens and edits them through
Playwright (`frontend/e2e/bench`), and prints medians and 95th percentiles. The last line is JSON. What each measure is
stands in docs/benchmarks.md. `--large` does nothing but store a CT of 1,500 x 512 x 512, open it, draw, walk through it
and save, and fails where it is not said to be large.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.editor import report
from tests.stack import ROOT, Stack, serving


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="of each opening")
    parser.add_argument("--quick", action="store_true", help="little data, a smoke test: no marks")
    parser.add_argument("--only", default="", help="tests whose name has these words")
    parser.add_argument("--large", action="store_true", help="a CT of 1,500 slices, nothing else")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with serving("up") as stack:
        scene, out = stack.data / "bench.json", stack.data / "bench-out.json"
        depth = 12 if options.quick else 300
        _make(stack, scene, "make_huge(OUT)" if options.large else f"make(OUT, slices={depth})")
        stack.environment.update(
            GYRE_BENCH_SCENE=str(scene),
            GYRE_BENCH_OUT=str(out),
            GYRE_BENCH_REPEATS=str(1 if options.quick else options.repeats),
        )
        spec = "large.spec.ts" if options.large else "editor.spec.ts"
        status = stack.playwright("bench", spec, *(["-g", options.only] if options.only else []))
        samples = json.loads(out.read_text()) if out.exists() else {}
    facts = {"load_before": round(load, 2), "cores": os.cpu_count(), "quick": options.quick}
    sys.stdout.write(report.table(samples, judged=not (options.quick or options.large)) + "\n")
    sys.stdout.write(report.json_line(samples, **facts) + "\n")
    return status


def _make(stack: Stack, scene: Path, call: str) -> None:
    sys.stderr.write("storing the series\n")
    code = f"from tests.benchmarks.editor import scene\nOUT = {str(scene)!r}\nscene.{call}\n"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--data", str(stack.data), "--verbosity", "0", "-c", code],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
