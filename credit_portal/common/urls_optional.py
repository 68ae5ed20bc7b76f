"""Temporary while apps land."""
from importlib.util import find_spec
from django.urls import include, path
def include_if_present(prefix, module):
    return [path(prefix, include(module))] if find_spec(module) else []
