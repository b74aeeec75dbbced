"""The catalogue of strategies: what people read about each, and what its parameters may be.

Plain data. The strategies themselves are classes in `activelearning.pick.strategies`; a test holds
names, parameters, bounds and defaults of both equal.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

Need = Literal["model", "embedding", "members", "findings"]
Kind = Literal["number", "integer", "option", "text"]

AGGREGATIONS = ("band", "mean", "top_k", "patch_max", "soft")
MEASURES = (
    "entropy",
    "margin",
    "least_confidence",
    "expected_entropy",
    "mutual_information",
    "pairwise_dice",
    "soft_dice",
)
OF_MEMBERS = ("expected_entropy", "mutual_information", "pairwise_dice", "disagreement")


class Parameter(TypedDict):
    """A number of a strategy that a lead may set. Bounds are None and options empty where none.

    `of_members` are the options that only several looks at a case can answer.
    """

    name: str
    title: str
    kind: Kind
    default: float | int | str
    minimum: float | None
    maximum: float | None
    options: list[str]
    of_members: list[str]
    words: str


class Entry(TypedDict):
    """A strategy as it is offered."""

    name: str
    title: str
    explanation: str
    reference: str
    needs: list[Need]
    parameters: list[Parameter]


def _number(name: str, title: str, words: str, span: tuple[float, float, float]) -> Parameter:
    """`span` is default, minimum, maximum; whole numbers make a whole-number parameter."""
    default, minimum, maximum = span
    kind: Kind = "integer" if all(isinstance(one, int) for one in span) else "number"
    return Parameter(
        name=name,
        title=title,
        kind=kind,
        default=default,
        minimum=minimum,
        maximum=maximum,
        options=[],
        of_members=[],
        words=words,
    )


def _option(name: str, title: str, words: str, options: tuple[str, ...]) -> Parameter:
    """The first is the default."""
    return Parameter(
        name=name,
        title=title,
        kind="option",
        default=options[0],
        minimum=None,
        maximum=None,
        options=list(options),
        of_members=[one for one in options if one in OF_MEMBERS],
        words=words,
    )


def _entry(
    name: str,
    title: str,
    explanation: str,
    reference: str = "",
    *,
    needs: tuple[Need, ...] = ("model",),
    parameters: tuple[Parameter, ...] = (),
) -> Entry:
    return Entry(
        name=name,
        title=title,
        explanation=explanation,
        reference=reference,
        needs=list(needs),
        parameters=list(parameters),
    )


AGGREGATION = _option(
    "aggregation",
    "Voxels to one number",
    "Mean near the predicted boundary, of the whole volume, of the most doubtful voxels, the "
    "greatest mean of a patch, or weighted by the predicted classes.",
    AGGREGATIONS,
)
MEASURE = _option("measure", "Measure of doubt", "What cases are ranked by.", MEASURES)
BETA = "Small explores, great takes the most doubtful."

CATALOGUE: tuple[Entry, ...] = (
    _entry(
        "schedule",
        "Schedule",
        "Typical cases before there is a model, then doubt per label with noise that fades, then "
        "the most doubtful.",
        needs=(),
        parameters=(
            _number(
                "clasp_rounds",
                "Rounds with noise",
                "Up to this round doubt per label is used; from then on the plain ranking.",
                (8, 0, 100),
            ),
            _option(
                "then",
                "Afterwards by",
                "The ranking of late rounds; disagreement needs a model with several members.",
                ("entropy", "disagreement"),
            ),
        ),
    ),
    _entry(
        "clasp",
        "Doubt per label with noise",
        "Part of the batch is split evenly over the labels, the rest goes to overall doubt; noise "
        "that fades from round to round keeps early batches varied.",
        "ClaSP PE, arXiv 2601.13677",
        parameters=(
            _number(
                "class_share",
                "Share for single labels",
                "Of the batch, split evenly over the labels.",
                (2 / 3, 0.0, 1.0),
            ),
            _number("beta_start", "Beta at the start", BETA, (1.0, 0.01, 1000.0)),
            _number("beta_end", "Beta at the end", BETA, (100.0, 0.01, 1000.0)),
            _number("rounds", "Rounds until then", "Beta stays from there on.", (8, 1, 100)),
        ),
    ),
    _entry(
        "entropy",
        "Predictive entropy",
        "The cases where the predicted probabilities are spread most.",
        parameters=(AGGREGATION,),
    ),
    _entry(
        "margin",
        "Margin",
        "The cases where the two most probable labels lie closest.",
        parameters=(AGGREGATION,),
    ),
    _entry(
        "least_confidence",
        "Least confidence",
        "The cases whose most probable label is least probable.",
        parameters=(AGGREGATION,),
    ),
    _entry(
        "bald",
        "Mutual information",
        "The cases on which members are each sure and yet do not agree.",
        "BALD, arXiv 1112.5745",
        needs=("model", "members"),
        parameters=(AGGREGATION,),
    ),
    _entry(
        "expected_entropy",
        "Expected entropy",
        "The cases on which each member by itself is unsure.",
        needs=("model", "members"),
        parameters=(AGGREGATION,),
    ),
    _entry(
        "disagreement",
        "Disagreement of members",
        "The cases whose masks by several members overlap least (Dice).",
        needs=("model", "members"),
    ),
    _entry(
        "soft_dice",
        "Expected Dice",
        "The cases for which the model itself expects the lowest Dice.",
    ),
    _entry(
        "power",
        "Doubt with noise",
        "Draws cases, the more doubtful the likelier, so that a batch is not eight times the same.",
        "Stochastic batch acquisition, arXiv 2106.12059",
        parameters=(MEASURE, AGGREGATION, _number("beta", "Beta", BETA, (1.0, 0.01, 1000.0))),
    ),
    _entry(
        "stochastic_batch",
        "Best of random batches",
        "Draws many batches by chance and takes the one with the greatest mean doubt.",
        "Stochastic batches, arXiv 2301.07670",
        parameters=(
            MEASURE,
            AGGREGATION,
            _number(
                "batches", "Batches drawn", "More is closer to the plain ranking.", (100, 1, 10_000)
            ),
        ),
    ),
    _entry(
        "ranked_batch",
        "Ranked batch",
        "One after the other the case that is doubtful and far from all that is labelled.",
        "Cardoso et al., Information Sciences 2017; modAL",
        needs=("model", "embedding"),
        parameters=(MEASURE, AGGREGATION),
    ),
    _entry(
        "coreset",
        "Cover the pool",
        "One after the other the case that is least like anything labelled.",
        "CoreSet, arXiv 1708.00489",
        needs=("embedding",),
    ),
    _entry(
        "badge",
        "Doubtful and varied",
        "Cases that would change the model much, and each in another way.",
        "BADGE, arXiv 1906.03671",
        needs=("model", "embedding"),
    ),
    _entry(
        "typiclust",
        "Typical of what is missing",
        "The most typical case of each large group of which nothing is labelled; good for few labels.",
        "TypiClust, arXiv 2202.02794",
        needs=("embedding",),
        parameters=(
            _number("neighbours", "Neighbours", "By which typical is measured.", (20, 1, 200)),
            _number("clusters", "Groups at most", "As many as labels otherwise.", (500, 2, 2000)),
        ),
    ),
    _entry(
        "medoids",
        "Typical cases",
        "The pool is split in as many groups as places; of each the case in the middle.",
        needs=("embedding",),
    ),
    _entry(
        "triage",
        "Near the triage threshold",
        "Of findings: the cases whose probability lies closest to the threshold.",
        needs=("model", "findings"),
        parameters=(
            Parameter(
                name="finding",
                title="Finding",
                kind="text",
                default="",
                minimum=None,
                maximum=None,
                options=[],
                of_members=[],
                words="Its key; empty takes the most probable finding of a case.",
            ),
            _number(
                "threshold",
                "Threshold",
                "The probability that gives the sensitivity that triage aims at.",
                (0.5, 0.0, 1.0),
            ),
        ),
    ),
    _entry(
        "foreground_33",
        "Chance, a third by foreground",
        "A baseline: a third drawn with weights of the predicted foreground, the rest evenly.",
        "After the foreground-aware random patches of nnActive, for whole cases",
    ),
    _entry(
        "foreground_66",
        "Chance, two thirds by foreground",
        "A baseline: two thirds drawn with weights of the predicted foreground, the rest evenly.",
        "After the foreground-aware random patches of nnActive, for whole cases",
    ),
    _entry("random", "Chance", "Every case is equally likely; a baseline.", needs=()),
)

BY_NAME: Mapping[str, Entry] = {entry["name"]: entry for entry in CATALOGUE}


def with_defaults(strategy: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter of a strategy: as it was set, or as it is by default."""
    return {one["name"]: one["default"] for one in BY_NAME[strategy]["parameters"]} | dict(given)


def ranks_by_members(strategy: str, parameters: Mapping[str, object]) -> bool:
    """Whether the strategy, as it is set, ranks by where several looks at a case disagree."""
    entry = BY_NAME[strategy]
    return "members" in entry["needs"] or any(
        parameters.get(one["name"]) in one["of_members"] for one in entry["parameters"]
    )
