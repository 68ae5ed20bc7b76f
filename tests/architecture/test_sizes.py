"""Sizes to live by (style 1): files to 400 lines, functions to 40."""

import ast

from tests.architecture.sources import ROOT, functions, short, sources


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        short(path): count
        for path in sources()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for path, tree in sources().items()
        for node in functions(tree)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []


def test_no_test_function_is_longer_than_40_lines() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in functions(ast.parse(path.read_text(encoding="utf-8")))
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []
