"""Divisions, bodies, posts, and who held which post when."""

from credit_portal.directory.models.bodies import (
    FormerAddress,
    Organisation,
    OrganisationName,
    Superior,
)
from credit_portal.directory.models.divisions import Division
from credit_portal.directory.models.posts import Appointment, Person, Post
from credit_portal.directory.models.succession import Succession, SuccessionLine

__all__ = [
    "Appointment",
    "Division",
    "FormerAddress",
    "Organisation",
    "OrganisationName",
    "Person",
    "Post",
    "Succession",
    "SuccessionLine",
    "Superior",
]
