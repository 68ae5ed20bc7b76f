"""Django's `migrate`, which makes an empty database some four times quicker: the first start of
the portal, and each set of tests, waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState


def _add_model(state: ProjectState, model_state: ModelState) -> None:
    """Add a model to the state, and render it alone.

    Django renders all models anew that are related over any number of links, which here are nearly
    all, once for each table that is made. Whoever points at a new table comes later, and nobody's
    columns change by it: the new model finds those it points at as they are.
    """
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if vars(state)["_relations"] is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:  # asking for it would render everything
        state.apps.render_multiple([model_state])


@contextmanager
def _rendered_alone() -> Iterator[None]:
    before = ProjectState.add_model
    setattr(ProjectState, "add_model", _add_model)  # noqa: B010 - typed as a method
    try:
        yield
    finally:
        setattr(ProjectState, "add_model", before)  # noqa: B010


class Command(migrate.Command):
    """The command as Django has it."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate."""
        with _rendered_alone():
            super().handle(*arguments, **options)
