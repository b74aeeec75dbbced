"""The methods by name: what a record, a question and a screen call them."""

from __future__ import annotations

from functools import partial

from models.explain.heat import HeatOf, Told, grad_cam, nobody_told, occlusion
from models.faults import device_faults

GRAD_CAM = "grad_cam"
OCCLUSION = "occlusion"
OF_FILMS = (GRAD_CAM, OCCLUSION)
OF_MASKS = (GRAD_CAM,)
"""Hiding boxes of a volume one after the other takes thousands of passes: nobody waits for that."""
SLOW = (OCCLUSION,)
"""Hundreds of passes: seconds, or minutes on a busy machine."""


def heat_by(method: str, told: Told = nobody_told) -> HeatOf:
    """The function of a method; `told` is called between its batches, where it has several.

    It raises DeviceLost where the GPU does not answer any more.

    Raises:
        KeyError: there is no such method.
    """
    methods: dict[str, HeatOf] = {
        GRAD_CAM: grad_cam,
        OCCLUSION: partial(occlusion, told=told),
    }
    found: HeatOf = device_faults()(methods[method])
    return found
