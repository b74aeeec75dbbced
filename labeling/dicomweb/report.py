"""The Store Instances Response Module (PS3.18 10.5.3.1) as DICOM JSON."""

from collections.abc import Sequence

from labeling.dicomweb.elements import Json, element, ordered, sequence
from labeling.dicomweb.services import PartResult
from labeling.ingest.addresses import series_address

RETRIEVE_URL = "00081190"
FAILED = "00081198"
REFERENCED = "00081199"
OTHER_FAILURES = "0008119A"
SOP_CLASS, SOP_INSTANCE, REASON, TEXT = "00081150", "00081155", "00081197", "0040A160"
WARNING = "00081196"


def status_of(results: Sequence[PartResult]) -> int:
    """200 all stored, 202 some or with warnings, 409 none."""
    failed = sum(1 for result in results if result.reason)
    if failed == len(results):
        return 409 if failed else 200
    return 202 if failed or any(result.warning for result in results) else 200


def response_module(results: Sequence[PartResult], root: str) -> Json:
    """`root` is the address of the project's DICOMweb service."""
    stored = [result for result in results if not result.reason]
    failed = [r for r in results if r.reason and r.sop_instance_uid]
    unknown = [r for r in results if r.reason and not r.sop_instance_uid]
    document: Json = {}
    studies = {result.study_instance_uid for result in stored if not result.warning}
    if len(studies) == 1:
        document[RETRIEVE_URL] = element("UR", f"{root}/studies/{studies.pop()}")
    if failed:
        document[FAILED] = sequence({**_identity(r), **_reason(r)} for r in failed)
    if stored:
        document[REFERENCED] = sequence(_stored(r, root) for r in stored)
    if unknown:
        document[OTHER_FAILURES] = sequence(_reason(r) for r in unknown)
    return ordered(document)


def _stored(result: PartResult, root: str) -> Json:
    """With its address; one that is held for review has none yet, and says so."""
    if result.warning:
        warning = element("US", result.warning)
        return {**_identity(result), WARNING: warning, TEXT: element("UT", result.message)}
    series = series_address(root, result.study_instance_uid, result.series_instance_uid)
    address = f"{series}/instances/{result.sop_instance_uid}"
    return {**_identity(result), RETRIEVE_URL: element("UR", address)}


def _identity(result: PartResult) -> Json:
    return {
        SOP_CLASS: element("UI", result.sop_class_uid),
        SOP_INSTANCE: element("UI", result.sop_instance_uid),
    }


def _reason(result: PartResult) -> Json:
    """The code, and the sentence in Text Value for people."""
    return {REASON: element("US", result.reason), TEXT: element("UT", result.message)}
