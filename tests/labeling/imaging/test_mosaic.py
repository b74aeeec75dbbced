"""Siemens mosaics, told by any of three signs."""

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from labeling.imaging.mosaic import is_mosaic
from labeling.imaging.problems import VolumeProblem
from labeling.imaging.slices import SliceHeader
from labeling.imaging.volume import arrange
from tests.images import make_series
from tests.zoo import ZOO, needs_zoo


def test_a_mosaic_is_named_before_its_geometry_is_looked_at() -> None:
    slices = make_series(turned=1)
    slices[2].ImageType = ["ORIGINAL", "PRIMARY", "M", "MOSAIC"]
    with pytest.raises(VolumeProblem, match="1 of 6 are Siemens mosaics") as caught:
        arrange([SliceHeader.from_dataset(ds) for ds in slices])
    assert caught.value.code == "mosaic"


@pytest.mark.parametrize("kind", [None, "", "MOSAICKED", ["ORIGINAL"], ["M", ""]])
def test_other_images_are_none(kind: object) -> None:
    ds = Dataset()
    if kind is not None:
        ds.ImageType = kind
    assert not is_mosaic(ds)


def mosaic() -> Dataset:
    folder = ZOO / "04-series/mr-siemens-mosaic"
    return dcmread(sorted(folder.iterdir())[0], stop_before_pixels=True)


@needs_zoo
def test_each_sign_is_enough() -> None:
    kind, block, csa = mosaic(), mosaic(), mosaic()
    for ds in (block, csa):
        ds.ImageType = ["ORIGINAL", "PRIMARY"]
    for ds in (kind, csa):
        del ds[0x0019100A]
    for ds in (kind, block):
        del ds[0x00291010]
    assert all(map(is_mosaic, (kind, block, csa)))
    del csa[0x00291010]
    assert not is_mosaic(csa)


@needs_zoo
@pytest.mark.parametrize("cut", range(0, 4000, 97))
def test_a_damaged_header_is_no_fault(cut: int) -> None:
    ds = mosaic()
    ds.ImageType = ["ORIGINAL"]
    del ds[0x0019100A]
    ds[0x00291010].value = ds[0x00291010].value[:cut] + b"NumberOfImagesInMosaic"
    is_mosaic(ds)


@needs_zoo
def test_no_other_series_of_the_zoo_is_taken_for_one() -> None:
    found = {
        folder.name
        for folder in (ZOO / "04-series").iterdir()
        for path in sorted(folder.iterdir())[:3]
        if is_mosaic(dcmread(Path(path), stop_before_pixels=True))
    }
    assert found == {"mr-siemens-mosaic"}
