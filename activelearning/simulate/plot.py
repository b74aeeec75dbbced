"""Learning curves as a picture, drawn with Pillow: bands are 95 % intervals over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from activelearning.simulate.arms import titled

WIDTH, HEIGHT = 1520, 640
FINER = 2
"""Drawn larger and made smaller, for smooth lines."""
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#333333", "#8B5A2B")
"""Okabe and Ito's, which hold for colour-blind eyes; each arm has a mark of its own too."""
INK, FAINT, GRID = "#1F2328", "#6B737C", "#E4E7EA"
BAND_ALPHA = 38
CORNERS = (0, 4, 3, 5, 6, 4, 3, 8)
"""Of each arm's mark; 0 is a disc."""
LEFT, RIGHT, TOP, BOTTOM, LEGEND = 84, 28, 48, 64, 52


def draw(results: dict[str, Any]) -> Image.Image:
    """Dice over labels and Dice over edited voxels, with the full-data line and its marks."""
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), "white")
    half = WIDTH // 2
    low, high = _dice_range(results)
    for left, axis, title in (
        (0, "labels", "Labelled cases"),
        (half, "edited", "Edited voxels (thousands), start set included"),
    ):
        scale = 1000.0 if axis == "edited" else 1.0
        xs = [p[axis] / scale for arm in results["arms"] for p in arm["points"]]
        marks = sorted(set(xs)) if axis == "labels" else ticks(min(xs), max(xs))
        frame = Frame(left, half, (min(xs), max(xs)), (low, high), tuple(marks))
        _axes(image, frame, title)
        _references(image, frame, results)
        for number, arm in enumerate(results["arms"]):
            points = [(point[axis] / scale, point["dice"]) for point in arm["points"]]
            _curve(image, frame, points, number)
    _legend(image, results)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


