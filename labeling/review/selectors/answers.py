"""How well the model, the readers and the readers' first words agree, finding by finding."""

from collections import defaultdict
from typing import TypedDict

from labeling.annotate.models import Origin, Revision
from labeling.imaging.findings import Answers, Proposal, proposed_state
from labeling.projects.models import Finding, Project
from labeling.projects.selectors import findings_of
from labeling.review.agreement import Agreement, agree
from labeling.review.selectors.approvals import approved_revisions

LOOK_BACK = 2000  # approved cases


class FindingAgreement(TypedDict):
    """Of one finding.

    Attributes:
        finding: which.
        model: the proposal, read at 0.5, with what was approved.
        readers: first with second reader, each one's last submission, of cases read twice.
        first_words: what readers said before they saw the proposal, with what they handed in.
    """

    finding: Finding
    model: Agreement
    readers: Agreement
    first_words: Agreement


def findings_agreement(project: Project) -> list[FindingAgreement]:
    """In the project's order, over the latest approved cases."""
    approved = list(approved_revisions(project).order_by("-pk")[:LOOK_BACK])
    own = _last_submissions(project)
    twice = _read_twice(own)
    compared = [(r.first_answers, r.answers or {}) for r in own if r.first_answers is not None]
    return [
        FindingAgreement(
            finding=finding,
            model=agree(_model_pairs(finding.key, approved)),
            readers=agree(_pairs(finding.key, twice)),
            first_words=agree(_pairs(finding.key, compared)),
        )
        for finding in findings_of(project)
    ]


def _model_pairs(key: str, approved: list[Revision]) -> list[tuple[str, str]]:
    pairs = []
    for revision in approved:
        proposal: Proposal = (revision.draft and revision.draft.findings) or {}
        answers: Answers = revision.answers or {}
        if key in proposal and key in answers:
            pairs.append((str(proposed_state(proposal[key])), answers[key]["state"]))
    return pairs


def _pairs(key: str, both: list[tuple[Answers, Answers]]) -> list[tuple[str, str]]:
    return [
        (one[key]["state"], other[key]["state"])
        for one, other in both
        if key in one and key in other
    ]


def _last_submissions(project: Project) -> list[Revision]:
    """Of each reader and case the last one, with its assignment."""
    rows = Revision.objects.filter(
        case__project=project, origin=Origin.READER, answers__isnull=False
    ).select_related("annotation__assignment")
    return list({row.annotation_id: row for row in rows.order_by("pk")}.values())


def _read_twice(own: list[Revision]) -> list[tuple[Answers, Answers]]:
    reads: dict[int, dict[int, Answers]] = defaultdict(dict)
    for revision in own:
        assignment = revision.annotation.assignment
        if assignment is not None and revision.answers is not None:
            reads[revision.case_id][assignment.read] = revision.answers
    return [(read[1], read[2]) for read in reads.values() if 1 in read and 2 in read]
