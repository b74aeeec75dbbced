"""Plans of datasets as they come, each for a CPU and three cards."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import pytest
import torch

from models.errors import SpecProblem
from models.networks.build import build_network
from models.planning import Fingerprint, Intensities, LabelFacts, Plan, Spacing, make_plan
from models.planning.memory import GIB
from models.spec import ModelSpec, Triple

MACHINES = [("cpu", 8), ("cuda", 8), ("cuda", 24), ("cuda", 80)]


@dataclass(frozen=True)
class Sample:
    """A dataset: median voxels and mm (z, y, x), cases, channels, diameters of its labels in mm."""

    shape: Triple
    spacing: Spacing
    cases: int
    channels: int = 1
    diameters: tuple[float, ...] = (30.0,)
    modality: str = "MR"

    def planned(self, device: str = "cpu", gib: float = 8) -> Plan:
        share = 1 / len(self.diameters)
        labels = tuple(
            LabelFacts(value, self.cases, 1000, share, diameter)
            for value, diameter in enumerate(self.diameters, start=1)
        )
        scale = (Intensities(-150, 250, 60, 40),) * self.channels
        facts = Fingerprint(self.cases, self.spacing, self.spacing, self.shape, scale, labels)
        values = range(len(self.diameters) + 1)
        return make_plan(
            facts, tuple(values), device, memory=int(gib * GIB), modality=self.modality
        )


CROP = Sample((35, 51, 36), (1.0, 1.0, 1.0), 152, diameters=(14.0, 14.0))
PROSTATE = Sample((20, 320, 320), (3.6, 0.6, 0.6), 32, channels=2)
ABDOMEN = Sample(
    (300, 512, 512), (2.5, 0.8, 0.8), 200, diameters=(120.0, 50.0, 25.0, 15.0), modality="CT"
)
XRAY = Sample((1, 2500, 2048), (1.0, 0.14, 0.14), 500, diameters=(150.0,), modality="DX")
BRAIN = Sample((155, 240, 240), (1.0, 1.0, 1.0), 400, channels=4)
THREE = Sample((60, 64, 64), (1.0, 1.0, 1.0), 3)
SLICES = Sample((1, 256, 256), (5.0, 1.0, 1.0), 40)
ALL = {
    "crop": CROP,
    "prostate": PROSTATE,
    "abdomen": ABDOMEN,
    "xray": XRAY,
    "brain": BRAIN,
    "three": THREE,
    "slices": SLICES,
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(("device", "gib"), MACHINES)
def test_every_plan_is_valid_fits_and_its_network_takes_its_batch(
    name: str, device: str, gib: int
) -> None:
    """On torch's meta device: every shape of the real pass, no arithmetic."""
    plan = ALL[name].planned(device, gib)
    assert ModelSpec.from_json(json.loads(json.dumps(plan.spec.to_json()))) == plan.spec
    assert plan.step_bytes <= 0.45 * gib * GIB
    spec = plan.spec
    with torch.device("meta"):
        network = build_network(spec).train()
        outputs = network(torch.empty(plan.batch, spec.in_channels, *spec.patch))
    levels = (1 + spec.network.deep_supervision,) if spec.network.deep_supervision else ()
    assert outputs.shape == (plan.batch, *levels, spec.classes, *spec.patch)


@pytest.mark.parametrize("name", ALL)
def test_every_cpu_network_steps(name: str) -> None:
    spec = ALL[name].planned().spec
    size = tuple(
        min(p, max(d, math.ceil(16 / d) * d))
        for p, d in zip(spec.patch, spec.network.divisor, strict=True)
    )
    network = build_network(spec).train()
    before = [p.detach().clone() for p in network.parameters()]
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1)
    generator = torch.Generator().manual_seed(0)
    network(torch.randn(1, spec.in_channels, *size, generator=generator)).square().mean().backward()
    optimiser.step()
    after = [p.detach() for p in network.parameters()]
    assert all(bool(torch.isfinite(p).all()) for p in after)
    assert any(not torch.equal(p, q) for p, q in zip(before, after, strict=True))


def in_words(plan: Plan) -> str:
    return "\n".join(f"{one.choice}, {one.because}" for one in plan.reasons)


def test_a_small_crop_goes_in_whole_whatever_the_machine() -> None:
    patches = [CROP.planned(*machine).spec.patch for machine in MACHINES]
    assert patches == [(32, 48, 32)] + 3 * [(40, 56, 40)]
    assert {CROP.planned(*machine).spec.network.name for machine in MACHINES} == {"dynunet"}


def test_a_larger_card_sees_more_of_a_large_scan_and_gets_residual_blocks() -> None:
    plans = [BRAIN.planned(*machine) for machine in MACHINES]
    voxels = [math.prod(plan.spec.patch) * plan.batch for plan in plans]
    assert voxels == sorted(voxels)
    assert len(set(voxels)) == 4
    assert [plan.spec.network.name for plan in plans] == ["dynunet"] * 2 + ["resunet"] * 2


def test_thick_slices_stay_whole_and_flat_at_first() -> None:
    spec = PROSTATE.planned("cuda", 24).spec
    assert spec.patch == (20, 320, 320)
    assert spec.network.kernels[:2] == ((1, 3, 3), (1, 3, 3))
    assert spec.network.strides[1] == (1, 2, 2)
    assert len(spec.channel_normalisations) == 2


