"""The report as Markdown, with what the figures mean."""

from __future__ import annotations

from models.evaluation.bootstrap import Interval
from tests.benchmarks.cxr.findings import FindingReport
from tests.benchmarks.cxr.lungs import LungScores


def lungs_markdown(scores: LungScores) -> str:
    """Dice per lung, and of both by group."""
    lines = [
        "### Lungs",
        "",
        f"{scores.train} films to learn from, {scores.validation} to watch, {scores.test} to judge. "
        f"Training took {scores.seconds:.0f} s. Worst lung of a film: {scores.worst:.3f}.",
        "",
        "| | Dice (95 % interval) | Patients |",
        "|---|---|---|",
        *(
            f"| {name} | {interval(one)} | {one.patients} |"
            for name, one in (scores.dice | scores.groups).items()
        ),
    ]
    return "\n".join(lines)


def findings_markdown(report: FindingReport) -> str:
    """AUROC by group, the part of the view, calibration, triage."""
    lines = [
        "### Normal or pneumonia",
        "",
        f"{report.train} films to learn from, {report.validation} to watch and calibrate on. "
        f"{report.steps} steps, {report.seconds:.0f} s.",
        "",
        "| Test films | n | patients | with pneumonia | AUROC | sensitivity at specificity 0.9 |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in report.groups.items():
        figures = (
            "too few to be shown | |"
            if one.auroc is None or one.sensitivity is None
            else f"{interval(one.auroc)} | {interval(one.sensitivity)} |"
        )
        lines.append(f"| {name} | {one.n} | {one.patients} | {one.present} | {figures}")
    return "\n".join([*lines, "", *_calibration(report), "", *_view(report)])


def _calibration(report: FindingReport) -> list[str]:
    every = report.groups["all"]
    text = [
        f"Calibration error (ECE) {every.ece:.3f} on the test films, {report.ece_uncalibrated:.3f} "
        f"before; Brier {interval(every.brier)}."
    ]
    triage = report.triage
    if triage and triage.sensitivity and triage.specificity and triage.cleared:
        text.append(
            f"Triage with the threshold that keeps {triage.wanted:.0%} of the abnormal validation "
            f"films: on the test films it keeps {interval(triage.sensitivity)} of the abnormal, "
            f"clears {interval(triage.specificity)} of the normal and {interval(triage.cleared)} "
            "of all."
        )
    return text


def _view(report: FindingReport) -> list[str]:
    view, every = report.view, report.groups["all"]
    return [
        f"**The view.** {view.shares['PA']:.0%} of the PA test films show pneumonia and "
        f"{view.shares['AP']:.0%} of the AP ones, so that a predictor that knows the view and nothing "
        f"of the lungs reaches an AUROC of {interval(view.view_alone)}; the network reaches "
        f"{interval(every.auroc)}. Over pairs of films of one view, where the view cannot help, it "
        f"reaches {view.one_view:.3f}: {_meaning(view.one_view, every.auroc)} PA less AP: "
        f"{interval(view.gap, sign=True)}{_certain(view.gap)}. Of the normal films "
        f"{view.alarms['PA']:.0%} are called pneumonia in PA and {view.alarms['AP']:.0%} in AP, from "
        "one threshold of 0.5 for both.",
        "",
        f"**The greys.** Five percentiles of a film's grey values and its proportions, without any "
        f"place, reach {interval(report.greys)} by logistic regression: so much can be had without "
        "looking at a lung.",
        "",
        "What this does not show: that the lungs are what is looked at. In this collection view, hospital and "
        "finding come together, the NIH labels are read from reports by a program, and the COVID films are "
        "pictures from publications. A difference of sharpness, borders or marks tells them apart too.",
    ]


def _meaning(one_view: float, every: Interval | None) -> str:
    if every is None:
        return ""
    lost = every.mean - one_view
    if lost > 0.01:
        return f"{lost:.3f} of the AUROC over all films came from knowing the view."
    return "the AUROC over all films is not owed to the view."


def _certain(gap: Interval) -> str:
    if gap.low is None or gap.high is None:
        return ""
    return ", an interval that holds 0" if gap.low <= 0 <= gap.high else ", an interval without 0"


def interval(one: Interval | None, *, sign: bool = False) -> str:
    """`0.912 (0.861 to 0.951)`."""
    if one is None:
        return "not defined"
    form = "+.3f" if sign else ".3f"
    if one.low is None or one.high is None:
        return f"{one.mean:{form}} (too few patients for an interval)"
    return f"{one.mean:{form}} ({one.low:{form}} to {one.high:{form}})"
