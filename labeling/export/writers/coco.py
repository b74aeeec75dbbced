"""`annotations.json` of COCO's detection format beside the scans as they are stored.

Each slice that holds a box, and each case of one slice, is an image; a category is a finding. Boxes
are `[x, y, width, height]`, which is what COCO means by bbox. Only boxes of present findings are annotations;
uncertain ones have `iscrowd` 1, which COCO's own evaluation leaves out of both hits and misses.
"""

import json
from collections.abc import Iterator
from typing import Any

from labeling.core import blobs
from labeling.export.archive import HashedZip
from labeling.export.contents import Contents, ExportCase
from labeling.imaging.findings import State
from labeling.imaging.slices import instance_and_frame


def write(contents: Contents, archive: HashedZip) -> None:
    """Images are the DICOM files, `images/<case>/<instance>.dcm`: nothing is re-encoded."""
    cases = list(contents.cases())
    archive.add("annotations.json", json.dumps(coco(contents, cases), indent=1).encode())
    for case in cases:
        for key, sha256 in _instances(case).items():
            archive.add(_file_name(case, key), blobs.read(sha256))


def coco(contents: Contents, cases: list[ExportCase]) -> dict[str, Any]:
    categories = [
        {"id": number, "name": finding["name"], "key": finding["key"]}
        for number, finding in enumerate(contents.manifest["findings"], start=1)
    ]
    ids = {category["key"]: category["id"] for category in categories}
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for case in cases:
        numbers = {}
        for key in _shown(case):
            numbers[key] = len(images) + 1
            images.append(_image(case, key, numbers[key]))
        for one in _annotations(case, ids, numbers):
            annotations.append({"id": len(annotations) + 1, **one})
    return {"images": images, "annotations": annotations, "categories": categories}


def _shown(case: ExportCase) -> list[str]:
    """Slices that are an image of the set, in z order."""
    keys: list[str] = case.record["slices"]
    boxed = {box["slice"] for answer in case.record["answers"].values() for box in answer["boxes"]}
    return [key for key in keys if len(keys) == 1 or key in boxed]


def _image(case: ExportCase, key: str, number: int) -> dict[str, Any]:
    _, rows, columns = case.record["geometry"]["shape"]
    instance, frame = instance_and_frame(key)
    return {
        "id": number,
        "file_name": _file_name(case, key),
        "frame": frame,
        "width": columns,
        "height": rows,
        "case": case.name,
        "split": case.split,
        "sop_instance_uid": instance,
        "findings": {name: one["state"] for name, one in sorted(case.record["answers"].items())},
    }


def _annotations(
    case: ExportCase, categories: dict[str, int], images: dict[str, int]
) -> Iterator[dict[str, Any]]:
    for key, answer in sorted(case.record["answers"].items()):
        for box in answer["boxes"]:
            x0, y0, x1, y1 = box["box"]
            yield {
                "image_id": images[box["slice"]],
                "category_id": categories[key],
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "area": (x1 - x0) * (y1 - y0),
                "iscrowd": int(answer["state"] == State.UNCERTAIN),
            }


def _instances(case: ExportCase) -> dict[str, str]:
    """Of the shown slices, each instance once: a slice key of it, and its stored file."""
    stored = dict(zip(case.record["slices"], case.record["instance_sha256"], strict=True))
    once = {_file_name(case, key): key for key in _shown(case)}
    return {key: stored[key] for key in once.values()}


def _file_name(case: ExportCase, key: str) -> str:
    return f"images/{case.name}/{instance_and_frame(key)[0]}.dcm"
