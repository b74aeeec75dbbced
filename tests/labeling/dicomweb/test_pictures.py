import pytest

from labeling.dicomweb.errors import BadQueryValue, UnknownParameter
from labeling.dicomweb.pictures import Asked, asked_picture
from labeling.imaging.rendering import Viewport
from labeling.imaging.windowing import Function, Window


def _asked(**parameters: str) -> Asked:
    return asked_picture({name: [value] for name, value in parameters.items()})


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("40,400,linear", Window(40, 400)),
        ("-600.5,1500,linear-exact", Window(-600.5, 1500, Function.LINEAR_EXACT)),
        ("1e3,0.5,SIGMOID", Window(1000, 0.5, Function.SIGMOID)),
    ],
)
def test_windows_are_read(text: str, window: Window) -> None:
    assert _asked(window=text).rendering.window == window


@pytest.mark.parametrize(
    ("text", "viewport"),
    [
        ("512,256", Viewport(512, 256)),
        ("512,256,10,20,30,40", Viewport(512, 256, 10, 20, 30, 40)),
        ("512,256,10.5,20,-30,-40", Viewport(512, 256, 10.5, 20, -30, -40)),
        ("512,256,,,30,40", Viewport(512, 256, 0, 0, 30, 40)),  # left out: from the corner
        ("512,256,10,20", Viewport(512, 256, 10, 20)),  # and to the end
    ],
)
def test_viewports_are_read(text: str, viewport: Viewport) -> None:
    assert _asked(viewport=text).rendering.viewport == viewport


@pytest.mark.parametrize(
    "parameters",
    [
        {"window": "40,400"},
        {"window": "40,400,cubic"},
        {"window": "40,0.5,linear"},
        {"window": "40,0,sigmoid"},
        {"window": "nan,400,linear"},
        {"window": "40,inf,linear"},
        {"viewport": "512"},
        {"viewport": "0,256"},
        {"viewport": "-512,256"},
        {"viewport": "9999,256"},
        {"viewport": "512,256,a,b,c,d"},
        {"viewport": "512,256,0,0,0,0"},
        {"quality": "0"},
        {"quality": "101"},
        {"quality": "best"},
        {"iccprofile": "displayp3"},
    ],
)
def test_malformed_values_are_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(BadQueryValue):
        _asked(**parameters)


def test_unknown_parameters_are_refused() -> None:
    with pytest.raises(UnknownParameter):
        _asked(windows="40,400,linear")
    with pytest.raises(UnknownParameter):
        asked_picture({"window": ["40,400,linear"]}, ("viewport",))


def test_a_name_is_not_burned_in_and_that_is_said() -> None:
    asked = _asked(annotation="patient,technique")
    assert asked.rendering.technique
    assert asked.warnings == ("The following annotation values are not supported: patient",)
    assert not _asked(annotation='a"\r\nX: y').rendering.technique
    assert _asked(annotation='a"\r\nX: y').warnings == (
        "The following annotation values are not supported: others",
    )
