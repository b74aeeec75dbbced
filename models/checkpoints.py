"""Weights on disk: safetensors only, so that opening a file can never run code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from models.errors import SpecProblem, WeightsProblem
from models.files import file_sha256, read_json, replaced, write_json
from models.spec import ModelSpec


class Digested(Protocol):
    """A spec, of a segmentation or of a classifier."""

    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        ...


def save_weights(path: Path, module: nn.Module, spec: Digested | None = None) -> str:
    """Write the module's state as float tensors, in one rename; return the file's SHA-256.

    The spec's digest goes into the header, so that weights cannot be paired with another spec.
    """
    state = {key: value.detach().cpu().contiguous() for key, value in _state(module).items()}
    metadata = {"spec_digest": spec.digest()} if spec else None  # one key: their order is random
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as handle:
        handle.write(save(state, metadata=metadata))
    return file_sha256(path)


def load_weights(path: Path, module: nn.Module, spec: Digested | None = None) -> None:
    """Fill the module in place.

    Raises:
        WeightsProblem: the file is not safetensors, was saved for another spec, or its tensors do
            not fit; the message names what does not match.
    """
    tensors, metadata = _read(path)
    recorded = metadata.get("spec_digest")
    if spec is not None and recorded is not None and recorded != spec.digest():
        raise WeightsProblem(
            f"The weights in {path.name} were saved for another spec "
            f"(digest {recorded[:12]}, expected {spec.digest()[:12]})."
        )
    mismatches = _mismatches(_state(module), tensors)
    if mismatches:
        shown = "; ".join(mismatches[:5]) + ("; ..." if len(mismatches) > 5 else "")
        raise WeightsProblem(f"The weights in {path.name} do not fit the network: {shown}.")
    module.load_state_dict(tensors, strict=False)  # the other names are the same tensors


def fits(path: Path, module: nn.Module) -> bool:
    """Whether the tensors have the module's names and shapes (a warm start is possible)."""
    return not _mismatches(_state(module), _read(path)[0])


def saved_for(path: Path) -> str | None:
    """Digest of the spec that the weights were saved for; raises WeightsProblem."""
    return _read(path)[1].get("spec_digest")


def save_spec(path: Path, spec: ModelSpec) -> None:
    """Write the spec as readable JSON, in one rename."""
    write_json(path, spec.to_json())


def load_spec(path: Path) -> ModelSpec:
    """Read and check a spec file; raises SpecProblem."""
    try:
        value = read_json(path)
    except (OSError, ValueError) as error:
        raise SpecProblem(f"{path.name} is not a readable JSON file: {error}.") from error
    return ModelSpec.from_json(value)


def _read(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    try:
        with safe_open(path, framework="pt") as handle:
            tensors = {key: handle.get_tensor(key) for key in handle.keys()}  # noqa: SIM118
            return tensors, handle.metadata() or {}
    except (SafetensorError, OSError) as error:
        raise WeightsProblem(f"{path.name} is not a readable safetensors file: {error}.") from error


def _state(module: nn.Module) -> dict[str, torch.Tensor]:
    """Each tensor once: DynUNet registers its blocks under two names."""
    return dict(module.named_parameters()) | dict(module.named_buffers())


def _mismatches(
    expected: Mapping[str, torch.Tensor], found: Mapping[str, torch.Tensor]
) -> list[str]:
    lines = [f"{key} is missing" for key in expected if key not in found]
    lines += [f"{key} is not part of the network" for key in found if key not in expected]
    lines += [
        f"{key} has shape {tuple(found[key].shape)}, expected {tuple(value.shape)}"
        for key, value in expected.items()
        if key in found and found[key].shape != value.shape
    ]
    return lines
