"""A mail server as a program: smtp_program.py FOLDER PORT.

Keeps every message it accepted in accepted.jsonl. The file `mode` tells it to behave: ok,
refuse (550 to the address), policy (550 5.7.1), later (451), reject (554 to the message),
stall (accepts, and answers after 30 seconds).
"""

import asyncio
import json
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

folder, port = Path(sys.argv[1]), int(sys.argv[2])
RCPT = {
    "refuse": "550 5.1.1 no such user",
    "policy": "550 5.7.1 looks like spam",
    "later": "451 4.3.0 try again",
}


class Keeper:
    """What the server does with what it gets."""

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd asks for
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the address, unless told otherwise."""
        mode = (folder / "mode").read_text(encoding="ascii")
        if mode in RCPT:
            return RCPT[mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Write the message down, then answer."""
        mode = (folder / "mode").read_text(encoding="ascii")
        if mode == "reject":
            return "554 5.6.0 not this one"
        message = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[arg-type]
        row = {
            "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "text": message.get_body(("plain",)).get_content(),  # type: ignore[union-attr]
        }
        with (folder / "accepted.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if mode == "stall":
            await asyncio.sleep(30)
        return "250 OK"


async def serve() -> None:
    """Listen until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeper(), enable_SMTPUTF8=True), "127.0.0.1", port
    )
    (folder / "port").write_text(str(server.sockets[0].getsockname()[1]), encoding="ascii")
    (folder / "ready").touch()
    await server.serve_forever()


asyncio.run(serve())
