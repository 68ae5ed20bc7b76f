"""Django's `migrate`, which makes an empty database some four times quicker: the first start of
the portal, and each set of tests, waits for it."""

from collections.abc import Callable, Iterator
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


def _reload_model(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> None:
    """Render a changed model, and it alone: Django renders those related to it too.

    What has been delayed is made good before it matters, as in Django: code of a migration, and a
    change of what others point at, find all models rendered anew.
    """
    if "apps" not in state.__dict__:
        return
    if delay:
        state.is_delayed = True
        getattr(state, "_reload")({(app_label, model_name)})  # noqa: B009 - not in its types
    elif state.is_delayed:
        state.clear_delayed_apps_cache()
        state.is_delayed = False
    else:
        DJANGO["reload_model"](state, app_label, model_name, delay)


OURS = {"add_model": _add_model, "reload_model": _reload_model}
DJANGO: dict[str, Callable[..., None]] = {name: getattr(ProjectState, name) for name in OURS}


@contextmanager
def _rendered_alone() -> Iterator[None]:
    for name, ours in OURS.items():
        setattr(ProjectState, name, ours)
    try:
        yield
    finally:
        for name, before in DJANGO.items():
            setattr(ProjectState, name, before)


class Command(migrate.Command):
    """The command as Django has it."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate."""
        with _rendered_alone():
            super().handle(*arguments, **options)
