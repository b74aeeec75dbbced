"""The scoped service is of one project; the other one of all projects that the person sees."""

from labeling.projects.permissions import Act
from tests.labeling.who_may import Open, Row

STUDY = "studies/<str:study>"
SERIES = f"{STUDY}/series/<str:series>"
INSTANCE = f"{SERIES}/instances/<str:instance>"
FRAMES = f"{INSTANCE}/frames/<str:numbers>"
LEVELS = (STUDY, SERIES, INSTANCE, FRAMES)
BELOW = [
    STUDY,
    f"{STUDY}/series",
    f"{STUDY}/instances",
    f"{STUDY}/metadata",
    SERIES,
    f"{SERIES}/instances",
    f"{SERIES}/metadata",
    INSTANCE,
    f"{INSTANCE}/metadata",
    FRAMES,
    f"{INSTANCE}/bulkdata/<path:path>",
    *(f"{level}/rendered" for level in LEVELS),
    *(f"{level}/thumbnail" for level in LEVELS),
]
SEARCHES = [f"{STUDY}/series", f"{STUDY}/instances", f"{SERIES}/instances"]
LISTS = ["studies", "series", "instances"]
SCOPE = "dicomweb/projects/<slug:slug>"
STOW = 'multipart/related; type="application/dicom"; boundary=b'
PART = b"--b\r\nContent-Type: application/dicom\r\n\r\nhello\r\n--b--\r\n"
ROWS = [
    *(Row("GET", f"{SCOPE}/{path}", Act.VIEW) for path in (*LISTS, *BELOW)),
    *(Row("GET", f"dicomweb/{path}", Act.VIEW) for path in BELOW if path not in SEARCHES),
    # a search over all projects finds nothing of those that one does not see (PS3.18 8.3.4.4)
    *(Row("GET", f"dicomweb/{path}", Act.VIEW, unseen=204) for path in SEARCHES),
    *(Row("GET", f"dicomweb/{path}", Open.TO_SIGNED_IN) for path in LISTS),
    Row("POST", f"{SCOPE}/studies", Act.UPLOAD, body=PART, content_type=STOW),
    Row("POST", f"{SCOPE}/{STUDY}", Act.UPLOAD, body=PART, content_type=STOW),
]
MAKERS = {
    "study": lambda side: side.case.series.study.study_instance_uid,
    "series": lambda side: side.case.series.series_instance_uid,
    "instance": lambda side: side.case.series.slices[0],
    "numbers": lambda side: "1",
    "path": lambda side: "7FE00010",
}
