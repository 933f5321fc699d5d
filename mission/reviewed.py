"""What of the mission unit is looked over again and again (portal.md item 18): rows in use, with who answers."""

from mission.models import Document, GlossaryTerm, Service, UnitPage


def unit_pages():
    """Pages readers find."""
    return UnitPage.objects.filter(hidden=False, unit__in_portal=True).select_related("unit", "owner_role")


def unit_pages_without_owner():
    """Pages whose owner role nobody holds."""
    return UnitPage.objects.without_owner()


def documents():
    """Published documents in force; a text that was not supplied cannot be looked over."""
    rows = Document.objects.kept().filter(published=True, placeholder=False)
    return rows.select_related("unit", "owner__worksite", "owner__holder__user", "owner__backup__user", "owner__unit")


def terms():
    """Terms in the glossary."""
    rows = GlossaryTerm.objects.kept()
    return rows.select_related("owner__worksite", "owner__holder__user", "owner__backup__user", "owner__unit")


def services():
    """Services from A to Z."""
    rows = Service.objects.kept()
    return rows.select_related("unit", "contact__worksite", "contact__holder__user", "contact__backup__user")
