"""Scans for the browser to upload, and for another archive to have.

A sound series in a folder, one with a hole in a zip, a note that is no DICOM; a series that lies far away; an ultrasound
that a person has to look at. Run it as `python -m tests.journey.make_scans DIR`.
"""

import sys
import zipfile
from pathlib import Path

from tests.images import make_series, save, some_volume, straight_geometry, to_bytes

SHAPE = (12, 40, 36)


def main(folder: Path) -> None:
    sound = folder / "scan"
    sound.mkdir(parents=True)
    volume, geometry = some_volume(SHAPE), straight_geometry(SHAPE)
    save(sound, make_series(volume, geometry, seed="sound", patient_id="UP1", description="Sound"))
    (sound / "notes.txt").write_text("not a DICOM file")
    holed = make_series(
        volume, geometry, seed="holed", patient_id="UP2", description="Holed", missing=5
    )
    with zipfile.ZipFile(folder / "holed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, ds in enumerate(holed):
            archive.writestr(f"study/{number:04d}.dcm", to_bytes(ds))
    far = make_series(
        volume, geometry, seed="remote", patient_id="UP3", description="Far away", modality="CT"
    )
    suspect = make_series(seed="suspect", patient_id="UP4", description="Liver", modality="US")
    for name, slices in (("remote", far), ("suspect", suspect[:2])):
        (folder / name).mkdir()
        save(folder / name, slices)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
