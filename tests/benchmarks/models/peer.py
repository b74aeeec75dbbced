"""Plain MONAI, as its segmentation tutorials do it: dict transforms, CacheDataset, float32.

The same network, patch and overlap as ours; AdamW at ten times the tutorials' rate, which does better
in few steps. Nothing is made slower than MONAI makes it: orientation and inversion, which change
nothing on these scans, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from monai.data.dataloader import DataLoader
from monai.data.dataset import CacheDataset, Dataset
from monai.inferers.inferer import SlidingWindowInferer
from monai.losses.dice import DiceCELoss
from monai.losses.ds_loss import DeepSupervisionLoss
from monai.transforms.compose import Compose
from monai.transforms.croppad.dictionary import RandCropByPosNegLabeld, SpatialPadd
from monai.transforms.intensity.dictionary import (
    ClipIntensityPercentilesd,
    NormalizeIntensityd,
    RandGaussianNoised,
    RandScaleIntensityd,
    RandShiftIntensityd,
)
from monai.transforms.io.dictionary import LoadImaged
from monai.transforms.spatial.dictionary import RandAffined, Spacingd
from monai.transforms.utility.dictionary import EnsureChannelFirstd, EnsureTyped, Transposed
from numpy.typing import NDArray
from torch import nn

from models.spec import ModelSpec
from tests.benchmarks.models.scans import Scan

BATCH = 2
RATE = 1e-3
WINDOWS = 4


class Scorer:
    """From files to masks: transforms, sliding windows in float32, softmax, argmax."""

    def __init__(self, network: nn.Module, spec: ModelSpec, device: torch.device) -> None:
        self._network = network.to(device).eval()
        self._device = device
        self._windows = SlidingWindowInferer(
            spec.patch, sw_batch_size=WINDOWS, overlap=spec.overlap, mode="gaussian"
        )
        self._transforms = Compose(before(spec, ["image"]))

    def pool(self, scans: Sequence[Scan]) -> Iterator[NDArray[np.uint8]]:
        """Masks in the order of the scans, uint8 (z, y, x)."""
        files = [{"image": str(scan.image_path)} for scan in scans]
        for item in DataLoader(Dataset(files, self._transforms), batch_size=1, num_workers=0):
            yield self.mask(item["image"])

    def prepared(self, scan: Scan) -> torch.Tensor:
        image: torch.Tensor = self._transforms({"image": str(scan.image_path)})["image"]
        return image[None]

    @torch.inference_mode()
    def mask(self, image: torch.Tensor) -> NDArray[np.uint8]:
        """(1, 1, z, y, x) normalised -> uint8 (z, y, x)."""
        logits = self._windows(image.to(self._device), self._network)
        found: NDArray[np.uint8] = (
            torch.as_tensor(logits).softmax(1).argmax(1)[0].to(torch.uint8).cpu().numpy()
        )
        return found


def before(spec: ModelSpec, keys: list[str]) -> list[Any]:
    """The transforms that draw nothing. Their arrays are x, y, z; ours, and the patch, z, y, x."""
    modes = ["bilinear", "nearest"][: len(keys)]
    return [
        LoadImaged(keys=keys),
        EnsureChannelFirstd(keys=keys),
        Spacingd(keys=keys, pixdim=spec.spacing[::-1], mode=modes),
        Transposed(keys=keys, indices=(0, 3, 2, 1)),
        ClipIntensityPercentilesd(keys=["image"], lower=0.5, upper=99.5),
        NormalizeIntensityd(keys=["image"], nonzero=True, channel_wise=True),
        EnsureTyped(keys=keys, track_meta=False),
    ]


def random(spec: ModelSpec) -> list[Any]:
    """A crop of the patch's size and about the changes that our augmentation makes."""
    keys = ["image", "label"]
    return [
        SpatialPadd(keys=keys, spatial_size=spec.patch),
        RandCropByPosNegLabeld(
            keys=keys, label_key="label", spatial_size=spec.patch, pos=1, neg=1, num_samples=1
        ),
        RandAffined(
            keys=keys,
            prob=0.8,
            rotate_range=(0.26, 0.26, 0.26),
            scale_range=(0.15, 0.15, 0.15),
            translate_range=(3, 4, 3),
            mode=("bilinear", "nearest"),
            padding_mode=("border", "zeros"),
        ),
        RandGaussianNoised(keys=["image"], prob=0.5, std=0.1),
        RandScaleIntensityd(keys=["image"], factors=0.2, prob=0.5),
        RandShiftIntensityd(keys=["image"], offsets=0.2, prob=0.5),
    ]


def train(
    network: nn.Module,
    spec: ModelSpec,
    scans: Sequence[Scan],
    device: torch.device,
    *,
    steps: int,
    batch: int = BATCH,
    rate: float = RATE,
) -> Iterator[int]:
    """One optimiser step at a time; the rate falls to 0 over `steps`, by a cosine."""
    files = [{"image": str(one.image_path), "label": str(one.label_path)} for one in scans]
    transforms = Compose([*before(spec, ["image", "label"]), *random(spec)])
    cached = CacheDataset(files, transforms, cache_rate=1.0, num_workers=2, progress=False)
    loader = DataLoader(cached, batch_size=batch, shuffle=True, num_workers=0)
    network = network.to(device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    loss_of = _Loss()
    done = 0
    while True:
        for item in loader:
            network.train()
            optimiser.zero_grad()
            loss = loss_of(network(item["image"].to(device)), item["label"].to(device))
            loss.backward()
            optimiser.step()
            schedule.step()
            done += 1
            yield done
            if done == steps:
                return


class _Loss(nn.Module):
    """DiceCE, over all outputs where the network has several, as MONAI's DynUNet pipeline has it."""

    def __init__(self) -> None:
        super().__init__()
        self._one = DiceCELoss(to_onehot_y=True, softmax=True)
        self._several = DeepSupervisionLoss(self._one)

    def forward(self, outputs: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
        """Outputs (N, C, z, y, x) or (N, L, C, z, y, x), masks (N, 1, z, y, x)."""
        if outputs.ndim == masks.ndim:
            loss: torch.Tensor = self._one(outputs, masks)
            return loss
        loss = self._several(list(outputs.unbind(1)), masks)
        return loss
