"""QIDO-RS."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from labeling.dicomweb import negotiation, responses
from labeling.dicomweb.api.access import accepted, reads
from labeling.dicomweb.attributes import Level
from labeling.dicomweb.query import parse_query
from labeling.dicomweb.selectors.scope import Scope
from labeling.dicomweb.selectors.search import search


@reads
def search_studies(request: HttpRequest, scope: Scope) -> HttpResponseBase:
    return _search(request, scope, Level.STUDY)


@reads
def search_series(
    request: HttpRequest, scope: Scope, *, study: str | None = None
) -> HttpResponseBase:
    return _search(request, scope, Level.SERIES, study)


@reads
def search_instances(
    request: HttpRequest, scope: Scope, *, study: str | None = None, series: str | None = None
) -> HttpResponseBase:
    return _search(request, scope, Level.INSTANCE, study, series)


def _search(
    request: HttpRequest,
    scope: Scope,
    level: Level,
    study: str | None = None,
    series: str | None = None,
) -> HttpResponseBase:
    """200 with what was found, 204 without a body when there is nothing."""
    as_xml = negotiation.choose_documents(accepted(request))
    query = parse_query(dict(request.GET.lists()), level)
    page = search(scope.check_project(), query, study=study, series=series)
    response: HttpResponseBase
    if page.results and as_xml:
        response = responses.xml_response(request, page.results)
    elif page.results:
        response = responses.json_response(request, page.results)
    else:
        response = HttpResponse(status=204)
        del response["Content-Type"]
    warnings = []
    if page.remaining:
        warnings.append(f"There are {page.remaining} additional results that can be requested")
    if query.fuzzy:
        warnings.append(
            "The fuzzymatching parameter is not supported. "
            "Only literal matching has been performed."
        )
    return responses.finish(responses.warn(response, warnings))
