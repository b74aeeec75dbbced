"""`python -m models.training.convert FOLDER OUT`: a folder of labelled cases as others keep it -> one to train on."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import DatasetProblem, ModelProblem
from models.training.arrays import Split
from models.training.folders import FolderCase, read_labelled_folder, write_dataset


@dataclass
class Deal:
    """Which split a case gets; it counts them by name.

    What the folder calls neither "train" nor "validation" is for judging a model, so it gets none.

    Attributes:
        validate_every: of the patients to train on every so many validates; 0 is none.
    """

    validate_every: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    _patients: dict[str, int] = field(default_factory=dict)

    def __call__(self, case: FolderCase) -> Split | None:
        split = self._split(case)
        self.counts[split or f"{case.split}, left out"] += 1
        return split

    def _split(self, case: FolderCase) -> Split | None:
        if case.split == "validation":
            return "validation"
        if case.split not in (None, "train"):
            return None
        number = self._patients.setdefault(case.patient, len(self._patients) + 1)
        validates = self.validate_every > 0 and number % self.validate_every == 0
        return "validation" if validates else "train"


def main(arguments: Sequence[str]) -> int:
    """0 when OUT is written, 1 with the reason when not."""
    parser = argparse.ArgumentParser(prog="python -m models.training.convert", description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="nnU-Net's, the Decathlon's, or images and labels"
    )
    parser.add_argument("out", type=Path, help="where dataset.json and the cases go")
    parser.add_argument("--validate-every", type=int, default=0, metavar="N", help="Nth patient")
    options = parser.parse_args(arguments)
    deal = Deal(options.validate_every)
    try:
        _check_new(options.out)
        write_dataset(read_labelled_folder(options.folder), options.out, deal)
    except ModelProblem as problem:
        sys.stderr.write(f"{problem.message}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{options.out} cannot be written: {error}.\n")
        return 1
    if not deal.counts["validation"]:
        sys.stderr.write("No case validates: --validate-every N sets every Nth patient aside.\n")
    told = "; ".join(f"{count} {split}" for split, count in sorted(deal.counts.items()))
    sys.stdout.write(f"{options.out}: {told}\n")
    return 0


def _check_new(out: Path) -> None:
    """Else its cases would be mixed with others, or the folder that is read would lose its own dataset.json."""
    if os.path.lexists(out) and not (out.is_dir() and not any(out.iterdir())):
        raise DatasetProblem(f"{out} is there already: expected a new or an empty folder.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
