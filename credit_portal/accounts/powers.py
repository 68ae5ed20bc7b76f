"""What one user may do today: his grants, read in one query, asked many times in one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from credit_portal.accounts import policies

if TYPE_CHECKING:
    from credit_portal.accounts.models import User
    from credit_portal.directory.models import Organisation

EVERYWHERE = "/"  # every organisation's path begins with it


@dataclass(frozen=True)
class Held:
    """One grant in effect: the role, its Chinese name, the path of the subtree, whether that is a
    whole government's tree (or every body), and the user it stands in for, if any."""

    role: str
    name_zh: str
    path: str
    whole: bool = False
    principal: UUID | None = None


def _is_whole(path: str | None, kind: str | None, parent: UUID | None) -> bool:
    return path is None or (parent is None and kind == "government")


@dataclass(frozen=True)
class Powers:
    """The grants of a user in effect on the day they were read."""

    held: tuple[Held, ...]

    @classmethod
    def of(cls, user: User) -> Self:
        """Read the grants in effect today; an inactive user has none."""
        # The models import this module, the selectors the models.
        from credit_portal.accounts.selectors import grants_in_effect  # noqa: PLC0415

        if not user.is_active:
            return cls(())
        rows = (
            grants_in_effect()
            .filter(user_id=user.pk)
            .order_by("role__position", "id")
            .values_list(
                "role_id",
                "role__name_zh",
                "organisation__path",
                "organisation__kind",
                "organisation__parent",
                "stands_in_for__user_id",
            )
        )
        return cls(
            tuple(
                Held(role, name, path or EVERYWHERE, _is_whole(path, kind, parent), principal)
                for role, name, path, kind, parent, principal in rows
            )
        )

    @property
    def names_zh(self) -> str:
        """Chinese names of the roles held, joined."""
        return "、".join(dict.fromkeys(held.name_zh for held in self.held))

    @property
    def roles(self) -> frozenset[str]:
        """Codes of the roles held anywhere."""
        return frozenset(held.role for held in self.held)

    @property
    def principals(self) -> frozenset[UUID]:
        """The users for whom he deputises today."""
        return frozenset(held.principal for held in self.held if held.principal is not None)

    def principal(self, verb: str, organisation: Organisation | None) -> UUID | None:
        """The user for whom the verb is done over the body: None when a grant of one's own
        covers it, or none does."""
        roles = policies.roles_for(verb)
        path = organisation.path if organisation is not None else ""
        found = [
            held.principal
            for held in self.held
            if held.role in roles and (not path or path.startswith(held.path))
        ]
        return None if None in found or not found else found[0]

    def paths(self, verb: str) -> list[str]:
        """Paths of the subtrees over which the verb may be done, outermost only."""
        roles = policies.roles_for(verb)
        kept: list[str] = []
        for path in sorted({held.path for held in self.held if held.role in roles}, key=len):
            if not any(path.startswith(outer) for outer in kept):
                kept.append(path)
        return kept

    def may(self, verb: str, organisation: Organisation | None) -> bool:
        """Whether the verb may be done over the body; with None, whether over any."""
        paths = self.paths(verb)
        if organisation is None:
            return bool(paths)
        return any(organisation.path.startswith(path) for path in paths)

    def over_government(self, verb: str) -> bool:
        """Whether the verb may be done over the whole tree of a government."""
        roles = policies.roles_for(verb)
        return any(held.whole for held in self.held if held.role in roles)

    @property
    def sees_admin(self) -> bool:
        """Whether Django's admin shows anything at all."""
        return any(self.paths(verb) for verb in policies.ADMIN_SHOWS)

    def sees_in_admin(self, perm: str) -> bool:
        """Whether Django's admin shows this: only "view" permissions, only the apps of the role."""
        app_label, _, codename = perm.partition(".")
        if not codename.startswith("view_"):
            return False
        return any(
            app_label in labels and self.paths(verb)
            for verb, labels in policies.ADMIN_SHOWS.items()
        )