@dataclass(frozen=True)
class Frame:
    """One panel, from `left` and `width` wide; `xs` and `ys` are the ranges of the data.

    `marks` are the numbers written under it.
    """

    left: int
    width: int
    xs: tuple[float, float]
    ys: tuple[float, float]
    marks: tuple[float, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the drawn area, in finer pixels."""
        edges = (self.left + LEFT, TOP, self.left + self.width - RIGHT, HEIGHT - BOTTOM - LEGEND)
        left, top, right, bottom = (edge * FINER for edge in edges)
        return left, top, right, bottom

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Data to finer pixels, with a little room at both sides."""
        left, top, right, bottom = self.box
        span = (self.xs[1] - self.xs[0]) or 1.0
        inset = 14 * FINER
        across = left + inset + (x - self.xs[0]) / span * (right - left - 2 * inset)
        return across, bottom - (y - self.ys[0]) / (self.ys[1] - self.ys[0]) * (bottom - top)


def ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Round numbers within the range, about `count` of them."""
    raw = (high - low) / max(1, count) or 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= raw)
    first = math.ceil(low / step - 1e-9)
    return [round(n * step, 10) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _dice_range(results: dict[str, Any]) -> tuple[float, float]:
    values = [
        value
        for arm in results["arms"]
        for point in arm["points"]
        for value in (point["dice"]["mean"], point["dice"]["low"], point["dice"]["high"])
        if value is not None
    ]
    values += list(results["marks"].values())
    if results["full_data"]:
        values.append(results["full_data"]["dice"]["mean"])
    room = max(0.01, 0.06 * (max(values) - min(values)))
    return max(0.0, min(values) - room), min(1.0, max(values) + room)


def _axes(image: Image.Image, frame: Frame, title: str) -> None:
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = frame.box
    small = _font(14)
    for y in ticks(*frame.ys):
        _, at = frame.at(frame.xs[0], y)
        pen.line([(left, at), (right, at)], fill=GRID, width=FINER)
        pen.text((left - 10 * FINER, at), f"{y:.2f}", fill=FAINT, font=small, anchor="rm")
    for x in frame.marks:
        at, _ = frame.at(x, frame.ys[0])
        pen.line([(at, bottom), (at, bottom + 5 * FINER)], fill=FAINT, width=FINER)
        pen.text((at, bottom + 10 * FINER), f"{x:g}", fill=FAINT, font=small, anchor="ma")
    pen.line([(left, bottom), (right, bottom)], fill=FAINT, width=FINER)
    middle = (left + right) / 2
    pen.text((middle, bottom + 36 * FINER), title, fill=INK, font=_font(15), anchor="ma")
    pen.text(
        (left - 56 * FINER, top - 30 * FINER),
        "Mean Dice on the holdout",
        fill=INK,
        font=_font(15),
        anchor="lt",
    )


def _references(image: Image.Image, frame: Frame, results: dict[str, Any]) -> None:
    """The full-data Dice and the shares of it that strategies are asked to reach."""
    if not results["full_data"]:
        return
    pen = ImageDraw.Draw(image)
    left, _, right, _ = frame.box
    lines = {"full data": results["full_data"]["dice"]["mean"]}
    lines |= {f"{mark} %": value for mark, value in results["marks"].items()}
    for name, value in lines.items():
        _, at = frame.at(frame.xs[0], value)
        _dashes(pen, left, right, at, dense=name == "full data")
        pen.text((left + 6 * FINER, at - 3 * FINER), name, fill=FAINT, font=_font(12), anchor="lb")


def _dashes(pen: ImageDraw.ImageDraw, left: float, right: float, at: float, *, dense: bool) -> None:
    dash, gap = (12 * FINER, 5 * FINER) if dense else (4 * FINER, 6 * FINER)
    x = left
    while x < right:
        pen.line(
            [(x, at), (min(x + dash, right), at)], fill=FAINT, width=FINER * (2 if dense else 1)
        )
        x += dash + gap


def _curve(
    image: Image.Image,
    frame: Frame,
    points: Sequence[tuple[float, dict[str, Any]]],
    number: int,
) -> None:
    colour = COLOURS[number % len(COLOURS)]
    xs = [x for x, _ in points]
    dice = [found for _, found in points]
    if all(one["low"] is not None for one in dice) and len(points) > 1:
        upper = [frame.at(x, one["high"]) for x, one in zip(xs, dice, strict=True)]
        lower = [frame.at(x, one["low"]) for x, one in zip(xs, dice, strict=True)]
        veil = Image.new("L", image.size, 0)
        ImageDraw.Draw(veil).polygon([*upper, *reversed(lower)], fill=BAND_ALPHA)
        image.paste(Image.new("RGB", image.size, colour), mask=veil)
    pen = ImageDraw.Draw(image)
    line = [frame.at(x, one["mean"]) for x, one in zip(xs, dice, strict=True)]
    pen.line(line, fill=colour, width=int(2.4 * FINER), joint="curve")
    for at in line:
        _mark(pen, at, colour, number)


def _mark(pen: ImageDraw.ImageDraw, at: tuple[float, float], colour: str, number: int) -> None:
    size = 5.5 * FINER
    corners = CORNERS[number % len(CORNERS)]
    if corners == 0:
        pen.ellipse([at[0] - size, at[1] - size, at[0] + size, at[1] + size], fill=colour,
                    outline="white", width=FINER)  # fmt: skip
        return
    turn = 45 if number == 5 else 0
    pen.regular_polygon((at[0], at[1], size * 1.2), corners, rotation=turn, fill=colour,
                        outline="white")  # fmt: skip


def _legend(image: Image.Image, results: dict[str, Any]) -> None:
    """Under both panels, in as many rows as the names need."""
    pen = ImageDraw.Draw(image)
    font = _font(15)
    names = [titled(arm["strategy"]) for arm in results["arms"]]
    widths = [pen.textlength(name, font=font) + 62 * FINER for name in names]
    start = x = (WIDTH * FINER - min(sum(widths), (WIDTH - 2 * RIGHT) * FINER)) / 2
    y = (HEIGHT - LEGEND // 2 - 4) * FINER
    for number, (name, width) in enumerate(zip(names, widths, strict=True)):
        if x + width > (WIDTH - RIGHT) * FINER + 1:
            x, y = start, y + 20 * FINER
        colour = COLOURS[number % len(COLOURS)]
        pen.line([(x, y), (x + 30 * FINER, y)], fill=colour, width=int(2.4 * FINER))
        _mark(pen, (x + 15 * FINER, y), colour, number)
        pen.text((x + 38 * FINER, y), name, fill=INK, font=font, anchor="lm")
        x += width


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * FINER)
