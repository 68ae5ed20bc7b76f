"""Every address of the URLconf once, Django's own among them, filled in with what is not there."""

from __future__ import annotations

import pytest

from tests.robustness import addresses


@pytest.fixture(scope="session")
def everywhere() -> list[str]:
    """All addresses, none of them refused for its form alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "OTHERS", ())
        patch.setitem(addresses.FOREIGN, "str", "nothing")
        found = dict.fromkeys(addresses.fill(one) for one in addresses.templates())
    return list(found)
