"""What a classifier is: everything needed to build it again, to feed it and to read it, as plain JSON."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from models.errors import SpecProblem
from models.files import read_json
from models.spec import NORMALISATIONS, Normalisation

TASK = "classification"
SPEC_VERSION = 1
NETWORKS = ("densenet", "efficientnet")


@dataclass(frozen=True)
class ClassifierNetwork:
    """Name and size of the network.

    Attributes:
        name: "densenet" or "efficientnet".
        init_features: DenseNet: channels after the stem.
        growth: DenseNet: channels that each layer adds.
        blocks: DenseNet: layers of each block; the image is halved before each.
        width: EfficientNet: share of B0's channels.
        depth: EfficientNet: share of B0's layers.
        dropout: share of the features that training drops; above 0, MC dropout is possible.
    """

    name: str = "densenet"
    init_features: int = 24
    growth: int = 12
    blocks: tuple[int, ...] = (3, 6, 8, 6)
    width: float = 1.0
    depth: float = 1.0
    dropout: float = 0.0


CPU_DENSENET = ClassifierNetwork()
CUDA_DENSENET = ClassifierNetwork(init_features=64, growth=32, blocks=(6, 12, 24, 16))
"""DenseNet-121 (Huang, CVPR 2017), as CheXNet took it."""


AS_IT_COMES = Normalisation()


@dataclass(frozen=True)
class Platt:
    """From logit to probability: sigmoid(slope * logit + offset) (Platt 1999).

    A temperature T is the slope 1 / T without an offset.
    """

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True)
class Triage:
    """Where to part "normal" from "to be read".

    Attributes:
        threshold: an image whose abnormality is below it is cleared.
        sensitivity: share of the abnormal validation images that must not be cleared.
    """

    threshold: float
    sensitivity: float


@dataclass(frozen=True)
class ClassifierSpec:
    """A network with the images it was made for and the meaning of its outputs.

    Attributes:
        findings: key of each output; any of them may hold.
        size: pixels (y, x) that an image is brought to, its proportions kept.
        normal: the finding that says "nothing else"; empty where there is none.
        calibration: one per finding, or empty: as the network says.
        triage: fitted on the validation split; None where it could not be.
    """

    findings: tuple[str, ...]
    size: tuple[int, int]
    network: ClassifierNetwork = CPU_DENSENET
    normalisation: Normalisation = AS_IT_COMES
    in_channels: int = 1
    normal: str = ""
    calibration: tuple[Platt, ...] = ()
    triage: Triage | None = None
    version: int = SPEC_VERSION

    def calibration_of(self, finding: int) -> Platt:
        """How the logit of finding number `finding` is read."""
        return self.calibration[finding] if self.calibration else Platt()

    def uncalibrated(self) -> ClassifierSpec:
        """As it was before the validation split had its word."""
        return replace(self, calibration=(), triage=None)

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` gives an equal spec back."""
        value: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return {"task": TASK, **value}

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: two specs with one digest give the same answers."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ClassifierSpec:
        """Build and check; raises SpecProblem naming each field that is missing or wrong."""
        if not is_classifier(value):
            raise SpecProblem(f"The spec's task is {value.get('task')!r}, expected {TASK!r}.")
        try:
            network = dict(value["network"])
            height, width = (int(n) for n in value["size"])
            spec = cls(
                findings=tuple(str(key) for key in value["findings"]),
                size=(height, width),
                network=ClassifierNetwork(**network | {"blocks": tuple(network["blocks"])}),
                normalisation=Normalisation(**value["normalisation"]),
                in_channels=int(value["in_channels"]),
                normal=str(value["normal"]),
                calibration=tuple(Platt(**one) for one in value["calibration"]),
                triage=Triage(**value["triage"]) if value["triage"] else None,
                version=int(value["version"]),
            )
            problems = [message for holds, message in _checks(spec) if not holds]
        except KeyError as error:
            raise SpecProblem(f"The classifier spec has no {error.args[0]!r}.") from error
        except (TypeError, ValueError, OverflowError) as error:
            raise SpecProblem(f"The classifier spec cannot be read: {error}.") from error
        if problems:
            raise SpecProblem("The classifier spec is wrong: " + "; ".join(problems) + ".")
        return spec


def is_classifier(value: Mapping[str, Any]) -> bool:
    """Whether the JSON of a spec is a classifier's; a segmentation's names no task."""
    return value.get("task") == TASK


def load_classifier_spec(path: Path) -> ClassifierSpec:
    """Read and check a spec file; raises SpecProblem."""
    try:
        value = read_json(path)
    except (OSError, ValueError) as error:
        raise SpecProblem(f"{path.name} is not a readable JSON file: {error}.") from error
    return ClassifierSpec.from_json(value)


Checks = list[tuple[bool, str]]


def _checks(spec: ClassifierSpec) -> Checks:
    keys, how = spec.findings, spec.normalisation
    return [
        (spec.version == SPEC_VERSION, f"version is {spec.version}, expected {SPEC_VERSION}"),
        (
            len(keys) >= 1 and all(keys) and len(set(keys)) == len(keys),
            f"findings is {list(keys)}, expected distinct keys",
        ),
        (min(spec.size) >= 32, f"size is {spec.size}, expected 32 pixels or more"),
        (spec.in_channels >= 1, f"in_channels is {spec.in_channels}, expected 1 or more"),
        (
            spec.normal in ("", *keys),
            f"normal is {spec.normal!r}, expected one of {list(keys)} or none",
        ),
        (
            how.kind in NORMALISATIONS and how.high > how.low and how.std > 0,
            "normalisation needs a known kind, low below high and std above 0",
        ),
        (
            len(spec.calibration) in (0, len(keys)),
            f"calibration has {len(spec.calibration)} entries, expected none or {len(keys)}",
        ),
        (_finite(spec.calibration), "calibration needs finite numbers and slopes above 0"),
        (
            spec.triage is None
            or (0 <= spec.triage.threshold <= 1 and 0 < spec.triage.sensitivity <= 1),
            "triage needs a threshold and a sensitivity in 0 to 1",
        ),
        *_network_checks(spec.network),
    ]


def _network_checks(network: ClassifierNetwork) -> Checks:
    return [
        (network.name in NETWORKS, f"network {network.name!r} is not one of {NETWORKS}"),
        (
            len(network.blocks) >= 1 and min(*network.blocks, 1) >= 1,
            "blocks needs one entry or more, each above 0",
        ),
        (
            min(network.init_features, network.growth) >= 1
            and min(network.width, network.depth) > 0,
            "init_features, growth, width and depth must be above 0",
        ),
        (0 <= network.dropout < 1, f"dropout is {network.dropout}, expected 0 up to 1"),
    ]


def _finite(calibration: Sequence[Platt]) -> bool:
    return all(
        math.isfinite(one.slope) and one.slope > 0 and math.isfinite(one.offset)
        for one in calibration
    )
