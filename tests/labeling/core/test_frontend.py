from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from labeling.core.frontend import FrontendFiles


@pytest.fixture
def built(tmp_path: Path, settings: LazySettings) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Gyre</title>")
    (tmp_path / "assets" / "main-A1b2C3d4.js").write_text("export {};")
    (tmp_path / "assets" / "codec-A1b2C3d4.wasm").write_bytes(b"\0asm")
    (tmp_path / "icon.svg").write_text("<svg/>")
    settings.FRONTEND = tmp_path
    return tmp_path


def _fetch(path: str) -> Any:
    def missing(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    return FrontendFiles(missing)(RequestFactory().get(path))


@pytest.mark.parametrize("path", ["/", "/work", "/projects/hippo/cases", "/dicomwebber"])
def test_every_page_is_the_index(client: Client, built: Path, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert b"<title>Gyre</title>" in answer.content
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/api/x", "/dicomweb/x", "/auth/x", "/static/x"])
def test_what_programs_ask_for_is_never_the_index(client: Client, built: Path, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {401, 404}
    assert answer["Content-Type"].startswith("application/problem+json")


def test_hashed_assets_may_be_kept_for_ever(built: Path) -> None:
    answer = _fetch("/static/app/assets/main-A1b2C3d4.js")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.file_to_stream.close()  # not the answer: no request ends here


def test_other_files_are_asked_for_anew(built: Path) -> None:
    answer = _fetch("/static/app/icon.svg")
    assert "immutable" not in answer.get("Cache-Control", "")
    answer.file_to_stream.close()


def test_wasm_has_its_type(built: Path) -> None:
    answer = _fetch("/static/app/assets/codec-A1b2C3d4.wasm")
    assert answer["Content-Type"] == "application/wasm"
    answer.file_to_stream.close()


def test_nothing_outside_the_folder_is_served(built: Path) -> None:
    assert _fetch("/static/app/../../manage.py").status_code == 404


def test_a_missing_build_is_named(client: Client, tmp_path: Path, settings: LazySettings) -> None:
    settings.FRONTEND = tmp_path / "nowhere"
    answer = client.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.json()["detail"]
