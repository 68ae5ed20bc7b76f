"""The project's own Python files, for the tests of its structure."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("credit_portal", "integrity_files", "commitments", "complaints", "assessments")


@cache
def sources() -> dict[Path, ast.Module]:
    """Parsed modules by path, migrations left out."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods included."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def short(path: Path) -> str:
    """Path below the project's root."""
    return str(path.relative_to(ROOT))
