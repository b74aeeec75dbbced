"""`findings.csv` and `boxes.csv`: one row for each answer, one for each box, ready for any tool.

Coordinates are whole pixels of the stored slice, x right and y down; (0, 0) is the outer corner of
the first pixel.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from labeling.export.archive import HashedZip
from labeling.export.contents import Contents, ExportCase
from labeling.imaging.slices import instance_and_frame

CASE = ("case", "split", "patient", "study_instance_uid", "series_instance_uid", "modality")
ANSWER = ("finding", "name", "code_scheme", "code_value", "state", "first_state", "probability")
FINDINGS = (*CASE, *ANSWER, "origin", "revision", "answers_sha256")
BOXES = (*CASE, "finding", "state", "sop_instance_uid", "frame", "x0", "y0", "x1", "y1")


def write(contents: Contents, archive: HashedZip) -> None:
    """`first_state` is what was said before the proposal was shown; empty where it was not."""
    cases = list(contents.cases())
    archive.add("findings.csv", table(FINDINGS, answer_rows(contents, cases)), compress=True)
    archive.add("boxes.csv", table(BOXES, box_rows(cases)), compress=True)


def table(columns: Sequence[str], rows: Iterator[dict[str, Any]]) -> bytes:
    """CSV as RFC 4180 has it, UTF-8."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def answer_rows(contents: Contents, cases: Sequence[ExportCase]) -> Iterator[dict[str, Any]]:
    for case in cases:
        record = case.record
        first = record["first_answers"] or {}
        proposal = record["proposal"] or {}
        for finding in contents.manifest["findings"]:
            key = finding["key"]
            if key not in record["answers"]:
                continue
            yield {
                **_of_case(record),
                "finding": key,
                "name": finding["name"],
                "code_scheme": finding["code"][1],
                "code_value": finding["code"][0],
                "state": record["answers"][key]["state"],
                "first_state": first[key]["state"] if key in first else "",
                "probability": proposal[key]["probability"] if key in proposal else "",
                "origin": record["origin"],
                "revision": record["revision"],
                "answers_sha256": record["answers_sha256"],
            }


def box_rows(cases: Sequence[ExportCase]) -> Iterator[dict[str, Any]]:
    for case in cases:
        for key, answer in sorted(case.record["answers"].items()):
            for box in answer["boxes"]:
                instance, frame = instance_and_frame(box["slice"])
                yield {
                    **_of_case(case.record),
                    "finding": key,
                    "state": answer["state"],
                    "sop_instance_uid": instance,
                    "frame": frame,
                    **dict(zip(("x0", "y0", "x1", "y1"), box["box"], strict=True)),
                }


def _of_case(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in CASE}
