"""What a card says, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from labeling.projects.selectors import asks_findings
from labeling.rounds.card.document import Card, Cell, Section, Table
from labeling.rounds.card.judged import (
    evaluation,
    explanations,
    findings_named,
    names_of,
    subgroups,
)
from labeling.rounds.models import ModelState, ModelVersion
from labeling.rounds.selectors import class_names, gate_words, group_words, length_remark

NO_CLAIM = (
    "A research tool: it proposes, people decide. It is no medical device and was not tried outside the "
    "data described here."
)
WITHHELD = {
    "Too few to say how it does for": ("small", "too_few"),
    "Not said how it does for, since that would tell a group that is too small": ("complement",),
}
"""Why a group's scores are hidden, in words, and as masks and findings record it."""


def card_of(version: ModelVersion) -> Card:
    """Everything on record about a version. Holds no name of a patient, and people by user name only."""
    sections = (
        _about(version),
        _data(version),
        _training(version),
        evaluation(version),
        subgroups(version),
        explanations(version),
        _decision(version),
        _limits(version),
    )
    return Card(
        title=f"{version.project.name}, model v{version.number}",
        made=timezone.now().date().isoformat(),
        sections=tuple(one for one in sections if one is not None),
    )


def _about(version: ModelVersion) -> Section:
    project = version.project
    return Section(
        "What it is",
        facts=[
            ("Task", project.task),
            ("Modality", project.modality or "not stated"),
            ("Project", project.description or project.name),
            _asked(version),
            ("State", _state(version)),
            ("Made", version.created_at.date().isoformat()),
            ("Weights (SHA-256)", version.weights_blob),
        ],
        remarks=[NO_CLAIM],
    )


def _asked(version: ModelVersion) -> tuple[str, Cell]:
    """What it tells: findings, or labels with the values that stand in its masks."""
    if asks_findings(version.project):
        return "Findings", ", ".join(findings_named(version).values()) or "-"
    names = sorted(names_of(version).items())
    return "Labels", ", ".join(f"{value} {name}" for value, name in names) or "-"


def _state(version: ModelVersion) -> str:
    """A retired model that was never promoted was never live: it had pre-filled, or come too late to."""
    if version.state == ModelState.RETIRED and version.promoted_at is None:
        return "was made to pre-fill"
    return version.get_state_display()


def _data(version: ModelVersion) -> Section:
    used = version.run.revisions
    splits = Counter(str(one.get("split", "")) for one in used)
    rows: list[list[Cell]] = [[split, count] for split, count in sorted(splits.items())]
    holdout = version.metrics.get("holdout") or {}
    if holdout.get("n"):
        rows.append(["holdout (judged on, never trained on)", holdout["n"]])
    return Section(
        "Data",
        facts=[("Approved masks or answers it learned from", version.labels_used)],
        tables=[Table("Cases by split", ["Split", "Cases"], rows)],
        remarks=[
            "Splits are drawn once per patient and never change. Each case is on record with the hash of "
            "the very label that was used."
        ],
    )


def _training(version: ModelVersion) -> Section:
    run, spec = version.run, version.spec
    network = spec.get("network") or {}
    training = version.metrics.get("training") or {}
    facts: list[tuple[str, Any]] = [
        ("Network", network.get("name") if isinstance(network, dict) else str(network)),
        ("Grid in mm (z, y, x)", _times(spec.get("spacing"))),
        ("Patch (z, y, x)", _times(spec.get("patch"))),
        ("Seed", run.seed),
        ("Steps", training.get("steps")),
        ("Seconds", training.get("seconds")),
        ("Device", training.get("device")),
        ("Number format", training.get("precision")),
        ("Code", version.code_version),
        (
            "Went on from, or was judged against",
            f"v{version.parent.number}" if version.parent else None,
        ),
    ]
    per_label = training.get("validation_dice") or {}
    names = names_of(version)
    tables = []
    if per_label:
        measured = [[names.get(int(value), value), dice] for value, dice in per_label.items()]
        tables.append(Table("Dice on the validation split", ["Label", "Dice"], measured))
    reasons = (training.get("plan") or {}).get("reasons") or []
    why = [f"{one['subject']}: {one['choice']}, {one['because']}." for one in reasons]
    remarks = [*why, *(str(one) for one in _warnings(training))]
    return Section(
        "Training",
        facts=[(name, fact) for name, fact in facts if fact is not None],
        tables=tables,
        remarks=remarks,
    )


def _decision(version: ModelVersion) -> Section:
    by = version.promoted_by.username if version.promoted_by else None
    rules = version.gate.get("rules") or []
    names = class_names(version.project)
    rows = [
        [
            gate_words(rule["name"], names),
            rule.get("value"),
            rule.get("limit"),
            "held" if rule["passed"] else "not met",
        ]
        for rule in rules
    ]
    facts = [
        ("Reason", gate_words(version.reason, names) or "-"),
        (
            "Went live",
            f"{version.promoted_at:%Y-%m-%d %H:%M} UTC" if version.promoted_at else None,
        ),
        ("By", by or ("the gate" if version.promoted_at else None)),
    ]
    remark = length_remark(version)
    return Section(
        "Decision",
        facts=[(name, fact) for name, fact in facts if fact is not None],
        tables=[Table("Rules of the gate", ["Rule", "Measured", "Limit", "Outcome"], rows)]
        if rows
        else [],
        remarks=[remark] if remark else [],
    )


def _limits(version: ModelVersion) -> Section:
    return Section("Limits", remarks=list(_limit_words(version)))


def _limit_words(version: ModelVersion) -> Iterator[str]:
    holdout: Mapping[str, Any] = version.metrics.get("holdout") or {}
    if not holdout.get("n"):
        yield "It was not judged on a holdout: nothing is known of how it does on other patients."
    elif holdout.get("dice_low") is None and holdout.get("task") != "classification":
        yield f"It was judged on {holdout.get('patients')} patients, too few for an interval."
    groups = (holdout.get("subgroups") or {}).get("groups") or []
    by_group = holdout.get("findings_by_group") or {}
    reasons = [(one["name"], one.get("hidden")) for one in groups]
    reasons += [
        (name, next(iter(whys)))
        for name, scores in by_group.items()
        if len(whys := {one.get("why") for one in scores.values()}) == 1
    ]
    for words, those in WITHHELD.items():
        names = [group_words(name) for name, reason in reasons if reason in those]
        if names:
            yield f"{words}: {', '.join(names)}."
    if holdout.get("n") and not groups and not by_group:
        yield "Nothing tells its cases apart (sex, age, scanner, site), so bias could not be looked for."
    if not version.metrics.get("human"):
        yield "No case was read twice, so it is not known how well two readers agree."
    if holdout.get("failed"):
        yield f"It missed a structure altogether in {holdout['failed']} of {holdout['n']} cases."
    yield "It knows the labels listed above and nothing else; what it was not taught it cannot find."


def _warnings(training: Mapping[str, Any]) -> Sequence[object]:
    found = training.get("warnings") or []
    return [one.get("message", one) if isinstance(one, dict) else one for one in found]


def _times(values: Sequence[float] | None) -> str | None:
    return " x ".join(f"{value:g}" for value in values) if values else None
