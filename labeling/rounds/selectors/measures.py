"""The measures behind a score, in words.

Keys are those of `Score.components`: a measure alone is its mean near the predicted border;
`<measure>.<way>` is counted another way; `label:<value>` and `class_entropy:<value>` are of one label. In
a project of findings a measure is its mean over the findings, and `class_entropy:<key>` is of one.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from labeling.projects.models import Project
from labeling.projects.strategies import with_defaults

Group = Literal["label", "overall", "detail"]

ENTROPY = "entropy"
NEAR_BORDER = "mean within 2 mm of the predicted border"
OVER_FINDINGS = "mean over the findings"
Names = Mapping[int | str, str]

MEASURES: dict[str, tuple[str, str]] = {
    "entropy": ("Entropy", "How undecided the model is between the labels"),
    "mutual_information": (
        "Mutual information",
        "What several passes of the model disagree on though each is sure; more labels cure it",
    ),
    "expected_entropy": (
        "Expected entropy",
        "How undecided each of several passes is by itself; more labels do not cure it",
    ),
    "margin": ("Margin", "How close the second likeliest label comes to the likeliest"),
    "least_confidence": ("Least confidence", "How far the likeliest label is from certain"),
}
WAYS: dict[str, tuple[str, str]] = {
    "mean": ("whole volume", "mean over the whole volume"),
    "top_k": ("worst hundredth", "mean of the volume's most doubtful hundredth"),
    "patch_max": ("worst place", "greatest mean of any cube of 10 mm"),
    "soft": ("inside labels", "mean where each label is thought to be"),
}
OF_THE_CASE: dict[str, tuple[str, str]] = {
    "pairwise_dice": (
        "Members apart",
        "One minus the Dice between the masks of several passes of the model",
    ),
    "soft_dice": (
        "Dice at risk",
        "One minus the Dice to be expected of this mask if the model's probabilities are right",
    ),
    "triage": (
        "At the threshold",
        "How close the film comes to the line below which it is cleared",
    ),
    "foreground": ("Greatest foreground", "Greatest probability of any label in the volume"),
    "entropy_once": ("Entropy, first pass", "Before several passes looked at it again"),
    "foreground_voxels": ("Share labelled", "Share of the volume that the model gives a label"),
}
PER_LABEL: dict[str, tuple[str, str]] = {
    "label": ("entropy", "Entropy where this label is thought to be, near the predicted border"),
    "class_entropy": (
        "worst place",
        "Greatest mean of any cube of 10 mm of the label's probability times the entropy",
    ),
}
PER_FINDING: dict[str, tuple[str, str]] = {
    "class_entropy": ("entropy", "How undecided the model is about this finding"),
    "finding": ("probability", "How likely the model holds this finding to be"),
}
OF_STRATEGY = {
    "bald": "mutual_information",
    "disagreement": "pairwise_dice",
    "foreground_33": "foreground_voxels",
    "foreground_66": "foreground_voxels",
}


class Words(TypedDict):
    """A measure for people: `group` says where it is shown."""

    name: str
    about: str
    group: Group


class Component(Words):
    """One measure behind a score; `key` for programs, `name` and `about` for people."""

    key: str
    value: float


def label_names(project: Project) -> Names:
    """Name of each label by its value; of a project of findings, of each finding by its key."""
    names = dict[int | str, str]((label.value, label.name) for label in project.labels.all())
    return names | {finding.key: finding.name for finding in project.findings.all()}


def words_of(key: str, labels: Names) -> Words:
    """What a key means; one that is not known is its own name."""
    kind, _, value = key.partition(":")
    if kind in PER_LABEL and value.isdigit():
        name, about = PER_LABEL[kind]
        label = labels.get(int(value), f"Label {value}")
        group: Group = "label" if kind == "label" else "detail"
        return Words(name=f"{label} {name}", about=about, group=group)
    if kind in PER_FINDING and value in labels:
        name, about = PER_FINDING[kind]
        return Words(name=f"{labels[value]} {name}", about=about, group="label")
    if key in OF_THE_CASE:
        name, about = OF_THE_CASE[key]
        shown = key in ("pairwise_dice", "soft_dice", "triage")
        return Words(name=name, about=about, group="overall" if shown else "detail")
    measure, _, way = key.partition(".")
    if measure in MEASURES and (not way or way in WAYS):
        films = any(isinstance(name, str) for name in labels)
        return _of_measure(measure, way, plain=OVER_FINDINGS if films else NEAR_BORDER)
    return Words(name=key, about="", group="detail")


def named_components(labels: Names, components: Mapping[str, float]) -> list[Component]:
    """Labels first, greatest first; then the measures, then the other ways of counting them."""
    order = list[str](("label", "overall", "detail"))
    known = [*MEASURES, *OF_THE_CASE]
    named = [
        Component(key=key, value=round(value, 4), **words_of(key, labels))
        for key, value in components.items()
    ]

    def place(one: Component) -> tuple[int, int, float]:
        base = one["key"].partition(".")[0]
        rank = known.index(base) if base in known else len(known)
        return (order.index(one["group"]), rank, -one["value"])

    return sorted(named, key=place)


def measure_for(
    strategy: str, parameters: Mapping[str, Any], components: Mapping[str, float]
) -> str:
    """Key of the component that stands for a strategy: the first of those that the case has.

    Strategies that rank by no measure of their own, such as diverse ones, are shown by entropy.
    """
    wanted = measured_by(strategy, parameters)
    for key in (wanted, wanted.partition(".")[0]):
        if key in components:
            return key
    return ENTROPY


def measured_by(strategy: str, parameters: Mapping[str, Any]) -> str:
    """Key of the component that a strategy of one measure ranks by, such as "margin.soft"."""
    given = with_defaults(strategy, parameters)
    measure = str(given.get("measure", OF_STRATEGY.get(strategy, strategy)))
    way = given.get("aggregation", "band")
    return measure if way == "band" or measure in OF_THE_CASE else f"{measure}.{way}"


def _of_measure(measure: str, way: str, *, plain: str) -> Words:
    name, about = MEASURES[measure]
    if not way:
        return Words(name=name, about=f"{about}; {plain}", group="overall")
    short, long = WAYS[way]
    return Words(name=f"{name}, {short}", about=f"{about}; {long}", group="detail")
