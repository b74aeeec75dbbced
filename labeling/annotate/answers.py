"""What submitted answers amount to. Pure."""

from typing import TypedDict

from labeling.imaging.findings import Answers, Proposal, State, proposed_state

OF_PROPOSAL = ("proposed", "differs", "toward")
"""Counts that tell of what the model proposed."""


class FindingCounts(TypedDict):
    """Of one submission.

    Attributes:
        present: findings said to be present; so `absent` and `uncertain`.
        boxes: drawn in all.
        proposed: findings that the model proposed for; None without a proposal.
        differs: of these, how many ended in another state than proposed; "uncertain" is another.
        changed: findings whose state the reader changed after the proposal was shown; None where it
            was not shown.
        toward: of these, how many came to be what was proposed.
    """

    present: int
    absent: int
    uncertain: int
    boxes: int
    proposed: int | None
    differs: int | None
    changed: int | None
    toward: int | None


def count_answers(
    answers: Answers, proposal: Proposal | None, first: Answers | None
) -> FindingCounts:
    """Count a submission against what was proposed, and against what was said first."""
    said = [answer["state"] for answer in answers.values()]
    proposed = {key: proposed_state(one) for key, one in (proposal or {}).items()}
    asked = [key for key in proposed if key in answers]
    changed = None if first is None else changed_states(first, answers)
    return FindingCounts(
        present=said.count(State.PRESENT),
        absent=said.count(State.ABSENT),
        uncertain=said.count(State.UNCERTAIN),
        boxes=sum(len(answer["boxes"]) for answer in answers.values()),
        proposed=None if proposal is None else len(asked),
        differs=None
        if proposal is None
        else sum(answers[key]["state"] != proposed[key] for key in asked),
        changed=None if changed is None else len(changed),
        toward=None
        if changed is None
        else sum(answers[key]["state"] == proposed.get(key) for key in changed if key in answers),
    )


def changed_states(first: Answers, last: Answers) -> list[str]:
    """Keys whose state is another one; an answer that came or went counts."""
    return [
        key
        for key in sorted({*first, *last})
        if (first[key]["state"] if key in first else None)
        != (last[key]["state"] if key in last else None)
    ]
