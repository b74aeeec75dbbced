"""Small untrained networks: enough for everything but good masks."""

from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from labeling.core import blobs
from labeling.projects.models import Project
from labeling.rounds.models import ModelVersion
from labeling.rounds.services import NewVersion, promote_model, record_version
from models.checkpoints import save_weights
from models.networks.build import build_network
from models.spec import ModelSpec, NetworkSpec
from tests.labeling.rounds import records

TINY = ModelSpec(
    network=NetworkSpec("dynunet", (4, 8, 8), ((3, 3, 3),) * 3, ((1, 1, 1), (2, 2, 2), (2, 2, 2))),
    label_values=(0, 1),
    spacing=(1.0, 1.0, 1.0),
    patch=(16, 16, 16),
)


def store_network(seed: int = 0, spec: ModelSpec = TINY) -> str:
    """Put an untrained network into the blob store; its SHA-256."""
    torch.manual_seed(seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights.safetensors"
        save_weights(path, build_network(spec), spec)
        return blobs.put(path.read_bytes()).sha256


def live_model(project: Project, seed: int = 0) -> ModelVersion:
    version = record_version(
        run_id=records.run(project).pk,
        new=NewVersion(
            weights_blob=store_network(seed),
            spec=TINY.to_json(),
            code_version="models-test",
            labels_used=1,
        ),
    )
    return promote_model(version=version, by=None, reason="first")