def test_a_patch_is_about_as_long_in_mm_along_each_axis() -> None:
    spec = ABDOMEN.planned("cuda", 80).spec
    extents = [n * mm for n, mm in zip(spec.patch, spec.spacing, strict=True)]
    assert max(extents) / min(extents) < 1.3


def test_the_grid_is_coarser_where_a_patch_would_be_a_keyhole() -> None:
    on_cpu, on_card = ABDOMEN.planned(), ABDOMEN.planned("cuda", 80)
    assert on_card.spec.spacing == (2.5, 0.8, 0.8)
    assert on_cpu.spec.spacing[0] == 2.5
    assert 0.8 < on_cpu.spec.spacing[1] < 2.5
    assert "coarser" in in_words(on_cpu)


def test_no_grid_is_so_coarse_that_the_smallest_label_is_lost() -> None:
    small = Sample(ABDOMEN.shape, ABDOMEN.spacing, 200, diameters=(120.0, 7.0), modality="CT")
    assert 7.0 / max(small.planned().spec.spacing[1:]) >= 8


def test_a_single_slice_is_flat_on_every_machine() -> None:
    for sample in (XRAY, SLICES):
        for machine in MACHINES:
            spec = sample.planned(*machine).spec
            assert spec.patch[0] == spec.network.divisor[0] == 1
            assert {kernel[0] for kernel in spec.network.kernels} == {1}


def test_few_cases_get_a_small_batch() -> None:
    """Otherwise a batch would hold the same three scans again and again."""
    assert THREE.planned("cuda", 80).batch == 4
    assert XRAY.planned("cuda", 80).batch == 12


def test_a_little_more_memory_changes_nothing() -> None:
    """A run that was killed is planned again with what is free then."""
    first, again = BRAIN.planned("cuda", 23.1), BRAIN.planned("cuda", 23.9)
    assert first == again


def test_a_machine_that_holds_nothing_is_an_error_that_says_how_much_is_needed() -> None:
    with pytest.raises(SpecProblem, match=r"needs 0\.\d+ GiB") as caught:
        CROP.planned("cpu", 0.5)
    assert caught.value.code == "too_little_memory"


def test_many_labels_are_paid_for_with_a_smaller_patch() -> None:
    few, many = (
        Sample((300, 300, 300), (1.0, 1.0, 1.0), 50, diameters=(40.0,) * n).planned("cuda", 8)
        for n in (1, 104)
    )
    assert math.prod(many.spec.patch) < 0.6 * math.prod(few.spec.patch)


def test_a_channel_named_for_another_modality_is_scaled_by_its_own() -> None:
    scale = Intensities(-150, 250, 60, 40)
    facts = Fingerprint(9, (3.0, 1.0, 1.0), (3.0, 1.0, 1.0), (60, 90, 90), (scale, scale))
    kinds = {
        channels: [
            how.kind
            for how in make_plan(
                facts, (0, 1), modality=modality, channels=channels
            ).spec.channel_normalisations
        ]
        for channels, modality in ((("CT", "PET"), "CT"), (("arterial", "venous"), "CT"))
    }
    assert kinds == {("CT", "PET"): ["ct", "zscore"], ("arterial", "venous"): ["ct", "ct"]}


def test_a_plan_explains_itself_and_is_plain_data() -> None:
    plan = BRAIN.planned("cuda", 24)
    told = json.loads(json.dumps(plan.to_json()))
    assert told["memory"] == 24 * GIB
    assert told["memory_was_given"] is True
    assert ModelSpec.from_json(told["spec"]) == plan.spec
    words = in_words(plan)
    assert "160 x 160 x 160 voxels, of scans of 155 x 240 x 240" in words
    assert "with 24 GiB at hand" in words


def test_a_crop_that_goes_in_whole_is_not_said_to_be_cut_for_want_of_memory() -> None:
    assert "32 x 48 x 32 voxels, a whole scan of 35 x 51 x 36, to the" in in_words(CROP.planned())
    assert "a whole scan of 35 x 51 x 36, rounded up" in in_words(CROP.planned("cuda", 8))
    assert "what fits 4 GiB" in in_words(ABDOMEN.planned("cuda", 4))


def test_what_nobody_measured_is_said_to_be_assumed() -> None:
    facts = Fingerprint(3, (1.0,) * 3, (1.0,) * 3, (30, 30, 30), (Intensities(0, 1, 0.5, 0.2),))
    assert "8 GiB assumed" in in_words(make_plan(facts, (0, 1)))


def test_a_rare_label_is_named_as_the_reason_for_balanced_crops() -> None:
    labels = (LabelFacts(1, 9, 99_000, 0.99, 40.0), LabelFacts(2, 9, 1000, 0.01, 8.0))
    scale = (Intensities(0, 1, 0.5, 0.2),)
    facts = Fingerprint(9, (1.0,) * 3, (1.0,) * 3, (90, 90, 90), scale, labels)
    assert "labels are rare: 2 (1.00% of foreground)" in in_words(make_plan(facts, (0, 1, 2)))
