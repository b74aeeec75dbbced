from __future__ import annotations

import numpy as np
import torch

from models.explain.check import check_classifier, check_segmentation
from models.explain.heat import grad_cam, occlusion
from models.explain.mask import aim_at
from models.explain.sanity import check_sanity
from models.inference.predictor import Predictor
from models.networks.build import build_network
from tests.models.explain.squares import image_with_square, trained_classifier
from tests.models.volumes import SPACING, tiny_spec, two_blobs

FILMS = [image_with_square(seed, right=bool(seed % 2))[0] for seed in range(300, 306)]


def test_a_classifier_is_checked_on_a_few_films_by_each_method() -> None:
    network = trained_classifier()
    cam = check_classifier(network, FILMS, 2, "grad_cam", seed=1)
    hidden = check_classifier(network, FILMS, 2, "occlusion", seed=1)
    assert (cam.images, hidden.images) == (4, 2)
    each = [check_sanity(grad_cam, network, FILMS[:4], finding, seed=1) for finding in (0, 1)]
    assert each[0].likeness != each[1].likeness
    assert cam == max(each, key=lambda one: one.likeness)  # the worst finding counts
    assert hidden == check_sanity(occlusion, network, FILMS[:2], 0, seed=1)


def test_a_segmentation_is_checked_in_the_mask_of_each_image() -> None:
    torch.manual_seed(0)
    spec = tiny_spec()
    predictor = Predictor(build_network(spec), spec, torch.device("cpu"))
    aims = []
    for seed in range(5):
        image, mask = two_blobs(seed)
        aims.append(aim_at(predictor, image, mask == 1 + seed % 2, SPACING, 1 + seed % 2))
    report = check_segmentation(aims, "grad_cam", seed=1)
    assert (report.images, report.between_images) == (3, None)
    assert -1 <= report.likeness <= 1
    assert np.isclose(report.likeness, check_segmentation(aims, "grad_cam", seed=1).likeness)
