"""The model card: from records, in three forms, with nothing that people typed taken for markup."""

from typing import Any

import pytest
from django.test import Client

from labeling.projects.models import Project
from labeling.rounds.card import as_markdown, as_page, card_of
from labeling.rounds.models import ModelVersion
from labeling.rounds.services import NewVersion, promote_model, record_version
from tests.labeling.rounds import records

pytestmark = pytest.mark.django_db

INTERVAL = {"mean": 0.85, "low": 0.81, "high": 0.88, "patients": 30}
HOLDOUT: dict[str, Any] = {
    "n": 32,
    "patients": 30,
    "dice_mean": 0.85,
    "dice_low": 0.81,
    "dice_high": 0.88,
    "nsd": 0.93,
    "hd95": 1.4,
    "calibration": {"after": {"ece": 0.02}},
    "failed": 1,
    "classes": [
        {"value": 1, "present": 32, "dice": INTERVAL, "nsd": INTERVAL, "hd95": INTERVAL},
    ],
    "subgroups": {
        "groups": [
            {"name": "sex:F", "patients": 20, "cases": 21, "hidden": "", "dice": INTERVAL},
            {"name": "sex:unknown", "patients": 3, "cases": 3, "hidden": "small", "dice": None},
            {"name": "sex:M", "patients": 11, "cases": 12, "hidden": "complement", "dice": None},
        ],
        "intersections": [],
        "gaps": [{"attribute": "sex", "best": "F", "worst": "M", "interval": INTERVAL}],
    },
}


def judged(project: Project, **metrics: Any) -> ModelVersion:
    run = records.run(project, revisions=[{"split": "train"}, {"split": "validation"}])
    new = NewVersion(
        weights_blob="ab" * 32,
        spec={"network": {"name": "dynunet"}, "spacing": [1, 1, 1], "patch": [40, 56, 40]},
        code_version="models-1",
        labels_used=1,
        metrics={"holdout": HOLDOUT, "training": {"steps": 300}, **metrics},
        gate={
            "promoted": True,
            "rules": [
                {"name": "mean Dice gain", "value": 0.02, "limit": 0.0, "passed": True},
                {"name": "class 1 Dice", "value": 0.01, "limit": -0.02, "passed": True},
            ],
        },
    )
    version = record_version(run_id=run.pk, new=new)
    return promote_model(version=version, by=None, reason="Every rule holds.")


def test_a_card_says_what_made_the_model_and_for_whom_it_does_worse() -> None:
    text = as_markdown(card_of(judged(records.project())))
    for said in (
        "# liver, model v1",
        "- **Steps**: 300",
        "- **Calibration error in the box around the structures**: 0.020",
        "| Liver | 32 | 0.850 (0.810 to 0.880) |",
        "| sex female | 20 | 0.850 (0.810 to 0.880) |",
        "| sex unknown | 3 | hidden: too few patients |",
        "Too few to say how it does for: sex unknown.",
        "Not said how it does for, since that would tell a group that is too small: sex male.",
        "It missed a structure altogether in 1 of 32 cases.",
        "No case was read twice",
        "| mean Dice gain | 0.020 | 0.000 | held |",
        "| Liver Dice | 0.010 | -0.020 | held |",
        "- **By**: the gate",
    ):
        assert said in text


def test_a_card_says_that_the_two_models_compared_differ_in_length() -> None:
    project = records.project()
    first, second = judged(project), judged(project, training={"steps": 22})
    second.parent = first
    assert "v2 trained for 22 steps, v1 for 300" in as_markdown(card_of(second))
    assert "part of the difference" not in as_markdown(card_of(first))


def test_a_hidden_group_has_no_number_in_any_form() -> None:
    card = card_of(judged(records.project()))
    group = next(s for s in card.to_json()["sections"] if s["title"] == "For whom")
    assert ["sex unknown", 3, "hidden: too few patients"] in group["tables"][0]["rows"]


def test_a_model_that_was_not_judged_says_so() -> None:
    text = as_markdown(card_of(records.version(records.project())))
    assert "Not judged: no holdout case had an approved label." in text
    assert "nothing is known of how it does on other patients" in text


def test_what_people_typed_is_no_markup() -> None:
    project = records.project()
    project.name = "<script>alert(1)</script> | *liver*"
    project.save()
    card = card_of(judged(project))
    assert "<script>" not in as_page(card)
    assert "&lt;script&gt;" in as_page(card)
    assert "\\| \\*liver\\*" in as_markdown(card)
    assert "<script>" not in as_markdown(card)


def test_findings_are_tabled_with_their_measures() -> None:
    holdout = {
        "task": "classification",
        "n": 40,
        "patients": 40,
        "findings_by_group": {
            "view:AP": {"pneumonia": {"patients": 20, "auroc": INTERVAL, "why": ""}},
            "view:LL": {"pneumonia": {"patients": 2, "auroc": None, "why": "too_few"}},
            "view:PA": {"pneumonia": {"patients": 18, "auroc": None, "why": "complement"}},
        },
        "findings": {
            "pneumonia": {
                "auroc": INTERVAL,
                "average_precision": INTERVAL,
                "brier": 0.1,
                "ece": 0.05,
            }
        },
    }
    text = as_markdown(card_of(judged(records.project(), holdout=holdout)))
    assert "| pneumonia | 0.850 (0.810 to 0.880) | 0.850 (0.810 to 0.880) | 0.100 | 0.050 |" in text
    assert "| view AP | 20 | 0.850 (0.810 to 0.880) |" in text
    assert "| view LL | 2 | hidden: too few |" in text
    assert "| view PA | 18 | hidden: would tell a small group |" in text
    assert "Too few to say how it does for: view LL." in text
    assert "since that would tell a group that is too small: view PA." in text


def test_the_three_forms_over_http(client: Client) -> None:
    project = records.project()
    client.force_login(records.person("lead", project))
    version = judged(project)
    data = client.get(f"/api/models/{version.pk}/card").json()
    assert data["title"] == "liver, model v1"
    text = client.get(f"/api/models/{version.pk}/card.md")
    assert text["Content-Type"] == "text/markdown; charset=utf-8"
    assert f"model-card-{version.pk}.md" in text["Content-Disposition"]
    page = client.get(f"/api/models/{version.pk}/card.html")
    assert page["Content-Type"].startswith("text/html")
    assert b"<h1>liver, model v1</h1>" in page.content


def test_a_card_says_which_maps_of_why_are_shown() -> None:
    report = {"images": 4, "likeness": 0.21, "between_images": 0.4, "limit": 0.5, "passed": True}
    failed = report | {"likeness": 0.93, "between_images": None, "passed": False}
    project = records.project()
    text = as_markdown(card_of(judged(project, explain={"grad_cam": report, "occlusion": failed})))
    assert "| Grad-CAM | 4 | 0.210 | 0.400 | 0.500 | shown |" in text
    assert "| Occlusion | 4 | 0.930 | - | 0.500 | not shown |" in text
    assert "Explanations" not in as_markdown(card_of(judged(project)))
