"""What a project may say about how its batches are picked, checked at the door.

Constraints are stored as `{"quotas": [{"by", "value", "minimum", "maximum_share"}], "per_minute",
"max_minutes"}`. One case per patient always holds and is not among them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from labeling.projects.errors import StrategyProblem
from labeling.projects.models import Project, RescoreBy, Strategy, Task
from labeling.projects.strategies import BY_NAME, Parameter, ranks_by_members

MOST_QUOTAS = 20
RANKING = {"task", "strategy", "strategy_parameters", "members"}
"""What says by which numbers cases are ranked, and whether a project has them."""


def picking_values(project: Project | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values to store, checked; parameters of another strategy than the new one are dropped.

    Args:
        project: as it is; None for one that is being made.
        values: of which those of RANKING and `pick_constraints` are read.

    Raises:
        StrategyProblem: 422, naming what was expected and what came.
    """
    checked: dict[str, Any] = {}
    task = values.get("task") or (project.task if project else Task.SEGMENTATION)
    strategy = values.get("strategy") or (project.strategy if project else Strategy.SCHEDULE)
    if "strategy_parameters" in values:
        checked["strategy_parameters"] = check_parameters(strategy, values["strategy_parameters"])
    elif project is not None and strategy != project.strategy:
        checked["strategy_parameters"] = {}
    if "pick_constraints" in values:
        checked["pick_constraints"] = check_constraints(task, values["pick_constraints"])
    if task == Task.SEGMENTATION and values.keys() & RANKING:
        kept = project.strategy_parameters if project else {}
        _check_answerable(
            strategy,
            checked.get("strategy_parameters", kept),
            members=values.get("members") or (project.members if project else RescoreBy.TTA),
        )
    return checked


def _check_answerable(strategy: str, parameters: Mapping[str, Any], *, members: str) -> None:
    """Refuse what a project of masks would never have the numbers for: its rounds would be another's.

    Raises:
        StrategyProblem: 422.
    """
    if "findings" in BY_NAME[strategy]["needs"]:
        raise StrategyProblem(
            "Only projects of findings have a triage threshold to pick by.",
            expected="a strategy for masks",
            got=strategy,
        )
    if members == RescoreBy.NONE and ranks_by_members(strategy, parameters):
        raise StrategyProblem(
            "This ranks by where several looks at a case disagree, and nobody looks again.",
            expected=[one for one in RescoreBy.values if one != RescoreBy.NONE],
            got=members,
        )


def check_parameters(strategy: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters, if each is one of the strategy's and within its bounds.

    Raises:
        StrategyProblem: 422.
    """
    known = {one["name"]: one for one in BY_NAME[strategy]["parameters"]}
    for name, value in parameters.items():
        if name not in known:
            raise StrategyProblem(
                f"The strategy {strategy} has no parameter {name}.", expected=[*known], got=name
            )
        _check_value(known[name], value)
    return dict(parameters)


def _check_value(parameter: Parameter, value: Any) -> None:
    expected = _fault(parameter, value)
    if expected:
        raise StrategyProblem(
            f"{parameter['title']}: expected {expected}.", expected=expected, got=value
        )


def _fault(parameter: Parameter, value: Any) -> str:
    """What was expected; empty when the value is right."""
    match parameter["kind"]:
        case "option":
            right = value in parameter["options"]
            return "" if right else f"one of {', '.join(parameter['options'])}"
        case "text":
            right = isinstance(value, str) and len(value) <= 64 and value.isprintable()
            return "" if right else "at most 64 printable letters"
        case "integer":
            kind: Any = int
        case "number":
            kind = (int, float)
    low, high = parameter["minimum"], parameter["maximum"]
    words = f"a {'whole ' if kind is int else ''}number from {low:g} to {high:g}"
    if isinstance(value, bool) or not isinstance(value, kind) or low is None or high is None:
        return words
    return "" if low <= value <= high else words


def check_constraints(task: str, constraints: Mapping[str, Any]) -> dict[str, Any]:
    """The constraints, if they make sense for projects of this task.

    A group's minimum above what the pool has is no fault: the batch says what could be filled.

    Raises:
        StrategyProblem: 422.
    """
    quotas: Sequence[Mapping[str, Any]] = constraints.get("quotas", [])
    if len(quotas) > MOST_QUOTAS:
        raise StrategyProblem(expected=f"at most {MOST_QUOTAS} quotas", got=len(quotas))
    seen = set()
    for quota in quotas:
        group = (quota["by"], quota.get("value", ""))
        if group in seen:
            raise StrategyProblem(
                "Two quotas name the same group.", expected="one quota for a group", got=list(group)
            )
        seen.add(group)
        if quota["by"] == "finding" and task != Task.CLASSIFICATION:
            raise StrategyProblem(
                "Only projects of findings have quotas per finding.",
                expected=["site", "scanner"],
                got="finding",
            )
    return dict(constraints)
