"""How long one pre-label takes once the model is loaded, beside plain MONAI in the same run.

    python -m tests.benchmarks.prelabel [--cases N]

The network is the one planned for the bundled hippocampus scans, with untrained weights: they cost as
much as trained ones. The peer is the same network in float32 through SlidingWindowInferer with the
same patch and overlap. The two take turns, case by case. The last line is JSON.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from monai.inferers.inferer import SlidingWindowInferer
from numpy.typing import NDArray

from labeling.imaging.nifti import read_image, read_mask
from models.inference.predictor import Predictor
from models.networks.build import build_network
from models.planning import CaseFacts, fingerprint, plan

DATA = Path(__file__).resolve().parents[2] / "labeling" / "demo" / "data"
Volume = tuple[NDArray[np.float32], tuple[float, float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=32)
    names = sorted(path.name for path in (DATA / "images").iterdir())[: parser.parse_args().cases]
    volumes = [_volume(name) for name in names]
    spec = plan(fingerprint([_facts(name) for name in names]), (0, 1, 2))
    torch.manual_seed(0)
    network = build_network(spec)
    ours = Predictor(network, spec, torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    peer = _plain(network, ours.device, spec.patch, spec.overlap)
    times: dict[str, list[float]] = {"gyre": [], "monai": []}
    ours.predict(*volumes[0])
    peer(volumes[0])
    for volume in volumes:
        times["gyre"].append(_seconds(lambda one=volume: ours.predict(*one)))
        times["monai"].append(_seconds(lambda one=volume: peer(one)))
    _report(times, ours.device.type)


def _volume(name: str) -> Volume:
    image, geometry = read_image(DATA / "images" / name)
    return image, geometry.spacing


def _facts(name: str) -> CaseFacts:
    image, geometry = read_image(DATA / "images" / name)
    mask = read_mask(DATA / "labels" / name, geometry)
    return CaseFacts.of(image, mask, geometry.spacing)


def _plain(
    network: torch.nn.Module, device: torch.device, patch: tuple[int, int, int], overlap: float
) -> Callable[[Volume], object]:
    """Plain MONAI: z-score, windows in float32, softmax, argmax."""
    windows = SlidingWindowInferer(patch, sw_batch_size=1, overlap=overlap, mode="gaussian")

    def predict(volume: Volume) -> object:
        image = torch.from_numpy(volume[0])[None, None].to(device)
        image = (image - image.mean()) / image.std()
        with torch.inference_mode():
            return windows(image, network).softmax(1).argmax(1).cpu()

    return predict


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _report(times: dict[str, list[float]], device: str) -> None:
    rows = {
        name: {
            "p50_s": round(statistics.median(values), 4),
            "p95_s": round(float(np.percentile(values, 95)), 4),
        }
        for name, values in times.items()
    }
    for name, row in rows.items():
        sys.stdout.write(f"{name:6} p50 {row['p50_s']:.3f} s  p95 {row['p95_s']:.3f} s\n")
    ratio = rows["monai"]["p50_s"] / rows["gyre"]["p50_s"]
    result = {
        "prelabel_p50_s": rows["gyre"]["p50_s"],
        "prelabel_p95_s": rows["gyre"]["p95_s"],
        "prelabel_ratio_to_monai": round(ratio, 2),
        "cases": len(times["gyre"]),
        "device": device,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
