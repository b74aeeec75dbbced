"""Whether more labels still pay: advice with its evidence, never an act. Pure functions.

Each rule says "enough", "go_on" or "early", which is too early to say. A lead decides.
"""

from collections.abc import Sequence
from typing import Literal, TypedDict

import numpy as np

from labeling.review.bootstrap import FEWEST, Interval

Verdict = Literal["enough", "go_on", "early"]

GAIN = 0.005
MODELS_BACK = 2
AGREE = 0.99
MODELS_IN_A_ROW = 3
LEAST_CASES = 5


class Advice(TypedDict):
    """One rule: what it says, and the numbers that it says it from."""

    rule: str
    verdict: Verdict
    title: str
    evidence: str


def gain_advice(dice: Sequence[float]) -> Advice:
    """From the validation Dice of each model, oldest first: what the last two gained over the best."""
    title = "Learning curve"
    if len(dice) <= MODELS_BACK:
        have = f"{len(dice)} of {MODELS_BACK + 1} measured models"
        return _advice("gain", "early", title, f"Too early to say: {have}.")
    gain = max(dice[-MODELS_BACK:]) - max(dice[:-MODELS_BACK])
    words = (
        f"The better of the last {MODELS_BACK} models gained {gain:+.3f} validation Dice; below {GAIN:.3f} a case "
        "more changes little."
    )
    return _advice("gain", "enough" if gain < GAIN else "go_on", title, words)


def agreement_advice(dice: Sequence[tuple[int, float]]) -> Advice:
    """From (model number, mean Dice of its drafts with those of the model before), oldest first."""
    title = "Successive models"
    last = dice[-MODELS_IN_A_ROW:]
    if len(last) < MODELS_IN_A_ROW:
        have = f"{len(last)} of {MODELS_IN_A_ROW} changes of the model"
        return _advice("agreement", "early", title, f"Too early to say: {have}.")
    told = ", ".join(f"v{number} {value:.3f}" for number, value in last)
    words = f"Dice with the drafts of the model before: {told}; settled at {AGREE:.2f} three times."
    settled = all(value >= AGREE for _, value in last)
    return _advice("agreement", "enough" if settled else "go_on", title, words)


def human_advice(model: Sequence[float], readers: Sequence[float]) -> Advice:
    """From the Dice of drafts with what was approved, and that of two readers, case by case."""
    title = "Human level"
    if min(len(model), len(readers)) < LEAST_CASES:
        have = f"{len(model)} corrected drafts and {len(readers)} cases read twice"
        return _advice(
            "human", "early", title, f"Too early to say: {have}; {LEAST_CASES} of each are needed."
        )
    ours, theirs = float(np.mean(model)), float(np.mean(readers))
    words = (
        f"Drafts agree with what is approved at {ours:.3f} ({len(model)} cases), two readers with "
        f"each other at {theirs:.3f} ({len(readers)})."
    )
    return _advice("human", "enough" if ours >= theirs else "go_on", title, words)


def budget_advice(spent_minutes: float, budget_minutes: int | None) -> Advice | None:
    """Readers' active minutes against the project's budget; None where there is none."""
    if not budget_minutes:
        return None
    words = f"{spent_minutes:.0f} of {budget_minutes} minutes of reading are spent."
    spent = spent_minutes >= budget_minutes
    return _advice("budget", "enough" if spent else "go_on", "Budget", words)


def arms_words(difference: Interval | None) -> str:
    """What the difference of draft Dice, picked minus control, says about picking."""
    if difference is None or difference["low"] is None or difference["high"] is None:
        n = difference["n"] if difference else 0
        return f"Too early to say: {n} corrected cases in the smaller arm, {FEWEST} are needed."
    if difference["high"] < 0:
        return (
            "The model is wrong more often on picked cases than on random ones: picking finds them."
        )
    if difference["low"] > 0:
        return "The model does better on picked cases than on random ones: picking misses its aim."
    return "A tie: no difference between picked cases and random ones can be told yet."


def _advice(rule: str, verdict: Verdict, title: str, evidence: str) -> Advice:
    return Advice(rule=rule, verdict=verdict, title=title, evidence=evidence)
