"""Divisions, bodies, posts, and who held which post when."""

from credit_portal.directory.models.bodies import (
    FormerAddress,
    Organisation,
    OrganisationName,
    Superior,
)
from credit_portal.directory.models.divisions import Division
from credit_portal.directory.models.posts import Appointment, Person, Post

__all__ = [
    "Appointment",
    "Division",
    "FormerAddress",
    "Organisation",
    "OrganisationName",
    "Person",
    "Post",
    "Superior",
]
