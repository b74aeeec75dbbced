"""Which rule took a case, and what bound a batch, in words.

A rule is a key, with an argument after a colon where it has one: "class:2", "medoid:3". A pick that
filled a group's minimum has the group before it: "site:Leiden/class:2".
"""

from collections.abc import Mapping
from typing import Any

from labeling.projects.models import Project
from labeling.rounds.selectors.measures import words_of

WORDS = {
    "exploration": "Drawn by chance, as the control arm",
    "unscored": "Drawn by chance: the strategy had nothing to weigh it by",
    "uniform": "Drawn by chance",
    "top": "Among the most doubtful",
    "overall": "Chance and overall doubt",
    "power": "Chance and doubt",
    "batch": "In the most doubtful of many random batches",
    "ranked": "Doubtful, and far from what is labelled",
    "centre": "In the middle of the pool, as the first",
    "farthest": "Least like anything labelled or picked",
    "diverse": "Doubtful, and in another way than the picks before",
    "medoid": "Most typical case of cluster {}",
    "typical": "Most typical case of cluster {}, of which little is labelled",
    "class": "Chance and doubt about {}",
    "foreground": "Drawn with weights of the predicted foreground",
    "triage": "Near the triage threshold",
}
GROUPS = {"site": "site", "scanner": "scanner", "finding": "finding"}
BOUNDS = {
    "most": "{group}: no more than {wanted:g} of a batch; there were more to take.",
    "least": "{group}: at least {wanted:g} asked for, {got:g} in the batch.",
    "minutes": "Expected minutes: at most {wanted:g}, so that {got:g} were filled.",
    "pool": "The pool has too few patients: {wanted:g} cases asked for, {got:g} found.",
    "measure": "No case has been scored by {wanted}; {got} was used instead.",
}


def class_names(project: Project) -> dict[str, str]:
    """What rules call a class -> its name: label values and keys of findings."""
    labels = {str(label.value): label.name for label in project.labels.all()}
    return labels | {finding.key: finding.name for finding in project.findings.all()}


def rule_words(rule: str, names: Mapping[str, str]) -> str:
    """One line for people; empty where no rule was recorded.

    >>> rule_words("site:Leiden/class:2", {"2": "Spleen"})
    'For the quota of site Leiden: chance and doubt about Spleen'
    """
    group, _, own = rule.rpartition("/")
    key, _, argument = own.partition(":")
    words = WORDS.get(key, own).format(names.get(argument, argument))
    if not group:
        return words
    by, _, name = group.partition(":")
    lowered = words[:1].lower() + words[1:]
    return f"For the quota of {GROUPS.get(by, by)} {names.get(name, name)}: {lowered}"


def bound_words(bound: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One sentence on what kept a batch from being what was asked."""
    by, _, kind = str(bound["rule"]).rpartition(".")
    group = str(bound.get("group", ""))
    wanted, got = (
        words_of(one, {})["name"].lower() if isinstance(one, str) else one
        for one in (bound["wanted"], bound["got"])
    )
    of = f"{GROUPS.get(by, by).capitalize()} {names.get(group, group)}"
    return BOUNDS[kind].format(group=of, wanted=wanted, got=got)
