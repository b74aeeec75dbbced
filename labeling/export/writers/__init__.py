"""One module per format: `write(contents, archive)` puts the whole snapshot into the zip."""

from collections.abc import Callable

from labeling.export.archive import HashedZip
from labeling.export.contents import Contents
from labeling.export.models import FileFormat
from labeling.export.writers import coco, dicom_seg, findings, nifti, nnunet

Writer = Callable[[Contents, HashedZip], None]

WRITERS: dict[str, Writer] = {
    FileFormat.NIFTI: nifti.write,
    FileFormat.NNUNET: nnunet.write,
    FileFormat.DICOM_SEG: dicom_seg.write,
    FileFormat.CSV: findings.write,
    FileFormat.COCO: coco.write,
}
