"""Results for people and for programs: JSON, CSV and a Markdown table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from activelearning.simulate.arms import titled
from activelearning.simulate.plot import draw
from models.files import write_json

TOLD = {None: "too few seeds", True: "tie", False: "different"}


def write_report(root: Path, results: dict[str, Any]) -> None:
    """results.json, curves.csv, results.md and curves.png in the folder of the simulation."""
    write_json(root / "results.json", results)
    (root / "curves.csv").write_text(as_csv(results), encoding="utf-8")
    (root / "results.md").write_text(as_markdown(results), encoding="utf-8")
    draw(results).save(root / "curves.png", optimize=True)


def as_csv(results: dict[str, Any]) -> str:
    """One line a strategy, seed and point."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["strategy", "seed", "labels", "dice", "mean_edited_voxels", "mean_minutes"])
    for arm in results["arms"]:
        for point in arm["points"]:
            for seed, dice in zip(results["seeds"], point["per_seed"], strict=True):
                writer.writerow(
                    [
                        arm["strategy"],
                        seed,
                        point["labels"],
                        dice,
                        point["edited"],
                        point["minutes"],
                    ]
                )
    return stream.getvalue()


def as_markdown(results: dict[str, Any]) -> str:
    """Tables of the arms, of Dice at each budget and of the pairs, then the verdict."""
    return "\n\n".join(
        [_arms(results), _budgets(results), _pairs(results), "\n".join(_verdict(results))]
    ).strip() + "\n"  # fmt: skip


def _arms(results: dict[str, Any]) -> str:
    marks = list(results["marks"])
    head = ["Strategy", "AUBC (95 % interval)"]
    head += [f"Labels to {mark} %" for mark in marks]
    head += [f"Edited voxels to {mark} %" for mark in marks]
    head += ["Dice per 1,000 edited voxels", "Dice per simulated minute"]
    rows = []
    for arm in results["arms"]:
        reach = arm["reach"]
        rows.append(
            [f"{titled(arm['strategy'])} (`{arm['strategy']}`)", _interval(arm["aubc"])]
            + [_reach(reach[mark]["labels"], reach[mark]["at_start"]) for mark in marks]
            + [_reach(reach[mark]["edited"], reach[mark]["at_start"]) for mark in marks]
            + [_number(arm["gain_per_1000_voxels"], 5), _number(arm["gain_per_minute"], 5)]
        )
    return _table(head, rows)


def _budgets(results: dict[str, Any]) -> str:
    labels = [str(point["labels"]) for point in results["arms"][0]["points"]]
    full = results["full_data"]
    head = ["Dice at", *(f"{n} labels" for n in labels)] + (
        [f"all {full['labels']}"] if full else []
    )
    rows = []
    for arm in results["arms"]:
        row = [titled(arm["strategy"]), *(_interval(point["dice"]) for point in arm["points"])]
        rows.append(row + ([_interval(full["dice"])] if full else []))
    return _table(head, rows)


def _pairs(results: dict[str, Any]) -> str:
    head = ["Pair", "AUBC difference (95 % interval)", "p (paired t, Holm)", "p (Wilcoxon)", ""]
    rows = [
        [
            f"{titled(pair['a'])} - {titled(pair['b'])}",
            _interval(pair["difference"], sign="+"),
            _number(pair["p_holm"], 3),
            _number(pair["p_wilcoxon"], 3),
            TOLD[pair["tie"]],
        ]
        for pair in results["pairs"]
    ]
    return _table(head, rows) if rows else ""


def _verdict(results: dict[str, Any]) -> list[str]:
    return [f"- {line}" for line in results["verdict"]]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _interval(found: dict[str, Any], sign: str = "") -> str:
    mean = f"{found['mean']:{sign}.4f}"
    if found["low"] is None:
        return mean
    return f"{mean} ({found['low']:{sign}.4f} to {found['high']:{sign}.4f})"


def _reach(value: float | None, at_start: bool) -> str:
    if value is None:
        return "not reached"
    return f"{'at most ' if at_start else ''}{math.ceil(value - 1e-9):,}"


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
