"""Reviewing answers about findings over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.accounts.models import User
from labeling.annotate.api.answer_serializers import answers_field, proposal_field
from labeling.annotate.api.answers import ANSWERS
from labeling.annotate.api.serializers import RevisionSerializer
from labeling.annotate.models import Revision
from labeling.annotate.selectors import revision_for, visible_proposal
from labeling.annotate.services import answers_for
from labeling.projects.api.serializers import FindingSerializer
from labeling.projects.models import Task
from labeling.projects.permissions import Act, project_for
from labeling.projects.selectors import findings_of, require_task
from labeling.review import services
from labeling.review.selectors import findings_agreement


class RevisionAnswersSerializer(serializers.Serializer[Any]):
    """What was handed in, beside what was said before the proposal was shown, and the proposal."""

    asked = FindingSerializer(many=True)
    answers = answers_field()
    answers_sha256 = serializers.CharField()
    first_answers = answers_field(allow_null=True)
    proposal = proposal_field()
    model = serializers.IntegerField(allow_null=True, help_text="Number of the model version.")


class RatersSerializer(serializers.Serializer[Any]):
    """Null where nothing was compared; kappa too where chance alone would agree in full."""

    n = serializers.IntegerField()
    percent = serializers.FloatField(allow_null=True)
    kappa = serializers.FloatField(allow_null=True)


class FindingAgreementSerializer(serializers.Serializer[Any]):
    finding = FindingSerializer()
    model = RatersSerializer(help_text="Proposal and approved answer.")
    readers = RatersSerializer(help_text="First and second reader.")
    first_words = RatersSerializer(help_text="Before and after the proposal was shown.")


class RevisionAnswers(APIView):
    @extend_schema(operation_id="get_revision_answers", responses=RevisionAnswersSerializer)
    def get(self, request: Request, revision_id: int) -> Response:
        """Answers that were handed in, with the first ones and the proposal as far as they are shown."""
        person = person_of(request)
        revision = revision_for(person, revision_id)
        require_task(revision.case.project, Task.CLASSIFICATION)
        return Response(RevisionAnswersSerializer(_detail(revision, person)).data)


class CorrectAnswers(APIView):
    @extend_schema(
        operation_id="correct_answers", request=ANSWERS, responses={201: RevisionSerializer}
    )
    def post(self, request: Request, revision_id: int) -> Response:
        """Put my own answers beside the reader's; another person signs them."""
        person = person_of(request)
        revision = revision_for(person, revision_id, Act.REVIEW)
        made = services.correct_answers(
            revision=revision, reviewer=person, answers=answers_for(revision.case, request.data)
        )
        return Response(
            RevisionSerializer(made, context={"user": person}).data, status=status.HTTP_201_CREATED
        )


class FindingsAgreement(APIView):
    @extend_schema(
        operation_id="get_findings_agreement", responses=FindingAgreementSerializer(many=True)
    )
    def get(self, request: Request, slug: str) -> Response:
        """How the model, two readers, and first and last words agree, finding by finding."""
        project = project_for(person_of(request), slug)
        rows = findings_agreement(project)
        return Response(FindingAgreementSerializer(rows, many=True).data)


def _detail(revision: Revision, person: User) -> dict[str, Any]:
    draft = revision.draft
    proposal = visible_proposal(person, revision.case, draft)
    seen = draft if proposal is not None else None
    return {
        "asked": findings_of(revision.case.project),
        "answers": revision.answers,
        "answers_sha256": revision.answers_sha256,
        "first_answers": revision.first_answers,
        "proposal": proposal,
        "model": seen.model_version.number if seen and seen.model_version else None,
    }
