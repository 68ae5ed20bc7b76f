"""The one-way order: imports by the contract, string foreign keys by the same list."""

import ast
import subprocess
import sys
from pathlib import Path

from django.apps import apps

from tests.architecture.sources import ROOT, short, sources

#: From the ground up; siblings on one line never refer to each other (style 2).
ORDER = [
    {"common"},
    {"files", "imports"},
    {"audit"},
    {"directory", "workdays"},
    {"accounts"},
    {"notices"},
    {"workflow", "ledger"},
    {"publishing"},
    {"integrity_files"},
    {"commitments"},
    {"complaints"},
    {"assessments"},
    {"portal", "desk"},
]
LEVEL = {label: height for height, labels in enumerate(ORDER) for label in labels}
#: Places where a signal receiver is right: sign-in events that Django itself announces.
RECEIVERS = {"credit_portal/accounts/sign_in.py"}
RAW_MANAGERS = {"views.py", "public_views.py", "own_views.py", "tasks.py", "forms.py"}
RAW_FOLDERS = {"api", "views", "forms"}


def test_the_import_contract_holds() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_foreign_keys_point_downwards_only() -> None:
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if label not in LEVEL or field.auto_created or target in (None, "self"):
                continue
            other = target._meta.app_label
            if other in LEVEL and other != label and LEVEL[other] >= LEVEL[label]:
                wrong.append(f"{label}.{model.__name__}.{field.name} -> {other}")
    assert wrong == []


def test_signals_carry_no_domain_effects() -> None:
    users = {
        short(path)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch"
    }
    assert users <= RECEIVERS


def test_every_wake_up_names_a_registered_task() -> None:
    from celery import current_app

    current_app.loader.import_default_modules()
    names = [
        node.args[0].value
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "enqueue_on_commit"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert names
    assert [name for name in names if name not in current_app.tasks] == []


def test_beat_runs_registered_tasks_only() -> None:
    from celery import current_app
    from django.conf import settings

    current_app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted <= set(current_app.tasks)


def test_views_and_tasks_read_through_selectors() -> None:
    raw = [
        f"{short(path)}:{node.lineno}"
        for path, tree in sources().items()
        if path.name in RAW_MANAGERS or RAW_FOLDERS & set(path.parts)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr != "none"
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
    ]
    assert raw == []
