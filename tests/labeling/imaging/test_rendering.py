"""Pictures against numbers worked out here, by the formulas of the standard."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.dataset import Dataset

from labeling.imaging.problems import DicomProblem
from labeling.imaging.rendering import Rendering, Viewport, render
from labeling.imaging.sandbox import Sandbox
from labeling.imaging.windowing import Function, Window
from tests.labeling.imaging.seeds import seed_path
from tests.labeling.ingest import scans


@pytest.fixture
def mr(tmp_path: Path) -> tuple[Path, Dataset, np.ndarray]:
    """16 x 12 values of 0 .. 999, square pixels, no window of its own."""
    (ds,) = scans.slices("r", shape=(1, 16, 12))
    ds.PixelSpacing = [1, 1]
    for keyword in ("WindowCenter", "WindowWidth"):
        if keyword in ds:
            delattr(ds, keyword)
    return scans.written(ds, tmp_path / "mr.dcm"), ds, scans.volume("r", (1, 16, 12))[0]


def picture(path: Path, number: int | None = 1, **options: object) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(render(path, number, Rendering(**options)))))


def by_hand(value: float, centre: float, width: float, function: str) -> float:
    """One value at a time, as PS3.3 C.11.2.1.2 and C.11.2.1.3 spell it, to 0 .. 255."""
    if function == "SIGMOID":
        return 255 / (1 + np.exp(-4 * (value - centre) / width))
    low, span = (centre - 0.5, width - 1) if function == "LINEAR" else (centre, width)
    if value <= low - span / 2:
        return 0
    if value > low + span / 2:
        return 255
    return ((value - low) / span + 0.5) * 255


@pytest.mark.parametrize("function", list(Function))
@pytest.mark.parametrize(("centre", "width"), [(500, 400), (300.5, 2), (0, 5000)])
def test_a_window_is_that_of_the_standard(
    mr: tuple[Path, Dataset, np.ndarray], centre: float, width: float, function: Function
) -> None:
    path, _, values = mr
    expected = np.vectorize(by_hand, otypes=[float])(values, centre, width, function.value)
    shown = picture(path, window=Window(centre, width, function)).astype(float)
    assert np.abs(shown - expected).max() <= 0.51


def test_a_width_of_one_is_a_threshold(mr: tuple[Path, Dataset, np.ndarray]) -> None:
    path, _, values = mr
    shown = picture(path, window=Window(500, 1))
    assert np.array_equal(shown, np.where(values > 499.5, 255, 0))


def test_rescale_comes_before_the_window_and_the_images_own_window_is_used(
    mr: tuple[Path, Dataset, np.ndarray],
) -> None:
    path, ds, values = mr
    ds.RescaleSlope, ds.RescaleIntercept = 2, -100
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = [400, 1], [800, 1], "LINEAR_EXACT"
    scans.written(ds, path)
    expected = np.clip((values * 2.0 - 100 - 400) / 800 + 0.5, 0, 1) * 255
    assert np.abs(picture(path) - expected).max() <= 0.51


@pytest.mark.parametrize(
    "change",
    [{"PhotometricInterpretation": "MONOCHROME1"}, {"PresentationLUTShape": "INVERSE"}],
)
def test_lowest_is_white_when_the_image_says_so(
    mr: tuple[Path, Dataset, np.ndarray], change: dict[str, str]
) -> None:
    path, ds, _ = mr
    window = Window(500, 1000, Function.LINEAR_EXACT)
    plain = picture(path, window=window).astype(int)
    scans.written(scans.changed(ds, **change), path)
    assert np.abs(255 - plain - picture(path, window=window)).max() <= 1


def test_a_voi_table_is_used_unless_a_window_is_asked_for(
    mr: tuple[Path, Dataset, np.ndarray],
) -> None:
    path, ds, values = mr
    table = Dataset()
    entries = (np.arange(1000)[::-1] * 4).astype("<u2")  # falling: no window does that
    table.add_new(0x00283002, "US", [1000, 0, 12])
    table.add_new(0x00283006, "OW", entries.tobytes())
    ds.VOILUTSequence = [table]
    scans.written(ds, path)
    assert np.array_equal(picture(path), np.round(entries[values] / 4095 * 255))
    window = Window(500, 1000, Function.LINEAR_EXACT)
    assert np.abs(picture(path, window=window) - values / 1000 * 255).max() <= 0.51


def test_palette_colours_are_those_of_the_palette() -> None:
    path = seed_path("examples_palette.dcm")
    ds = pydicom.dcmread(path)
    tables = [
        np.frombuffer(getattr(ds, f"{name}PaletteColorLookupTableData"), "<u2") >> 8
        for name in ("Red", "Green", "Blue")
    ]
    first = ds.RedPaletteColorLookupTableDescriptor[1]
    index = np.clip(ds.pixel_array.astype(int) - first, 0, len(tables[0]) - 1)
    assert np.array_equal(picture(path), np.stack([table[index] for table in tables], -1))


def test_colour_is_not_windowed() -> None:
    path = seed_path("examples_rgb_color.dcm")
    expected = pydicom.dcmread(path).pixel_array
    assert np.array_equal(picture(path, window=Window(1, 2)), expected)


def test_a_viewport_fits_keeps_proportions_crops_and_flips(
    mr: tuple[Path, Dataset, np.ndarray],
) -> None:
    path, ds, _ = mr
    whole = picture(path)
    assert picture(path, viewport=Viewport(24, 100)).shape == (32, 24)
    crop = Viewport(4, 5, x=3, y=2, columns=4, rows=5)
    assert np.array_equal(picture(path, viewport=crop), whole[2:7, 3:7])
    flipped = Viewport(4, 5, x=3, y=2, columns=-4, rows=-5)
    assert np.array_equal(picture(path, viewport=flipped), whole[2:7, 3:7][::-1, ::-1])
    ds.PixelSpacing = [2, 1]  # rows lie twice as far apart as columns
    scans.written(ds, path)
    assert picture(path, viewport=Viewport(100, 320)).shape == (267, 100)
    with pytest.raises(DicomProblem, match="within 12 x 16"):
        picture(path, viewport=Viewport(10, 10, x=11, y=0, columns=2, rows=2))


def test_formats_and_quality(mr: tuple[Path, Dataset, np.ndarray]) -> None:
    path, _, _ = mr
    made = {kind: render(path, 1, Rendering(kind)) for kind in ("image/jpeg", "image/gif")}
    assert [Image.open(BytesIO(data)).format for data in made.values()] == ["JPEG", "GIF"]
    assert len(render(path, 1, Rendering("image/jpeg", quality=5))) < len(made["image/jpeg"])
    assert np.abs(picture(path).astype(int) - picture(path, media_type="image/jpeg")).mean() < 5


def test_the_technique_is_burned_in_and_the_patient_never_is(
    mr: tuple[Path, Dataset, np.ndarray],
) -> None:
    path, ds, _ = mr
    ds.RepetitionTime = 500
    scans.written(ds, path)
    large = {"viewport": Viewport(120, 160)}
    plain, said = picture(path, **large), picture(path, technique=True, **large)
    assert not np.array_equal(plain[:30], said[:30])
    scans.written(scans.changed(ds, PatientName="Other^Name", PatientID="X"), path)
    assert np.array_equal(picture(path, technique=True, **large), said)


def test_profiles(mr: tuple[Path, Dataset, np.ndarray]) -> None:
    path = seed_path("examples_rgb_color.dcm")
    for profile, embedded in (("no", False), ("yes", False), ("srgb", True)):
        image = Image.open(BytesIO(render(path, 1, Rendering("image/jpeg", profile=profile))))
        assert ("icc_profile" in image.info) == embedded


def test_the_frame_that_stands_for_an_image(tmp_path: Path) -> None:
    ds = pydicom.dcmread(seed_path("examples_ybr_color.dcm"))  # 30 frames
    path = seed_path("examples_ybr_color.dcm")
    assert np.array_equal(picture(path, None), picture(path, 16))
    ds.RepresentativeFrameNumber = 2
    named = scans.written(ds, tmp_path / "named.dcm")
    assert np.array_equal(picture(named, None), picture(path, 2))
    assert not np.array_equal(picture(path, 2), picture(path, 16))


def test_a_child_renders_and_says_why_not(mr: tuple[Path, Dataset, np.ndarray]) -> None:
    path, _, _ = mr
    rendering = Rendering(
        "image/png", Window(5, 6, Function.SIGMOID), Viewport(9, 9), profile="yes"
    )
    with Sandbox() as sandbox:
        assert sandbox.render(path, 1, rendering) == render(path, 1, rendering)
        with pytest.raises(DicomProblem) as problem:
            sandbox.render(path, 2, rendering)
    assert problem.value.code == "no_frame"
