"""An arm of a simulation: a strategy, with parameters of its own where they are said."""

from __future__ import annotations

import json
from dataclasses import dataclass

from activelearning.pick.errors import ParameterProblem
from activelearning.pick.parameters import build
from activelearning.pick.strategies import STRATEGIES as CLASSES
from activelearning.simulate.errors import BadProtocol
from labeling.projects.strategies import BY_NAME
from labeling.simulations.parameters import OF_FINDINGS, STRATEGIES


@dataclass(frozen=True)
class Arm:
    """A strategy and what differs from its defaults."""

    strategy: str
    parameters: dict[str, object]

    @classmethod
    def read(cls, text: str) -> Arm:
        """From `strategy:parameter=value:parameter=value`.

        Raises:
            BadProtocol: there is no such strategy or parameter, a value is out of bounds, or it
                picks by findings.
        """
        strategy, *said = text.split(":")
        if strategy in OF_FINDINGS:
            raise BadProtocol(f"{text} picks by findings, and masks are simulated.")
        if strategy not in STRATEGIES:
            raise BadProtocol(
                f"strategies cannot hold {text!r:.80}.",
                expected=f"one of {', '.join(STRATEGIES)}",
                got=strategy[:80] or "nothing",
            )
        parameters = {}
        for one in said:
            name, _, value = one.partition("=")
            if name in parameters:
                raise BadProtocol(f"{text}:", expected="each parameter once", got=f"{name} twice")
            parameters[name] = _value(value)
        try:
            build(CLASSES[strategy], parameters)
        except ParameterProblem as problem:
            raise BadProtocol(f"{text}: {problem}") from problem
        return cls(strategy, parameters)


def titled(arm: str) -> str:
    """As guide and screens name it: "Doubt with noise (beta=8, measure=margin)"."""
    strategy, *said = arm.split(":")
    title = BY_NAME[strategy]["title"]
    return f"{title} ({', '.join(said)})" if said else title


def _value(text: str) -> object:
    """A number where it reads as one, else the word."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
