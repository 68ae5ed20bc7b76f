"""Who acts: a protocol, so that services at any height can ask without knowing accounts."""

from typing import Any, Protocol


class Actor(Protocol):
    """A signed-in person or the system, asked by services for what he may."""

    @property
    def id(self) -> Any:
        """Stable id; a UUID for people, "system" for the job account."""

    @property
    def title(self) -> str:
        """Title of the post he acts in, as audit rows and the public story name him."""

    def may(self, verb: str, organisation: Any | None = None) -> bool:
        """Whether he may do `verb` on what belongs to `organisation` (any body when None)."""

    def organisation_paths(self, verb: str) -> list[str]:
        """Directory paths of the subtrees in which he may do `verb`."""


class SystemActor:
    """The job account: states facts of time, decides nothing (security.md S17)."""

    id = "system"
    title = "系统"
    title_en = "System"

    def may(self, verb: str, organisation: Any | None = None) -> bool:
        """Only what is named for the system."""
        return verb.startswith("system.")

    def organisation_paths(self, verb: str) -> list[str]:
        """The system has no scope of its own."""
        return []


SYSTEM = SystemActor()


class Anybody:
    """Somebody without an account who uses a form for citizens; nothing about him is kept."""

    id = "anybody"
    title = "公众"
    title_en = "The public"

    def may(self, verb: str, organisation: Any | None = None) -> bool:
        """Nothing that has a verb."""
        return False

    def organisation_paths(self, verb: str) -> list[str]:
        """Nowhere."""
        return []


ANYBODY = Anybody()


def actor_id(actor: Actor) -> str:
    """The actor's id as the text that audit rows and decisions keep."""
    return str(actor.id)
