"""The table and the line of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[str, str, str]

MARKS = {
    "pool_scoring_ratio_to_monai": {"cpu": 1.5, "cuda": 3.0},
    "dice_difference": 0.002,
    "time_to_dice_ratio_to_monai": 0.5,
}


@dataclass(frozen=True)
class Side:
    """What one of the two came to. `time_to_dice` None: it was not reached."""

    steps_per_second: float
    voxels_per_second: float
    time_to_dice: float | None
    processor_to_dice: float | None
    best_dice: float
    training_peak_mb: float
    cases_per_second: float
    p50: float
    p95: float
    scoring_peak_mb: float
    dice: float


def table(ours: Side, theirs: Side, target: float) -> list[Row]:
    """A row per measure: ours, plain MONAI."""

    def row(title: str, field: str, how: str, scale: float = 1.0) -> Row:
        values = [getattr(side, field) for side in (ours, theirs)]
        shown = ["not reached" if v is None else format(v * scale, how) for v in values]
        return (title, shown[0], shown[1])

    return [
        row("training, steps/s", "steps_per_second", ".2f"),
        row("training, Mvoxels/s", "voxels_per_second", ".3f", 1e-6),
        row(f"seconds to validation Dice {target}", "time_to_dice", ".1f"),
        row("processor seconds to it", "processor_to_dice", ".1f"),
        row("best validation Dice seen", "best_dice", ".4f"),
        row("training, peak MB", "training_peak_mb", ".0f"),
        row("pool scoring, cases/s", "cases_per_second", ".2f"),
        row("one pre-label, p50 s", "p50", ".3f"),
        row("one pre-label, p95 s", "p95", ".3f"),
        row("pool scoring, peak MB", "scoring_peak_mb", ".0f"),
        row("Dice of the pool's masks", "dice", ".4f"),
    ]


def shown(rows: list[Row]) -> str:
    """Three aligned columns."""
    lines = [("", "gyre", "plain MONAI"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}".rstrip() for a, b, c in lines
    )


def ratios(ours: Side, theirs: Side, gave_up: tuple[float, float]) -> dict[str, Any]:
    """What is asked for. Where plain MONAI was given up, its time is at least `gave_up`.

    `gave_up` are seconds of its turns and of processors.
    """
    return {
        "pool_scoring_ratio_to_monai": round(ours.cases_per_second / theirs.cases_per_second, 2),
        "dice_difference": round(ours.dice - theirs.dice, 5),
        "time_to_dice_ratio_to_monai": _share(ours.time_to_dice, theirs.time_to_dice or gave_up[0]),
        "processor_time_to_dice_ratio_to_monai": _share(
            ours.processor_to_dice, theirs.processor_to_dice or gave_up[1]
        ),
        "monai_reached_the_dice": theirs.time_to_dice is not None,
    }


def _share(part: float | None, whole: float) -> float | None:
    return None if part is None else round(part / whole, 3)


def missed(result: dict[str, Any], device: str) -> list[str]:
    """The marks that this run does not meet."""
    least = MARKS["pool_scoring_ratio_to_monai"][device]  # type: ignore[index]
    ratio = result["time_to_dice_ratio_to_monai"]
    checks = {
        "pool_scoring_ratio_to_monai": result["pool_scoring_ratio_to_monai"] >= least,
        "dice_difference": abs(result["dice_difference"]) < MARKS["dice_difference"],  # type: ignore[operator]
        "time_to_dice_ratio_to_monai": ratio is not None
        and ratio <= MARKS["time_to_dice_ratio_to_monai"],
    }
    return [name for name, holds in checks.items() if not holds]
