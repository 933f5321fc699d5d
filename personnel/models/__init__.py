"""People, where they work, and whom to ask about what."""

from personnel.models.contacts import Reviewed, RoleContact, reviews_within_reason
from personnel.models.people import Assignment, Correction, Person

__all__ = ["Assignment", "Correction", "Person", "Reviewed", "RoleContact", "reviews_within_reason"]
