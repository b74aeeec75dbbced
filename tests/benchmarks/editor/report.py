"""From samples to a table and one JSON line."""

import json
import statistics
from collections.abc import Mapping, Sequence

import numpy as np

Samples = Mapping[str, Sequence[float]]

MARKS = {  # result: (sample, the most it may be)
    "first_pixels_s": ("first_pixels_s 256x256x40", 1.0),
    "ready_512x512x300_s": ("ready_s 512x512x300", 6.0),
    "stroke_ms": ("stroke_ms", None),
    "prelabel_draw_s": ("prelabel_draw_s 256x256x40", 0.5),
    "autosave_main_thread_ms": ("autosave_main_thread_ms 45 slices", 150.0),
    "next_case_s": ("next_case_s", 1.0),
}
GROWTH = ("memory_growth_20_cases", 0.15)
_WARM = 3  # cases at either end of the row that are compared


def results(samples: Samples) -> dict[str, float | None]:
    """The medians that have marks, and how much memory grew over the row of cases; None: not measured."""
    found: dict[str, float | None] = {
        name: round(statistics.median(samples[sample]), 4) if samples.get(sample) else None
        for name, (sample, _) in MARKS.items()
    }
    return {**found, GROWTH[0]: growth(samples)}


def growth(samples: Samples) -> float | None:
    """Of the private memory of renderer and graphics process: the last three cases over cases 2 to 4, as a fraction.

    The first case is left out: the code of the editor is still being compiled.
    """
    parts = [samples.get("memory_renderer_mb", ()), samples.get("memory_gpu_mb", ())]
    sums = [sum(pair) for pair in zip(*parts, strict=True)]
    if len(sums) < 2 * _WARM + 1:
        return None
    early, late = statistics.median(sums[1 : 1 + _WARM]), statistics.median(sums[-_WARM:])
    return round(late / early - 1, 4)


def table(samples: Samples, *, judged: bool = True) -> str:
    """Args: judged: whether the marks count; they are of the whole size, not of a smoke test's."""
    marks = {sample: mark for sample, mark in MARKS.values() if mark is not None}
    lines = [f"{'':44}{'n':>5}{'median':>10}{'p95':>10}" + f"{'mark':>8}" * judged]
    for name, values in samples.items():
        median, p95 = statistics.median(values), float(np.percentile(values, 95))
        row = f"{name:44}{len(values):5}{median:10.3f}{p95:10.3f}"
        lines.append(row + (_judgement(median, marks.get(name)) if judged else ""))
    grown = growth(samples)
    if grown is not None:
        row = f"{GROWTH[0]:44}{'':5}{grown:10.3f}{'':10}"
        lines.append(row + (_judgement(grown, GROWTH[1]) if judged else ""))
    return "\n".join(lines)


def _judgement(value: float, mark: float | None) -> str:
    if mark is None:
        return ""
    return f"{mark:8.2f}{'' if value <= mark else '  MISSED'}"


def json_line(samples: Samples, **facts: object) -> str:
    raw = {name: [float(f"{value:.4g}") for value in values] for name, values in samples.items()}
    return json.dumps({**results(samples), **facts, "raw": raw})
