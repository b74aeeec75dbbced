"""Every column that names a blob is known to be one: what is not known would be swept away."""

import re

import pytest
from django.apps import apps
from django.db import models

from labeling.core import blobs
from labeling.core.blobs import references
from labeling.core.fields import BlobField
from tests.factories import make_approved, make_case

HEX = re.compile(r"[0-9a-f]{64}")


def test_a_column_that_is_named_for_a_blob_is_a_blob_field() -> None:
    named = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        and "blob" in field.name
        and not isinstance(field, BlobField)
    ]
    assert named == [], "declare it as labeling.core.fields.BlobField"


def test_every_blob_field_is_asked_before_a_blob_is_freed() -> None:
    asked = {(column.model, column.name) for column in references.columns()}
    declared = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BlobField)
    }
    assert asked == declared
    assert len(asked) >= 10


@pytest.mark.django_db
def test_no_other_text_column_holds_the_name_of_a_stored_blob() -> None:
    make_approved(make_case(draft=True).project, draft=True)
    known = set(references.referenced())
    assert len(known) > 10
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField | models.TextField):
                values = map(str, model._default_manager.values_list(field.name, flat=True))
                stored = {v for v in values if HEX.fullmatch(v) and blobs.exists(v)}
                assert stored <= known, f"{model._meta.label}.{field.name}"


@pytest.mark.django_db
def test_references_come_once_each_in_the_order_of_the_store() -> None:
    make_case(draft=True)
    found = list(references.referenced())
    assert found == sorted(set(found))
    (holder,) = references.holders(found[0])
    model, _, pk = holder.rpartition(" ")
    assert apps.get_model(*model.split(".")[:2])._default_manager.filter(pk=pk).exists()
