"""Small untrained networks: enough for everything but good masks."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from labeling.cohorts.selectors import case_name
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


def candidate(project: Project, seed: int = 0) -> ModelVersion:
    return record_version(
        run_id=records.run(project).pk,
        new=NewVersion(
            weights_blob=store_network(seed),
            spec=TINY.to_json(),
            code_version="models-test",
            labels_used=1,
        ),
    )


def live_model(project: Project, seed: int = 0) -> ModelVersion:
    return promote_model(version=candidate(project, seed), by=None, reason="first")


def without_merit(live: ModelVersion, labels: Sequence[int] = (1,)) -> ModelVersion:
    """Its record on the holdout is so bad that whatever finds one voxel beats it."""
    nothing = {"dice": 0.0, "nsd": 0.0, "hd95": 1e6, "present": True}
    live.metrics = {
        "holdout": {
            "per_case": [
                {
                    "case": case_name(held),
                    "patient": str(held.patient_id),
                    "classes": {str(value): nothing for value in labels},
                    "ece": 1.0,
                    "groups": [],
                    "mask_sha256": held.reviews.get().revision.mask_sha256,
                }
                for held in live.project.cases.filter(patient__split__name="holdout")
            ]
        }
    }
    live.save()
    return live
