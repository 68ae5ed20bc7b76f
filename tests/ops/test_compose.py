"""The production form, checked as far as that goes without a container engine."""

import importlib.util
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.layout import ROOT
from tests.ops.names import documented, read_by_the_portal

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PORTAL = ("migrate", "web", "worker", "beat", "signer", "vault")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IMAGES = re.compile(r"^FROM (\S+)(?: AS (\w+))?$", re.MULTILINE)
#: Neither is a secret: each lies in a folder that is mounted.
PLAIN_FILES = ("LEDGER_PUBLIC_KEY_FILE", "MAINTENANCE_SWITCH")
NGINX = (ROOT / "ops/nginx/portal.conf").read_text()


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {"database", "broker", "front", *PORTAL}
    assert SERVICES["database"]["image"] == "postgres:18"
    assert SERVICES["broker"]["image"] == "redis:8"


def test_no_image_floats() -> None:
    stages = {name for _image, name in IMAGES.findall(DOCKERFILE)}
    images = [image for image, _name in IMAGES.findall(DOCKERFILE) if image not in stages]
    images += [service["image"] for service in SERVICES.values()]
    assert [i for i in images if ":" not in i or i.endswith(":latest")] == []


def test_every_build_target_exists() -> None:
    stages = {name for _image, name in IMAGES.findall(DOCKERFILE)}
    targets = {s["build"]["target"] for s in SERVICES.values() if "build" in s}
    assert targets == {"portal", "front"} <= stages


def test_every_copied_path_exists_and_is_in_the_context() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    allowed = [line[1:] for line in ignored if line.startswith("!")]
    for path in " ".join(copied).split():
        assert (ROOT / path).exists(), path
        assert any(path == a or path.startswith(f"{a}/") for a in allowed), path


def test_all_apps_are_in_the_image() -> None:
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"tests", "ops"}
    for package in packages:
        assert f"COPY {package} ./{package}" in DOCKERFILE


@pytest.mark.parametrize("service", PORTAL)
def test_every_variable_is_read_and_documented(service: str) -> None:
    for name in SERVICES[service]["environment"]:
        plain = name.removesuffix("_FILE")
        assert plain in read_by_the_portal(), name
        assert plain in documented(), name


@pytest.mark.parametrize("service", list(SERVICES))
def test_secrets_are_files_that_are_declared(service: str) -> None:
    mounted = set(SERVICES[service].get("secrets", []))
    assert mounted <= set(COMPOSE["secrets"])
    for name, value in SERVICES[service].get("environment", {}).items():
        if name in PLAIN_FILES:
            assert f":{Path(value).parent}" in " ".join(SERVICES[service]["volumes"])
        elif name.endswith("_FILE"):
            assert Path(value).name in mounted
        assert "://" not in str(value).replace("https://${", "")


def test_only_the_migration_knows_the_owner() -> None:
    knowing = [n for n in PORTAL if "database_owner_url" in SERVICES[n]["secrets"]]
    assert knowing == ["migrate"]
    assert not any("DEMO" in SERVICES[name]["environment"] for name in PORTAL)


def test_the_signer_shares_neither_its_role_nor_its_files_nor_its_user() -> None:
    signer = SERVICES["signer"]
    for name in ("migrate", "web", "worker", "beat"):
        service = SERVICES[name]
        assert not set(signer["secrets"]) & set(service["secrets"])
        assert "signer:/srv/signer" not in service["volumes"]
        assert "ledger-key:/srv/ledger-key:ro" in service["volumes"]
        assert service.get("user") != signer["user"]
    assert not {"DATABASE_URL_FILE", "LEDGER_MEMORY"} & set(signer["environment"])
    assert "useradd --system --uid 10002" in DOCKERFILE


def test_the_vault_shares_neither_its_role_nor_its_keys_nor_its_user() -> None:
    vault = SERVICES["vault"]
    for name in ("migrate", "web", "worker", "beat", "signer"):
        service = SERVICES[name]
        assert not set(vault["secrets"]) & set(service["secrets"])
        assert "vault:/srv/vault" not in service["volumes"]
        assert "vault-key:/srv/vault-key" not in service["volumes"]
        assert service.get("user") != vault["user"]
    assert vault["environment"]["VAULT_FOLDER"].startswith("/srv/vault/")
    assert vault["environment"]["VAULT_PEERS"] == "10001"
    assert vault["networks"] == ["inside"]
    assert "useradd --system --uid 10003 --gid callers" in DOCKERFILE
    assert "usermod --append --groups callers portal" in DOCKERFILE


@pytest.mark.parametrize("service", PORTAL)
def test_every_command_names_what_exists(service: str) -> None:
    command = " ".join(
        SERVICES[service].get("command", ["gunicorn credit_portal.wsgi:application"])
    )
    for module in re.findall(r"credit_portal\.\w+", command):
        assert importlib.util.find_spec(module) is not None
    for name in re.findall(r"manage\.py (\w+)", command):
        from django.core.management import get_commands

        assert name in get_commands()


def test_only_the_front_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_database_is_made_with_a_locale_that_reads_chinese() -> None:
    flags = SERVICES["database"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert "--builtin-locale=C.UTF-8" in flags
    assert "--lc-ctype=C.UTF-8" in flags


def test_the_database_script_is_sound_shell() -> None:
    script = ROOT / "ops/production/database.sh"
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111


def test_every_mounted_file_exists() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and not source.startswith("./deploy/"):
                assert (ROOT / source).exists(), source
            elif not source.startswith("./"):
                assert source in COMPOSE["volumes"], source


def test_the_secrets_script_fills_what_is_mounted(tmp_path: Path) -> None:
    from ops.production.make_secrets import fill

    names = fill(tmp_path / "secrets")
    assert set(names) == set(COMPOSE["secrets"])
    assert fill(tmp_path / "secrets") == names
    url = (tmp_path / "secrets" / "database_url").read_text()
    password = (tmp_path / "secrets" / "app_password").read_text()
    assert url == f"postgres://portal_app:{password}@database:5432/portal"
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_the_front_keeps_what_cannot_change() -> None:
    assert NGINX.count("{") == NGINX.count("}")
    tiles = NGINX.split("location /ledger/tile/ {")[1].split("}")[0]
    assert "proxy_cache ledger" in tiles
    assert "proxy_cache_use_stale" in tiles
    assert "immutable" in NGINX.split("location /static/ {")[1].split("}")[0]


def test_the_front_writes_nothing_about_those_who_report() -> None:
    place = NGINX.split("complaints|progress")[1].split("}")[0]
    assert "access_log off;" in place
    assert "error_log /dev/null crit;" in place
    for header in ("X-Forwarded-For", "X-Real-IP", "User-Agent", "Referer"):
        assert f'proxy_set_header {header} "";' in place
    assert "client_max_body_size 21m;" in place and "client_body_buffer_size 21m;" in place


def test_the_front_writes_no_key_of_a_mail_down() -> None:
    place = NGINX.split("(follow/(confirm|manage|stop)|verify)/ {")[1].split("}")[0]
    assert "access_log off;" in place and "error_log /dev/null crit;" in place
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in place


def test_the_switch_for_maintenance_can_be_reached() -> None:
    for service in (SERVICES["web"], SERVICES["worker"]):
        assert "./deploy/maintenance:/srv/maintenance:ro" in service["volumes"]
        assert Path(service["environment"]["MAINTENANCE_SWITCH"]).parent == Path("/srv/maintenance")
