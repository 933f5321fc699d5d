"""What people of the directory answer for, and how somebody else takes their place (portal.md item 18)."""

from doc_portal.core.models import User
from personnel.actions.assignments import revise_assignment
from personnel.actions.contacts import fill_contact
from personnel.models import Assignment, Person, RoleContact


def held_by(person: Person):
    """The services somebody holds."""
    return RoleContact.objects.kept().filter(holder=person).for_list()


def backed_up_by(person: Person):
    """The services somebody stands in for."""
    return RoleContact.objects.kept().filter(backup=person).for_list()


def led_by(person: Person):
    """The assignments somebody supervises now or from a later day on."""
    return Assignment.objects.unended().filter(supervisor=person).for_list()


def held(user: User):
    """The services the owner of an account holds."""
    return RoleContact.objects.kept().filter(holder__user=user).for_list()


def backed_up(user: User):
    """The services the owner of an account stands in for."""
    return RoleContact.objects.kept().filter(backup__user=user).for_list()


def led(user: User):
    """The assignments the owner of an account supervises."""
    return Assignment.objects.unended().filter(supervisor__user=user).for_list()


def held_in(unit):
    """The services a unit answers for."""
    return RoleContact.objects.kept().filter(unit=unit).for_list()


def give_contact(contact: RoleContact, person: Person, *, by: User) -> None:
    """Somebody else holds the service."""
    fill_contact(contact, "holder", person, by=by)


def give_backup(contact: RoleContact, person: Person, *, by: User) -> None:
    """Somebody else stands in; nobody does where they hold the service themselves."""
    fill_contact(contact, "backup", None if contact.holder_id == person.pk else person, by=by)


def give_led(assignment: Assignment, person: Person, *, by: User) -> None:
    """Somebody else supervises; nobody does where it is the assignment of that very person."""
    assignment.supervisor = None if assignment.person_id == person.pk else person
    assignment.version += 1
    revise_assignment(assignment, by=by, changed="Supervisor")
