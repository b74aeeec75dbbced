"""What a pick was ranked by: which number `Pick.value` is, by the rule that took the case."""

from labeling.projects.strategies import with_defaults
from labeling.rounds.models import Pick
from labeling.rounds.selectors.measures import Names, Words, measured_by, words_of

BY_THE_MEASURE = ("top", "power", "batch", "ranked")
OF_RULE = {"overall": "entropy.patch_max", "foreground": "foreground_voxels"}
NO_COMPONENT: dict[str, tuple[str, str]] = {
    "triage": ("At the threshold", "One minus how far its probability lies from the threshold"),
    "farthest": ("Distance", "To the nearest case that is labelled or picked, in the embedding"),
    "diverse": ("Gradient", "Length of the gradient that its likeliest answer would give"),
    "typical": ("Density", "One over the mean distance to its neighbours, in the embedding"),
}
NOT_BY_MINUTES = ("foreground", "farthest", "diverse", "typical")


def ranked_key(pick: Pick) -> str | None:
    """Key of the component that the value is; None where it is none, as where chance took the case."""
    return None if pick.value is None or _by_minutes(pick) else _component(pick)


def ranked_by(pick: Pick, labels: Names) -> Words | None:
    """The value in words; None where there is none."""
    key = _component(pick)
    if pick.value is None:
        return None
    if key is not None:
        words = words_of(key, labels)
    elif _kind(pick) in NO_COMPONENT:
        name, about = NO_COMPONENT[_kind(pick)]
        words = Words(name=name, about=about, group="overall")
    else:
        return None
    if _by_minutes(pick):
        words["name"] += ", per expected minute"
    return words


def _component(pick: Pick) -> str | None:
    kind, _, argument = _own_rule(pick).partition(":")
    if kind == "class":
        return f"class_entropy:{argument}"
    wanted = _measure(pick) if kind in BY_THE_MEASURE else OF_RULE.get(kind)
    stood_in = {one["wanted"]: one["got"] for one in pick.round.bounds if one["rule"] == "measure"}
    return stood_in.get(wanted, wanted)


def _measure(pick: Pick) -> str:
    """A schedule ranks by a measure only once its noise is over."""
    strategy, parameters = pick.round.strategy, pick.round.strategy_parameters
    if strategy == "schedule":
        return measured_by(str(with_defaults(strategy, parameters)["then"]), {})
    return measured_by(strategy, parameters)


def _by_minutes(pick: Pick) -> bool:
    return bool(pick.round.constraints.get("per_minute")) and _kind(pick) not in NOT_BY_MINUTES


def _own_rule(pick: Pick) -> str:
    """Without the group whose minimum it filled."""
    return pick.rule.rpartition("/")[2]


def _kind(pick: Pick) -> str:
    return _own_rule(pick).partition(":")[0]
