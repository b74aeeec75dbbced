"""The methods by name: what a record, a question and a screen call them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from models.explain.heat import HeatOf, grad_cam, occlusion
from models.faults import device_faults
from models.inference.windows import nothing_between

GRAD_CAM = "grad_cam"
OCCLUSION = "occlusion"
OF_FILMS = (GRAD_CAM, OCCLUSION)
OF_MASKS = (GRAD_CAM,)
"""Hiding boxes of a volume one after the other takes thousands of passes: nobody waits for that."""


def heat_by(method: str, between: Callable[[], None] = nothing_between) -> HeatOf:
    """The function of a method; `between` is called between its batches, where it has several.

    It raises DeviceLost where the GPU does not answer any more.

    Raises:
        KeyError: there is no such method.
    """
    methods: dict[str, HeatOf] = {
        GRAD_CAM: grad_cam,
        OCCLUSION: partial(occlusion, between=between),
    }
    found: HeatOf = device_faults()(methods[method])
    return found
