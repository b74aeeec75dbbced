"""STYLE: files of a median under 100 lines and none over 600; functions mostly under 40, none over 60."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("labeling", "activelearning", "models")
LONGEST_FILE = 350
LONGEST_FUNCTION = 60


def _sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_python_file_is_longer_than_350_lines() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in _sources()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_half_of_the_python_files_are_shorter_than_100_lines() -> None:
    assert statistics.median(len(path.read_text().splitlines()) for path in _sources()) < 100


def test_no_function_is_longer_than_60_lines() -> None:
    long = {name: n for path in _sources() for name, n in _functions(path) if n > LONGEST_FUNCTION}
    assert long == {}


def test_nearly_all_functions_are_shorter_than_40_lines() -> None:
    lengths = sorted(n for path in _sources() for _, n in _functions(path))
    assert lengths[int(len(lengths) * 0.95)] < 40
