"""Every check, one after the other; a failing one does not stop the rest.

    python tests/run_checks.py [--only ruff,pytest,...] [--list]

The last line is "N passed, N failed". Ends with 1 when anything failed.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
BIN = Path(sys.executable).parent
PACKAGES = ["labeling", "activelearning", "models"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SYSTEM_PACKAGES = ["chromium", "libegl-mesa0", "libgl1-mesa-dri"]
SPOKEN_WITH = {  # program: the Debian package that brings it
    "Orthanc": "orthanc",
    "/usr/share/orthanc/plugins/libOrthancDicomWeb.so": "orthanc-dicomweb",
    "dcmdump": "dcmtk",  # storescu is also a program of pynetdicom
    "dciodvfy": "dicom3tools",
    "nginx": "nginx",
}
# Without the last, a worker that died leaves the others waiting for its tests until CI's time is over.
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile", "--max-worker-restart", "0"]
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Outcome:
    name: str
    passed: int
    failed: int
    seconds: float
    note: str = ""


@dataclass(frozen=True)
class Check:
    """`counts`: whether the tool says how many passed; otherwise the whole is one check."""

    name: str
    command: list[str]
    folder: Path = ROOT
    counts: bool = False
    prepare: Callable[[], str] | None = None


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def tool(name: str) -> str:
    return str(BIN / name)


def count(output: str) -> tuple[int, int]:
    """The last "N passed" and "N failed" (or errors) that pytest, vitest or Playwright printed."""
    plain = _COLOURS.sub("", output)
    tests = [line for line in plain.splitlines() if re.match(r"\s+Tests\s", line)]  # vitest
    text = tests[-1] if tests else plain[-4000:]

    def last(words: str) -> int:
        found = re.findall(rf"(\d+) (?:{words})\b", text)
        return int(found[-1]) if found else 0

    return last("passed"), last("failed") + last("errors?") + last("did not run")


def run(check: Check) -> Outcome:
    say(f"\n=== {check.name}: {' '.join(check.command)}")
    started = time.monotonic()
    missing = check.prepare() if check.prepare else ""
    if missing:
        say(missing)
        return Outcome(check.name, 0, 1, time.monotonic() - started, missing)
    lines: list[str] = []
    with subprocess.Popen(
        check.command,
        cwd=check.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line)
    passed, failed = count("".join(lines)) if check.counts else (0, 0)
    if process.returncode != 0:
        failed = max(failed, 1)
    elif passed == 0:
        passed = 1
    return Outcome(check.name, passed, failed, time.monotonic() - started)


def browser() -> str | None:
    chosen = os.environ.get("GYRE_CHROMIUM")
    return chosen or next(filter(None, map(shutil.which, BROWSERS)), None)


def install(packages: list[str]) -> None:
    """Debian packages, when we may."""
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in (["update", "-q"], ["install", "-qy", *packages]):
            subprocess.run(["apt-get", *command], env=environment, check=False)


def chromium() -> str:
    """Have Chromium for the browser journey: installed when we may, otherwise named."""
    if browser() is None:
        install(SYSTEM_PACKAGES)
    found = browser()
    if found is None:
        return f"Chromium is missing: install {', '.join(SYSTEM_PACKAGES)}, or set GYRE_CHROMIUM."
    os.environ["GYRE_CHROMIUM"] = found
    return ""


def archives() -> str:
    """Have the archives and tools that tests speak with. Tests skip, by name, what is not there."""
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin"
    install(
        [
            package
            for program, package in SPOKEN_WITH.items()
            if shutil.which(program) is None and not Path(program).is_file()
        ]
    )
    return ""


def snapshot_checks() -> list[Check]:
    """The committed API snapshot and its TypeScript types are what the code says."""
    fresh = Path(tempfile.mkdtemp(prefix="gyre-openapi-"))
    script = (
        f'"{sys.executable}" manage.py spectacular --format openapi-json --fail-on-warn --validate'
        f' --file "{fresh}/openapi.json"'
        f' && diff -u frontend/src/api/openapi.json "{fresh}/openapi.json"'
        f' && cd frontend && npx openapi-typescript "{fresh}/openapi.json" -o "{fresh}/schema.d.ts"'
        f' && diff -u src/api/schema.d.ts "{fresh}/schema.d.ts"'
        ' || { echo "The API snapshot is stale or wrong: run make openapi."; exit 1; }'
    )
    return [Check("openapi", ["sh", "-c", script])]


def checks() -> list[Check]:
    python = [sys.executable]
    found = [
        Check("ruff", [tool("ruff"), "check", "."]),
        Check("format", [tool("ruff"), "format", "--check", "."]),
        Check("mypy", [tool("mypy"), *PACKAGES]),
        Check("imports", [tool("lint-imports")]),
        Check(
            "migrations",
            [*python, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
        ),
        *snapshot_checks(),
        Check(
            "pytest",
            [*python, "-m", "pytest", "-q", *SIDE_BY_SIDE],
            counts=True,
            prepare=archives,
        ),
        Check("frontend check", ["npm", "run", "--silent", "check"], FRONTEND),
        Check("frontend unit", ["npm", "run", "--silent", "test"], FRONTEND, counts=True),
        Check("frontend build", ["npm", "run", "--silent", "build"], FRONTEND),
        Check(
            "viewer", ["npx", "playwright", "test", "--project=viewer"], FRONTEND, True, chromium
        ),
        Check(
            "archive screens",
            ["npx", "playwright", "test", "--project=archive"],
            FRONTEND,
            True,
            chromium,
        ),
        Check("editor", [*python, "tests/run_editor.py"], ROOT, True, chromium),
        Check("journey", [*python, "tests/run_journey.py"], ROOT, True, chromium),
    ]
    return found


def summary(outcomes: list[Outcome]) -> int:
    say("\n=== summary")
    for one in outcomes:
        state = "FAILED" if one.failed else "ok"
        say(
            f"{one.name:16} {state:7} {one.passed:6} passed {one.failed:5} failed"
            f" {one.seconds:7.1f} s  {one.note}".rstrip()
        )
    failed = sum(one.failed for one in outcomes)
    say(f"{sum(one.passed for one in outcomes)} passed, {failed} failed")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    os.environ["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    wanted = [name for name in options.only.split(",") if name]
    known = checks()
    unknown = set(wanted) - {check.name for check in known}
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(c.name for c in known)}")
    if options.list:
        say("\n".join(check.name for check in known))
        return 0
    return summary([run(check) for check in known if not wanted or check.name in wanted])


if __name__ == "__main__":
    sys.exit(main())
