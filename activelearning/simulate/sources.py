"""Labelled folders as others keep them, as the cases of a simulation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from activelearning.simulate.cases import Grammar, Source, TruthCase
from models.training.folders import LabelledFolder, read_labelled_folder

HOLDOUT = ("val", "validation", "holdout", "test")
"""What a folder's own split calls the cases that nobody may learn from."""


def read_source(directory: Path) -> Source:
    """What a folder holds: ours, nnU-Net's, the Decathlon's, or images and labels with a manifest.

    A manifest's split is kept. Our own dataset folders know a validation split, which is no holdout:
    theirs is carved by patients.

    Raises:
        DatasetProblem: it is none of these, or cannot be read.
    """
    folder = read_labelled_folder(directory)
    return Source(
        Grammar(
            label_values=folder.label_values,
            modality=folder.modality,
            head=folder.head,
            ignore_value=folder.ignore_value,
            channels=folder.channels,
        ),
        _cases(folder),
    )


def _cases(folder: LabelledFolder) -> Iterator[TruthCase]:
    for case in folder:
        named = folder.layout == "manifest" and case.split is not None
        yield TruthCase(
            id=case.id,
            patient=case.patient,
            image=case.image,
            mask=case.mask,
            spacing=case.spacing,
            holdout=case.split in HOLDOUT if named else None,
        )
