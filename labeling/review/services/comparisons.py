"""Keeping what a comparison of two reads found."""

from typing import Any

from labeling.annotate.models import Revision
from labeling.core import jobs
from labeling.review.models import Comparison


def keep_comparison(*, one: Revision, other: Revision, found: dict[str, Any]) -> Comparison:
    """Store what `comparing.compare` found, once for a pair."""
    kept, _ = Comparison.objects.get_or_create(
        one=one, other=other, defaults={"case_id": one.case_id, **found}
    )
    return kept


def request_comparison(case_id: int) -> None:
    """Have the two reads of a case compared by a job; asked again while it waits, nothing happens."""
    jobs.enqueue(
        "review.compare_reads", queue="web", once=f"compare reads {case_id}", case_id=case_id
    )
