"""From turns to a table and one JSON line."""

import json
import statistics
from collections import defaultdict
from dataclasses import dataclass, field

MARKS = {  # ratio: (measure, at least, higher is better)
    "frames_1": ("frames/s, 1 connection", 1.5, True),
    "frames_8": ("frames/s, 8 connections", 1.5, True),
    "metadata": ("series metadata, s", 5.0, False),
    "study_list": ("study list of 101 rows, s", 3.0, False),
    "stow": ("STOW of the series, MB/s", 0.7, True),
    "any_frame": ("any frame of the multi-frame, s", 20.0, False),
    "memory": ("peak web memory, MB", 2.0, False),
}
"""Gyre over Orthanc, turned so that more is better; memory at most half is a ratio of at least 2."""


@dataclass
class Turns:
    """What every turn gave: measure -> server -> values."""

    values: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, measure: str, server: str, value: float) -> None:
        self.values[measure][server].append(value)

    def median(self, measure: str, server: str) -> float | None:
        found = self.values[measure].get(server)
        return statistics.median(found) if found else None

    def ratio(self, measure: str, *, higher_is_better: bool) -> float | None:
        """Gyre's median over Orthanc's, or the other way round where less is better."""
        ours, theirs = self.median(measure, "gyre"), self.median(measure, "orthanc")
        if not ours or not theirs:
            return None
        return ours / theirs if higher_is_better else theirs / ours


def ratios(turns: Turns) -> dict[str, float | None]:
    found = {
        name: turns.ratio(measure, higher_is_better=better)
        for name, (measure, _, better) in MARKS.items()
    }
    return {name: None if value is None else round(value, 2) for name, value in found.items()}


def table(turns: Turns, *, judged: bool = True) -> str:
    """Args: judged: whether the marks count; they are of the whole size, not of a smoke test's."""
    lines = [f"{'':42}{'gyre':>12}{'orthanc':>12}{'ratio':>9}" + f"{'mark':>7}" * judged]
    marks = {measure: (name, mark) for name, (measure, mark, _) in MARKS.items()}
    found = ratios(turns)
    for measure in turns.values:
        name, mark = marks.get(measure, ("", 0.0))
        ratio = found.get(name)
        row = f"{measure:42}{_number(turns.median(measure, 'gyre'))}"
        row += _number(turns.median(measure, "orthanc"))
        if ratio is not None:
            row += f"{ratio:9.2f}"
            row += f"{mark:7.1f}{'' if ratio >= mark else '  MISSED'}" if judged else ""
        lines.append(row)
    return "\n".join(lines)


def json_line(turns: Turns, **facts: object) -> str:
    raw = {
        measure: {
            server: [float(f"{value:.4g}") for value in values]
            for server, values in servers.items()
        }
        for measure, servers in turns.values.items()
    }
    return json.dumps({"ratios": ratios(turns), "raw": raw, **facts})


def _number(value: float | None) -> str:
    if value is None:
        return f"{'-':>12}"
    return f"{value:12.1f}" if value >= 10 else f"{value:12.4f}"
