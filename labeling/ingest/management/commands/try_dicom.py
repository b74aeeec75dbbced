import csv
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from pydicom.uid import UID

from labeling.core.management.base import GyreCommand
from labeling.imaging.syntaxes import name_of
from labeling.ingest.services.trials import Trial, try_file

HEADS = (
    "File",
    "Transfer syntax",
    "Outcome",
    "Frames",
    "Served for `*`",
    "Decoded",
    "Held against",
)
ALIKE = 4  # so many neighbours in one folder with the same outcome are told in one row
Row = tuple[str, ...]


class Command(GyreCommand):
    help = (
        "Store each file below a folder as an upload would, tell what became of it, and undo it. "
        "The bytes stay in the store: give a data folder that can go with --data."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--index", type=Path, help="CSV with a column `file`: only these.")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="Write a table there.")

    def run(self, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"Expected a folder, {folder} is none.")
        trials = {}
        for name in _names(folder, options["index"]):
            trials[name] = trial = try_file(path=folder / name)
            self.stdout.write(" | ".join(_row(name, trial)))
        for line in _summary(trials.values()):
            self.stdout.write(line)
        if options["markdown"]:
            options["markdown"].write_text(_markdown(trials), encoding="utf-8")


def _names(folder: Path, index: Path | None) -> list[str]:
    if index is None:
        found = (p for p in folder.rglob("*") if p.is_file())
        return sorted(str(path.relative_to(folder)) for path in found)
    with index.open(newline="", encoding="utf-8") as file:
        return [row["file"] for row in csv.DictReader(file)]


def _row(name: str, trial: Trial) -> Row:
    if trial.refused:
        return (name, "", f"refused: {trial.refused}", "", "", "", "")
    came = "stored, identical" if trial.identical else "stored, NOT identical"
    syntax = name_of(UID(trial.transfer_syntax))
    frames = str(trial.frames or "")
    return (name, syntax, came, frames, trial.served, trial.decoded, _agreement(trial))


def _agreement(trial: Trial) -> str:
    if trial.difference is None:
        return ""
    return f"{trial.reference}: {trial.difference or 'same'}"


def _summary(trials: Iterable[Trial]) -> list[str]:
    found = list(trials)
    stored = [t for t in found if not t.refused]
    held = [t for t in stored if t.difference is not None]
    native = sum(t.served == "native" for t in stored)
    return [
        f"{len(found)} files: {len(stored)} stored, {len(found) - len(stored)} refused with a reason.",
        f"{sum(t.identical for t in stored)} of {len(stored)} stored files read back identical.",
        f"{native} files had their frames made native at ingest.",
        f"{len(held)} files were held against another decoder, {sum(not t.difference for t in held)} "
        "of them with every sample the same.",
    ]


def _markdown(trials: dict[str, Trial]) -> str:
    rows = [_row(name, trial) for name, trial in trials.items()]
    lines = [*PREFACE, "", *(f"- {line}" for line in _summary(trials.values())), ""]
    for folder, group in groupby(rows, key=lambda row: row[0].partition("/")[0]):
        lines += [f"## {folder}", "", _line(HEADS), _line("---" for _ in HEADS)]
        lines += [_line(row) for row in _together(list(group))]
        lines.append("")
    return "\n".join([*lines, "## Reasons", "", *_reasons(trials), ""])


PREFACE = (
    "# What becomes of each file of the DICOM zoo",
    "",
    "Written by `manage.py try_dicom DIR --index DIR/index.csv --markdown FILE`. A stored file is",
    "identical when it reads back as it came but for its preamble, which is zeroed. *Served for `*`*:",
    "the frames' own bytes, or native ones made at ingest when browsers decode none of the stored",
    "ones, or why neither can be had. *Decoded*: of how many frames the pixels came out, all compared",
    "with those of another decoder where there is one; a number is the largest difference of a sample.",
)


def _together(rows: list[Row]) -> Iterator[Row]:
    """Neighbours of one folder with the same outcome become one row."""
    for _, group in groupby(rows, key=lambda row: (row[0].rpartition("/")[0], row[1:])):
        alike = list(group)
        if len(alike) < ALIKE:
            yield from alike
        else:
            last = alike[-1][0].rpartition("/")[2]
            yield (f"{alike[0][0]} ... {last} ({len(alike)} files)", *alike[0][1:])


def _reasons(trials: dict[str, Trial]) -> list[str]:
    """One sentence of each code, the first that came."""
    found: dict[str, str] = {}
    for trial in trials.values():
        if trial.message:
            found.setdefault(trial.refused or trial.served, trial.message)
    return [f"- `{code}`: for instance, {message}." for code, message in sorted(found.items())]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
