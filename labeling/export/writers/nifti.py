"""`images/<case>.nii.gz` and `labels/<case>.nii.gz`, with the codes of the labels beside them."""

import json

from labeling.export.archive import HashedZip
from labeling.export.contents import Contents
from labeling.export.writers.encoding import nifti_bytes


def write(contents: Contents, archive: HashedZip) -> None:
    """Images as float32 in modality units, masks as uint8 label values, both in patient space."""
    archive.add("labels.json", json.dumps(contents.labels, indent=1).encode())
    for case in contents.cases():
        archive.add(f"images/{case.name}.nii.gz", nifti_bytes(case.image, case.geometry))
        archive.add(f"labels/{case.name}.nii.gz", nifti_bytes(case.mask, case.geometry))
