"""Which methods may be shown for a model: each is checked on a few of the cases it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import nn

from models.explain.heat import Heat
from models.explain.mask import Aim
from models.explain.methods import GRAD_CAM, OCCLUSION, heat_by
from models.explain.sanity import SanityReport, check_sanity

MOST_FILMS = {GRAD_CAM: 4, OCCLUSION: 2}
"""Occlusion asks the network hundreds of times for each map."""
MOST_FINDINGS = {GRAD_CAM: 3, OCCLUSION: 1}
MOST_MASKS = 3


def check_classifier(
    network: nn.Module, films: Sequence[torch.Tensor], findings: int, method: str, *, seed: int
) -> SanityReport:
    """The worst report of the first findings, on the first films.

    Args:
        network: of the classifier.
        films: float32 (1, c, y, x) each, as the network sees them, at least one.
        findings: how many outputs it has.
        method: its name.
        seed: of the random weights.
    """
    heat_of, some = heat_by(method), films[: MOST_FILMS[method]]
    reports = [
        check_sanity(heat_of, network, some, channel, seed=seed)
        for channel in range(min(findings, MOST_FINDINGS[method]))
    ]
    return max(reports, key=lambda report: report.likeness)


def check_segmentation(aims: Sequence[Aim], method: str, *, seed: int) -> SanityReport:
    """The mean over masks, each on its own image: maps of different masks are not compared.

    Only what is shown is compared: not the padding.
    """
    reports = []
    for aim in aims[:MOST_MASKS]:

        def heat_of(network: nn.Module, image: torch.Tensor, channel: int, of: Aim = aim) -> Heat:
            found: Heat = heat_by(method)(network, image, channel)[of.inside[2:]]
            return found

        reports.append(check_sanity(heat_of, aim.network, [aim.seen], aim.channel, seed=seed))
    likeness = round(sum(report.likeness for report in reports) / len(reports), 4)
    passed = likeness <= reports[0].limit
    return replace(reports[0], images=len(reports), likeness=likeness, passed=passed)
