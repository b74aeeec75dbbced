"""The browser journey against the real stack: serve a small demonstration on an empty folder, drive it, stop it.

The first model gets the fewest steps there are, so that the one which the journey's approvals start
can be better on the holdout; the gate judges both as it always does. That second training ends by
its number of steps, not by the clock, so that a busy machine makes it slower and not worse.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from labeling.core.processes import dies_with_parent  # noqa: E402

START_SECONDS = 420
DEMO = ["--cases", "24", "--training-seconds", "1"]
MOST_STEPS = "160"
STOP_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait(stack: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and stack.poll() is None:
        if ready(url):
            return True
        time.sleep(0.5)
    return False


def main() -> int:
    data = Path(tempfile.mkdtemp(prefix="gyre-journey-"))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if k != "GYRE_DATA"}
    environment |= {
        "GYRE_URL": url,
        "GYRE_JOURNEY_DATA": str(data),
        "GYRE_PYTHON": sys.executable,
        "GYRE_TRAINING_MAX_STEPS": MOST_STEPS,
        "GYRE_PACS_NETWORKS": "127.0.0.0/8",  # a project of its own stands for a hospital's PACS
    }
    stack = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), "--data", str(data), *DEMO],
        cwd=ROOT,
        env=environment,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )
    try:
        if not wait(stack, url):
            sys.stdout.write("The stack did not become ready.\n1 failed\n")
            return 1
        return subprocess.run(
            ["npx", "playwright", "test", "--project=journey"],
            cwd=ROOT / "frontend",
            env=environment,
            check=False,
        ).returncode
    finally:
        stack.send_signal(signal.SIGTERM)
        try:
            stack.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            stack.kill()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
