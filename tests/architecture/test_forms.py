"""Date fields show what they hold in every language."""

import ast

from tests.architecture.sources import short, sources


def test_each_date_input_writes_the_form_that_browsers_read() -> None:
    """Localized ("2026/3/20"), a browser shows nothing, and saving would lose the day."""
    found = [
        f"{short(path)}:{node.lineno}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "DateInput"
        and not any(word.arg == "format" for word in node.keywords)
    ]
    assert found == []
