"""Scans for the browser to upload: a sound series in a folder, one with a hole in a zip, a note that is no DICOM.

Run it as `python -m tests.journey.make_scans DIR`.
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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
