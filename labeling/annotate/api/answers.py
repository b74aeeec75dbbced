"""The findings editor's calls: load, save, compare with the proposal, submit."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.accounts.authentication import person_of
from labeling.annotate import selectors, services
from labeling.annotate.api import answer_serializers as a
from labeling.annotate.api import headers
from labeling.annotate.api.serializers import SavedSerializer, SubmittedSerializer
from labeling.annotate.api.views import handed_in
from labeling.annotate.models import Annotation
from labeling.projects.models import Task
from labeling.projects.selectors import require_task

ANSWERS = {"application/json": {"type": "object", "additionalProperties": {"type": "object"}}}


class CurrentAnswers(APIView):
    @extend_schema(operation_id="get_answers", responses=a.CurrentAnswersSerializer)
    def get(self, request: Request, annotation_id: int) -> Response:
        """The working copy, with the proposal as far as it is shown."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        require_task(annotation.case.project, Task.CLASSIFICATION)
        return _current(annotation)

    @extend_schema(
        operation_id="save_answers",
        request=ANSWERS,
        parameters=headers.EDIT,
        responses=SavedSerializer,
    )
    def put(self, request: Request, annotation_id: int) -> Response:
        """Save all answers so far, on top of the version in If-Match."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        saved = services.save_answers(
            annotation=annotation, edit=headers.edit_of(request), answers=request.data
        )
        return Response(
            {"version": saved.version, "saved_at": saved.saved_at},
            headers={"ETag": f'"v{saved.version}"'},
        )


class Proposal(APIView):
    @extend_schema(
        operation_id="show_proposal",
        request=None,
        parameters=headers.EDIT,
        responses=a.CurrentAnswersSerializer,
    )
    def post(self, request: Request, annotation_id: int) -> Response:
        """My own answers are in: keep them as the first ones, and show what the model proposes."""
        annotation = selectors.annotation_for(person_of(request), annotation_id)
        shown = services.show_proposal(annotation=annotation, edit=headers.edit_of(request))
        return _current(shown)


class SubmitAnswers(APIView):
    @extend_schema(
        operation_id="submit_answers",
        request=ANSWERS,
        parameters=[*headers.EDIT, headers.ANSWERS_HASH],
        responses=SubmittedSerializer,
    )
    def post(self, request: Request, annotation_id: int) -> Response:
        """Hand in the answers; says which case comes next."""
        person = person_of(request)
        annotation = selectors.annotation_for(person, annotation_id)
        revision = services.submit_answers(
            annotation=annotation,
            edit=headers.edit_of(request),
            answers=request.data,
            sha256=headers.answers_hash(request),
        )
        return Response(handed_in(person, annotation, revision))


def _current(annotation: Annotation) -> Response:
    answer = {
        "version": annotation.version,
        "saved_at": annotation.saved_at,
        "findings": selectors.findings_work(annotation),
    }
    return Response(
        a.CurrentAnswersSerializer(answer).data, headers={"ETag": f'"v{annotation.version}"'}
    )
