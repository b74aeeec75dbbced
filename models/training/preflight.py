"""Everything that can be known to be wrong before an hour of training is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import DatasetProblem
from models.planning import CaseFacts, Fingerprint, fingerprint
from models.training.checks import Finding, faults, oddities
from models.training.dataset import CaseEntry, DatasetIndex, read_case, read_index

FEW_CASES = 4
FEW_VOXELS = 10
MIXED_SPACING = 4.0
"""Coarsest over finest spacing of one axis from which scans hardly belong together."""
MOST_TOLD = 20
"""Findings of one kind that are spelled out; the rest are counted."""


@dataclass(frozen=True)
class Preflight:
    """A dataset that may be trained on: its fingerprint, and what should be looked at all the same."""

    index: DatasetIndex
    fingerprint: Fingerprint
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that was found. `fingerprint` is None when there is no case to take it of."""

    index: DatasetIndex
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    fingerprint: Fingerprint | None


def preflight(directory: Path) -> Preflight:
    """Read every case once and check it.

    Raises:
        DatasetProblem: with `code` and, where one case is at fault, its id in `case`: the first
            error of the report, and how many others there are.
    """
    report = inspect(directory)
    if report.errors or report.fingerprint is None:
        first, *others = report.errors
        named = [other.message for other in others[:MOST_TOLD]]
        also = f" {len(others)} more: {' '.join(named)}" if others else ""
        raise DatasetProblem(first.message + also, code=first.code, case=first.case)
    return Preflight(report.index, report.fingerprint, report.warnings)


def inspect(directory: Path) -> Report:
    """Errors and warnings of the whole dataset, without stopping at the first.

    Raises:
        DatasetProblem: dataset.json itself is wrong.
    """
    index = read_index(directory)
    errors: list[Finding] = []
    warnings: list[Finding] = []
    facts: dict[str, CaseFacts] = {}
    channels: dict[int, str] = {}
    for entry in index.cases:
        found = _look(index, entry, channels, facts)
        errors += found[0]
        warnings += found[1]
    train = [facts[entry.id] for entry in index.of_split("train") if entry.id in facts]
    summary = fingerprint(train) if train else None
    errors += _patients(index)
    if summary is not None:
        errors += _no_label(summary, index, complete=len(facts) == len(index.cases))
        warnings += _labels(summary, index)
        warnings += _whole(index, facts)
    elif not index.of_split("train"):
        errors.append(
            Finding("no_training_case", "The dataset has no training case: expected 1 or more.")
        )
    return Report(index, tuple(errors), _counted(warnings), summary)


def _look(
    index: DatasetIndex, entry: CaseEntry, channels: dict[int, str], facts: dict[str, CaseFacts]
) -> tuple[list[Finding], list[Finding]]:
    """Errors and warnings of one case; where there is no error, its facts are added."""
    try:
        case = read_case(index, entry)
    except DatasetProblem as problem:
        return [Finding(problem.code, problem.message, problem.case)], []
    found = faults(case, index)
    if found:
        return found, []
    channels.setdefault(len(case.image), entry.id)
    expected, first = next(iter(channels.items()))
    if len(case.image) != expected:
        message = (
            f"Case {entry.id}: the image has {len(case.image)} channels, expected {expected} as in "
            f"case {first}."
        )
        return [Finding("mixed_channels", message, entry.id)], []
    facts[entry.id] = CaseFacts.of(
        case.image,
        case.mask,
        case.spacing,
        ignore_value=index.ignore_value,
        label_values=index.label_values,
    )
    return [], oddities(case, index)


def _patients(index: DatasetIndex) -> list[Finding]:
    """A patient on both sides makes the validation say that the model is better than it is."""
    train = {case.patient for case in index.of_split("train") if case.patient}
    return [
        Finding(
            "patient_leak",
            f"Case {case.id}: its patient {case.patient!r} is in the training split as well.",
            case.id,
        )
        for case in index.of_split("validation")
        if case.patient in train
    ]


def _no_label(summary: Fingerprint, index: DatasetIndex, *, complete: bool) -> list[Finding]:
    """A case without any label is a fair negative; nothing but such cases teaches nothing."""
    if any(label.value in index.label_values for label in summary.labels) or not complete:
        return []
    message = "No training case has a labelled voxel: nothing can be learned."
    return [Finding("empty_masks", message)]


def _labels(summary: Fingerprint, index: DatasetIndex) -> list[Finding]:
    known = {label.value: label for label in summary.labels}
    found = []
    for value in index.label_values[1:]:
        label = known.get(value)
        if label is None:
            message = f"No training case has a voxel of label {value}: it will not be learned."
            found.append(Finding("missing_label", message))
        elif label.voxels < FEW_VOXELS:
            message = (
                f"Label {value} has {label.voxels} voxels in all of training, in {label.cases} of "
                f"{summary.cases} cases: expected {FEW_VOXELS} or more."
            )
            found.append(Finding("rare_label", message))
    return found


def _whole(index: DatasetIndex, facts: dict[str, CaseFacts]) -> list[Finding]:
    """What only shows when all cases are looked at together."""
    train, validation = index.of_split("train"), index.of_split("validation")
    found = []
    if len(train) < FEW_CASES:
        found.append(
            ("few_cases", f"There are {len(train)} training cases: expected {FEW_CASES} or more.")
        )
    if not validation:
        found.append(
            (
                "no_validation",
                "No case is for validation: nothing is measured, calibrated or stopped early.",
            )
        )
    elif not any(facts[case.id].label_voxels for case in validation if case.id in facts):
        found.append(
            ("empty_validation", "No validation case has a labelled voxel: Dice says nothing.")
        )
    for axis, name in enumerate("zyx"):
        mm = [case.spacing[axis] for case in facts.values()]
        if max(mm) / min(mm) > MIXED_SPACING:
            message = f"Spacing along {name} runs from {min(mm):g} to {max(mm):g} mm."
            found.append(("mixed_spacing", message))
    flat = sum(case.shape[0] == 1 for case in facts.values())
    if 0 < flat < len(facts):
        message = f"{flat} of {len(facts)} cases are single slices, the others volumes."
        found.append(("mixed_depth", message))
    return [Finding(code, message) for code, message in found]


def _counted(warnings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of each kind the first MOST_TOLD, and how many others there are."""
    kept: list[Finding] = []
    by_code: dict[str, int] = {}
    for finding in warnings:
        by_code[finding.code] = by_code.get(finding.code, 0) + 1
        if by_code[finding.code] <= MOST_TOLD:
            kept.append(finding)
    for code, count in by_code.items():
        if count > MOST_TOLD:
            kept.append(Finding(code, f"{count - MOST_TOLD} more cases of the same."))
    return tuple(kept)
