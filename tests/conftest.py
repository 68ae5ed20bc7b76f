"""Test set-up of style 31a: one template database per run, cloned per worker, application role."""

from tests.plugins.browser import *  # noqa: F403 - fixtures and skip accounting
from tests.plugins.cast import *  # noqa: F403 - the fixed cast
from tests.plugins.databases import *  # noqa: F403 - template, clones, committed tests
from tests.plugins.surroundings import *  # noqa: F403 - locale, keys, mail, media
from tests.plugins.vaults import *  # noqa: F403 - a vault with keys of its own
