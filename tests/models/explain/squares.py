"""A classifier that has to look at a place: which half of the image holds the bright square."""

from __future__ import annotations

import torch
from torch import nn

SIDE = 32


def image_with_square(
    seed: int, *, right: bool, size: int = 8
) -> tuple[torch.Tensor, slice, slice]:
    """float32 (1, 1, y, x) of noise with one bright square, and where it is (y, x)."""
    generator = torch.Generator().manual_seed(seed)
    image = torch.randn((1, 1, SIDE, SIDE), generator=generator) * 0.3
    top = int(torch.randint(0, SIDE - size, (1,), generator=generator))
    left = int(torch.randint(0, SIDE // 2 - size, (1,), generator=generator)) + SIDE // 2 * right
    rows, columns = slice(top, top + size), slice(left, left + size)
    image[0, 0, rows, columns] += 2.0 if right else -2.0
    return image, rows, columns


class Classifier(nn.Module):
    """Two outputs: a bright square, a dark square."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.ReLU(),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.out = nn.Linear(8, 2)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        pooled: torch.Tensor = self.pool(self.features(image)).flatten(1)
        return self.out(pooled)  # type: ignore[no-any-return]


def trained_classifier(steps: int = 60) -> Classifier:
    """Trained until it tells bright from dark."""
    torch.manual_seed(0)
    network = Classifier()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for step in range(steps):
        sides = [bool(n % 2) for n in range(8)]
        made = [image_with_square(8 * step + n, right=side)[0] for n, side in enumerate(sides)]
        wanted = torch.tensor([0 if side else 1 for side in sides])
        loss = nn.functional.cross_entropy(network(torch.cat(made)), wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return network.eval()
