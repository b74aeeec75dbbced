"""Named, bounded parameters of strategies: a field of the strategy's class is a parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar

from activelearning.pick.errors import ParameterProblem

S = TypeVar("S")


@dataclass(frozen=True)
class Number:
    """A float within bounds."""

    minimum: float
    maximum: float

    def read(self, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ParameterProblem(name, expected="a number", got=value)
        if not self.minimum <= value <= self.maximum:
            raise ParameterProblem(name, expected=f"{self.minimum} to {self.maximum}", got=value)
        return float(value)


@dataclass(frozen=True)
class Integer:
    """A whole number within bounds."""

    minimum: int
    maximum: int

    def read(self, name: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ParameterProblem(name, expected="a whole number", got=value)
        if not self.minimum <= value <= self.maximum:
            raise ParameterProblem(name, expected=f"{self.minimum} to {self.maximum}", got=value)
        return value


@dataclass(frozen=True)
class Option:
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, name: str, value: object) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise ParameterProblem(name, expected=f"one of {', '.join(self.options)}", got=value)
        return value


@dataclass(frozen=True)
class Text:
    """A short word, such as the key of a finding; empty where none is meant."""

    longest: int = 64

    def read(self, name: str, value: object) -> str:
        if not isinstance(value, str) or len(value) > self.longest:
            raise ParameterProblem(name, expected=f"at most {self.longest} letters", got=value)
        return value


def number(default: float, minimum: float, maximum: float) -> Any:
    return field(default=default, metadata={"kind": Number(minimum, maximum)})


def integer(default: int, minimum: int, maximum: int) -> Any:
    return field(default=default, metadata={"kind": Integer(minimum, maximum)})


def option(default: str, options: Sequence[str]) -> Any:
    return field(default=default, metadata={"kind": Option(tuple(options))})


def text(default: str) -> Any:
    return field(default=default, metadata={"kind": Text()})


def parameters_of(strategy: type) -> dict[str, Field[Any]]:
    """The parameters of a strategy's class, in order."""
    return {one.name: one for one in fields(strategy) if "kind" in one.metadata}


def build(strategy: type[S], values: Mapping[str, object]) -> S:
    """A strategy with these parameters; what is left out takes its default.

    Raises:
        ParameterProblem: a name that it does not have, or a value that is out of bounds.
    """
    known = parameters_of(strategy)
    for name in values:
        if name not in known:
            raise ParameterProblem(name, expected=f"one of {', '.join(known) or 'none'}", got=name)
    read = {name: known[name].metadata["kind"].read(name, value) for name, value in values.items()}
    return strategy(**read)
