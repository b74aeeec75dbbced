"""How a model did: on the holdout, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labeling.projects.selectors import findings_of
from labeling.rounds.card.document import Cell, Section, Table, span
from labeling.rounds.models import ModelVersion
from labeling.rounds.selectors import group_words, telling_groups

WHOLE = (
    ("NSD", "nsd"),
    ("HD95 in mm", "hd95"),
)
FINDING = (
    ("AUROC", "auroc"),
    ("Average precision", "average_precision"),
    ("Brier", "brier"),
    ("ECE", "ece"),
)
METHODS = {"grad_cam": "Grad-CAM", "occlusion": "Occlusion"}
WHAT_MAPS_SHOW = (
    "A map shows which part of an image raised an answer. It does not show that the answer is right, nor "
    "why that part counts. The check compares maps with those of the same network with random weights, as "
    "rank correlation (Adebayo et al. 2018): a method whose maps hardly change is not shown."
)
WHAT_SCORES_ARE = (
    "Dice is the overlap with the approved mask, 1 where they agree. NSD is the share of both surfaces "
    "within 1 mm of each other; HD95 the distance that 95 % of them keep within. In brackets the 95 % "
    "interval over patients."
)
WHAT_CHANCES_ARE = (
    "AUROC is the chance that an image with the finding is given more than one without, 0.5 by guessing; "
    "average precision is over the images called. Brier and ECE tell how far probabilities are from what "
    "came true, 0 at best. In brackets the 95 % interval over patients."
)
HIDDEN = {"small": "hidden: too few patients", "complement": "hidden: would tell a small group"}

UNSAID = {
    "no_label": "nothing is known of them",
    "one_class_only": "all have it, or none",
    "too_few": "hidden: too few",
    "complement": "hidden: would tell a small group",
}


def names_of(version: ModelVersion) -> dict[int, str]:
    """Label value -> name, as the project has them now."""
    return dict(version.project.labels.values_list("value", "name"))


def findings_named(version: ModelVersion) -> dict[str, str]:
    """Key -> name, as the project has them now."""
    return dict(findings_of(version.project).values_list("key", "name"))


def evaluation(version: ModelVersion) -> Section:
    """Means with 95 % intervals over patients."""
    holdout = version.metrics.get("holdout") or {}
    if not holdout.get("n"):
        return Section("Evaluation", remarks=["Not judged: no holdout case had an approved label."])
    if holdout.get("task") == "classification":
        return _of_findings(version, holdout)
    whole: list[tuple[str, Cell]] = [("Cases", holdout["n"]), ("Patients", holdout.get("patients"))]
    dice = {end: holdout.get(f"dice_{end}") for end in ("mean", "low", "high")}
    whole += [("Dice", span(dice)), *((name, holdout.get(key)) for name, key in WHOLE)]
    calibration = (holdout.get("calibration") or {}).get("after") or {}
    whole += [("Calibration error in the box around the structures", calibration.get("ece"))]
    whole += [("Cases in which a structure was missed", holdout.get("failed"))]
    tables = _by_label(version, holdout)
    return Section("Evaluation", facts=whole, tables=tables, remarks=[WHAT_SCORES_ARE])


def subgroups(version: ModelVersion) -> Section | None:
    """Scores by sex, age band, scanner and so on; None when the judgement knows no groups."""
    holdout = version.metrics.get("holdout") or {}
    if holdout.get("findings_by_group"):
        by_group = telling_groups(holdout["findings_by_group"])
        return Section("For whom", tables=_findings_by_group(version, by_group))
    report = holdout.get("subgroups") or {}
    groups = [*(report.get("groups") or []), *(report.get("intersections") or [])]
    if not groups:
        return None
    rows = [
        [
            group_words(one["name"]),
            one["patients"],
            HIDDEN.get(one["hidden"], one["hidden"]) or span(one["dice"]),
        ]
        for one in groups
    ]
    gaps = [
        [gap["attribute"], gap["best"], gap["worst"], span(gap["interval"])]
        for gap in report.get("gaps") or []
    ]
    tables = [Table("Dice by group", ["Group", "Patients", "Dice (95 % interval)"], rows)]
    if gaps:
        tables.append(Table("Widest gaps", ["By", "Best", "Worst", "Difference"], gaps))
    return Section("For whom", tables=tables)


def explanations(version: ModelVersion) -> Section | None:
    """Whether maps of "why" may be shown for this version; None where that was not checked."""
    reports = version.metrics.get("explain") or {}
    if not reports:
        return None
    rows = [
        [
            METHODS.get(method, method),
            one["images"],
            one["likeness"],
            one["between_images"],
            one["limit"],
            "shown" if one["passed"] else "not shown",
        ]
        for method, one in reports.items()
    ]
    head = ["Method", "Images", "Likeness to random weights", "Between images", "Limit", "Maps are"]
    table = Table("Maps of why, by method", head, rows)
    return Section("Explanations", tables=[table], remarks=[WHAT_MAPS_SHOW])


def _by_label(version: ModelVersion, holdout: Mapping[str, Any]) -> list[Table]:
    names = names_of(version)
    human = {one["value"]: one.get("dice") for one in version.metrics.get("human") or []}
    rows = [
        [
            names.get(one["value"], str(one["value"])),
            one["present"],
            span(one["dice"]),
            span(one["nsd"]),
            span(one["hd95"], 1),
            span(human.get(one["value"])),
        ]
        for one in holdout.get("classes") or []
    ]
    head = ["Label", "Cases with it", "Dice", "NSD", "HD95 in mm", "Dice between two readers"]
    return [Table("By label, with 95 % intervals", head, rows)] if rows else []


def _of_findings(version: ModelVersion, holdout: Mapping[str, Any]) -> Section:
    names = findings_named(version)
    rows = [
        [names.get(finding, finding), *(_number(scores.get(key)) for _, key in FINDING)]
        for finding, scores in (holdout.get("findings") or {}).items()
    ]
    head = ["Finding", *(name for name, _ in FINDING)]
    return Section(
        "Evaluation",
        facts=[
            ("Cases", holdout["n"]),
            ("Patients", holdout.get("patients")),
            *_of_triage(holdout.get("triage") or {}),
        ],
        tables=[Table("By finding", head, rows)] if rows else [],
        remarks=[WHAT_CHANCES_ARE],
    )


def _of_triage(triage: Mapping[str, Any]) -> list[tuple[str, Cell]]:
    """What clearing the surely normal images would have done."""
    if not triage:
        return []
    wanted = f"Triage for a sensitivity of {triage['wanted']:g}"
    return [
        (f"{wanted}: abnormal images kept", span(triage.get("sensitivity"))),
        (f"{wanted}: normal images cleared", span(triage.get("specificity"))),
    ]


def _findings_by_group(version: ModelVersion, by_group: Mapping[str, Any]) -> list[Table]:
    """AUROC of each finding, group by group; a group that is too small says only that."""
    names = findings_named(version)
    findings = list(dict.fromkeys(key for scores in by_group.values() for key in scores))
    return [
        Table(
            f"AUROC of {names.get(finding, finding)} by group",
            ["Group", "Patients", "AUROC (95 % interval)"],
            [
                [
                    group_words(name),
                    scores[finding]["patients"],
                    span(scores[finding].get("auroc"))
                    or UNSAID.get(scores[finding].get("why", "")),
                ]
                for name, scores in by_group.items()
                if finding in scores
            ],
        )
        for finding in findings
    ]


def _number(value: Any) -> Cell:
    """A number, or an interval in words."""
    return span(value) if isinstance(value, dict) else value
