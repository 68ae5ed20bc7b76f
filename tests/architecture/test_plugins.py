"""The tests' own set-up keeps its promises."""

import asyncio

from django.db import connections


def test_connections_are_the_same_while_an_event_loop_runs() -> None:
    async def inside() -> list[object]:
        return [connections[alias] for alias in ("default", "public_read")]

    outside = [connections[alias] for alias in ("default", "public_read")]
    loop = asyncio.new_event_loop()
    try:
        found = loop.run_until_complete(inside())
    finally:
        loop.close()
    assert all(one is other for one, other in zip(found, outside, strict=True))
