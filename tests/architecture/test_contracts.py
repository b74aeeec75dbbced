"""What the tree promises, checked on the tree itself."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _python(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=dict(os.environ, DJANGO_SETTINGS_MODULE="labeling.settings.testing"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_import_contracts_hold() -> None:
    answer = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout[-4000:]


def test_the_web_process_does_not_load_torch() -> None:
    answer = _python(
        "import sys, django\n"
        "django.setup()\n"
        "from django.urls import get_resolver\n"
        "import labeling.wsgi\n"
        "assert len(get_resolver().url_patterns) > 3\n"
        "heavy = {'torch', 'monai', 'sklearn', 'skorch', 'modAL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert answer.returncode == 0, answer.stderr


def test_the_web_process_does_not_load_what_only_jobs_need() -> None:
    """Highdicom brings 110 MB of codes, nibabel and imagecodecs their libraries."""
    answer = _python(
        "import sys, django\n"
        "django.setup()\n"
        "from django.urls import get_resolver\n"
        "import labeling.wsgi\n"
        "assert len(get_resolver().url_patterns) > 3\n"
        "heavy = {'highdicom', 'pydicom.sr', 'nibabel'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert answer.returncode == 0, answer.stderr


def test_the_web_worker_does_not_load_torch() -> None:
    answer = _python(
        "import sys, django\n"
        "django.setup()\n"
        "from labeling.core.jobs.registry import FUNCTIONS, load_tasks\n"
        "load_tasks()\n"
        "assert FUNCTIONS\n"
        "assert 'torch' not in sys.modules\n"
    )
    assert answer.returncode == 0, answer.stderr


def test_no_process_logs_the_values_that_pydicom_warns_about() -> None:
    answer = _python(
        "import logging, django\n"
        "django.setup()\n"
        "import labeling.wsgi, activelearning.jobs\n"
        "from django.urls import get_resolver\n"
        "assert get_resolver().url_patterns\n"
        "from labeling.core.jobs.registry import load_tasks\n"
        "load_tasks()\n"
        "import pydicom\n"
        "assert logging.getLogger('pydicom').getEffectiveLevel() >= logging.ERROR\n"
    )
    assert answer.returncode == 0, answer.stderr


def test_the_database_launcher_needs_no_django() -> None:
    answer = _python(
        "import sys\n"
        "import labeling.core.bootstrap, labeling.core.postgres.keeper\n"
        "assert 'django' not in sys.modules\n"
    )
    assert answer.returncode == 0, answer.stderr


def test_every_tests_folder_is_a_package() -> None:
    """Otherwise `import models` can resolve to tests/models."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(f.relative_to(ROOT)) for f in folders if not (f / "__init__.py").is_file()] == []
