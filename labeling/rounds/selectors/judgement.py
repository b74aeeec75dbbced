"""How a version was judged, read from its record whatever version of Gyre wrote it."""

from collections import Counter
from typing import Any, TypedDict, TypeVar

from labeling.cohorts.models import Case
from labeling.rounds.lanes import Lane
from labeling.rounds.models import ModelVersion

T = TypeVar("T")

WORST = 8
ALIKE = 1.25
"""Two trainings are of one length when the longer has at most so many times the steps of the other."""
_NOTHING_MEASURED: dict[str, Any] = {
    "rules": [],
    "cases": 0,
    "patients": 0,
    "challenger_dice": None,
    "champion_dice": None,
    "challenger_auroc": None,
    "champion_auroc": None,
    "delta": None,
}
MEASURES = ("dice", "nsd", "hd95", "volume_bias", "volume_error")


class WorstCase(TypedDict):
    """A holdout case with its mean Dice, HD95 in mm, and the label that did worst.

    `revision` is the mask it was held against, None in older records.
    """

    case: Case
    revision: int | None
    dice: float | None
    hd95: float | None
    failed: bool
    value: int
    value_dice: float | None


def gate_of(version: ModelVersion) -> dict[str, Any] | None:
    """None where no holdout case could be judged on."""
    gate: dict[str, Any] = version.gate
    if not gate:
        return None
    classes, groups = gate.get("per_class") or {}, gate.get("per_group") or {}
    findings = gate.get("per_finding") or {}
    return (
        _NOTHING_MEASURED
        | gate
        | {
            "per_class": [{"value": int(value), "change": one} for value, one in classes.items()],
            "per_group": [{"name": name, "change": one} for name, one in groups.items()],
            "per_finding": [{"key": key, "change": one} for key, one in findings.items()],
        }
    )


def holdout_of(version: ModelVersion) -> dict[str, Any] | None:
    """Means, classes or findings, subgroups, calibration and the worst cases; None where it was not judged."""
    found: dict[str, Any] = version.metrics.get("holdout") or {}
    if not found.get("n"):
        return None
    findings = found.get("findings", {})
    patients = found.get("patients", 0)
    return {
        "cases": found["n"],
        "patients": patients,
        "dice": _interval(found, patients),
        "nsd": found.get("nsd"),
        "hd95": found.get("hd95"),
        "failed": found.get("failed", 0),
        "classes": found.get("classes") or _bare_classes(found, patients),
        "subgroups": found.get("subgroups"),
        "calibration": found.get("calibration"),
        "worst": [] if findings else _worst(version, found.get("per_case", [])),
        "findings": [
            {"key": key, "groups": _groups_of(found, key)} | findings[key]
            for key in version.spec.get("findings", ())
        ],
    }


def _groups_of(found: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The finding in each group."""
    return [
        {"name": name} | scores[key]
        for name, scores in telling_groups(found.get("findings_by_group") or {}).items()
    ]


def telling_groups(by_group: dict[str, T]) -> dict[str, T]:
    """By attribute, in the order of their names; attributes in which all are alike are left out."""
    attributes = Counter(name.split(":")[0] for name in by_group)
    return {name: by_group[name] for name in sorted(by_group) if attributes[name.split(":")[0]] > 1}


def human_of(version: ModelVersion) -> list[dict[str, Any]]:
    """How well two readers agreed by label when this version was judged; [] without double reads."""
    found: list[dict[str, Any]] = version.metrics.get("human") or []
    return found


def length_remark(version: ModelVersion) -> str:
    """That it and the model it was judged against trained for different lengths; blank where they did not.

    A quick training goes on from another's steps, and a classifier steps until it no longer gains: their steps
    do not compare.
    """
    other = version.parent
    steps, others = _steps(version), _steps(other) if other else None
    if not steps or not others or max(steps, others) <= ALIKE * min(steps, others):
        return ""
    return f"{version} trained for {steps:,} steps, {other} for {others:,}: part of the difference may be length."


def _steps(version: ModelVersion) -> int | None:
    training: dict[str, Any] = version.metrics.get("training") or {}
    if version.run.lane != Lane.FULL or training.get("task") == "classification":
        return None
    return training.get("steps")


def _interval(found: dict[str, Any], patients: int) -> dict[str, Any]:
    return {
        "mean": found.get("dice_mean"),
        "low": found.get("dice_low"),
        "high": found.get("dice_high"),
        "patients": patients,
    }


def _bare_classes(found: dict[str, Any], patients: int) -> list[dict[str, Any]]:
    """Of records that had the mean Dice of each class only."""
    return [
        dict.fromkeys(MEASURES)
        | {
            "value": int(value),
            "present": None,
            "dice": {"mean": mean, "low": None, "high": None, "patients": patients},
        }
        for value, mean in (found.get("dice_per_class") or {}).items()
    ]


def _worst(version: ModelVersion, scored: list[dict[str, Any]]) -> list[WorstCase]:
    """The lowest mean Dice first. A case that was deleted since is left out."""
    lowest = sorted(scored, key=lambda one: (one["dice"] is not None, one["dice"] or 0.0))[:WORST]
    numbers = {int(one["case"].rsplit("-", 1)[1]): one for one in lowest}
    cases = version.project.cases.filter(number__in=numbers).select_related("project", "series")
    by_number = {case.number: case for case in cases}
    return [
        _worst_case(by_number[number], one)
        for number, one in numbers.items()
        if number in by_number
    ]


def _worst_case(case: Case, one: dict[str, Any]) -> WorstCase:
    label = min(one["classes"], key=lambda value: one["classes"][value]["dice"] or 0.0)
    return WorstCase(
        case=case,
        revision=one.get("revision"),
        dice=one["dice"],
        hd95=one["hd95"],
        failed=one["failed"],
        value=int(label),
        value_dice=one["classes"][label]["dice"],
    )
