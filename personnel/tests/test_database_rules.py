"""Every rule the database keeps for the directory and for hiring, tried around the application with plain SQL.

Each has its case in a module `rules_of_…`; one without a case fails the last tests (personnel.md 4).
"""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from personnel import migrations
from personnel.models import (
    ApplicationExtension,
    ApplicationNote,
    InstitutionalEmployerContact,
    StageTemplate,
    StatusWords,
)
from personnel.tests.factories import make_person
from personnel.tests.factories_announcements import make_alert
from personnel.tests.factories_hiring import (
    make_application,
    make_document,
    make_job_class,
    make_position,
    make_posting,
    make_requisition,
)
from personnel.tests.factories_selection import make_appointment
from personnel.tests.rules import RULES, run

pytestmark = pytest.mark.django_db

for room in ("people", "positions", "announcements", "applications", "selection"):
    import_module(f"personnel.tests.rules_of_{room}")

MODELS = [one for one in apps.get_app_config("personnel").get_models() if not hasattr(one, "pgh_tracked_model")]


@pytest.mark.parametrize("name", RULES)
def test_the_database_keeps(name):
    RULES[name]()


def raised(text: str) -> set[str]:
    """The names of rules a function of the database raises."""
    return set(re.findall(r"CONSTRAINT = '([a-z_]+)'", text))


def test_every_rule_of_personnel_has_its_case():
    kept = {constraint.name for model in MODELS for constraint in model._meta.constraints}
    for model in MODELS:
        for trigger in getattr(model._meta, "triggers", ()):
            sql = str(trigger.get_func(model))
            kept |= raised(sql)
            if "pgtrigger: Cannot" in sql and trigger.name != "append_only":
                kept.add(trigger.name)
    for path in Path(migrations.__file__).parent.glob("0*.py"):
        kept |= raised(path.read_text(encoding="utf-8"))
    assert kept - RULES.keys() == set()


APPEND_ONLY = {
    "applicationversion": lambda: make_application().versions.get(),
    "applicationextension": lambda: ApplicationExtension.objects.create(
        application=make_application("draft"), kind="leave", justification="On leave.", granted_by=make_user()
    ),
    "applicationnote": lambda: ApplicationNote.objects.create(
        application=make_application(), text="Called.", made_by=make_user()
    ),
    "institutionalemployercontact": lambda: InstitutionalEmployerContact.objects.create(
        application=make_application(), employer="Jail", contacted_on=timezone.localdate(), made_by=make_user()
    ),
}


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_what_is_only_added_to_is_neither_changed_nor_removed(name):
    """Not even by right: the role that serves requests may insert and read there, and a trigger holds the owner."""
    row = APPEND_ONLY[name]()
    table = row._meta.db_table
    for attack in (f"UPDATE {table} SET application_id = application_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608
        with pytest.raises(DatabaseError, match="permission denied for table"):
            run(attack)


def test_every_table_that_is_only_added_to_has_its_case():
    only_added = {
        model._meta.model_name
        for model in MODELS
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))
    }
    assert only_added == set(APPEND_ONLY)


UNIQUE = {
    "personnel_jobclass.slug": lambda: make_job_class(),
    "personnel_person.uuid": lambda: make_person(),
    "personnel_person.user_id": lambda: make_person(user=make_user()),
    "personnel_person.employee_number": lambda: make_person(),
    "personnel_position.position_no": lambda: make_position(),
    "personnel_requisition.number": lambda: make_requisition(),
    "personnel_stagetemplate.name": lambda: StageTemplate.objects.create(
        name=f"Process {StageTemplate.objects.count()}", stages=["qualified"]
    ),
    "personnel_posting.number": lambda: make_posting("draft"),
    "personnel_posting.public_slug": lambda: make_posting("draft"),
    "personnel_statuswords.status": lambda: StatusWords.objects.create(
        status=f"status-{StatusWords.objects.count()}", words="Words"
    ),
    "personnel_application.number": lambda: make_application("draft"),
    "personnel_applicationdocument.attachment_id": lambda: make_document(make_application()),
    "personnel_jobalert.unsubscribe_token": lambda: make_alert(),
    "personnel_appointment.application_id": lambda: make_appointment(),
    "personnel_appointment.offer_id": lambda: make_appointment(),
}
KEPT_BY_A_TRIGGER = {"personnel_appointment.application_id", "personnel_appointment.offer_id"}


@pytest.mark.parametrize("where", UNIQUE)
def test_two_rows_may_not_share(where):
    table, column = where.split(".")
    first, second = UNIQUE[where](), UNIQUE[where]()
    if where == "personnel_application.number":
        run("UPDATE personnel_application SET number = 'APP-1' WHERE id = %s", first.pk)
    with pytest.raises((IntegrityError, DatabaseError)) as refusal:
        run(
            f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE id = %s) WHERE id = %s",  # noqa: S608
            first.pk,
            second.pk,
        )
    assert refusal.value.__cause__.pgcode == ("23514" if where in KEPT_BY_A_TRIGGER else "23505")


def test_every_unique_column_of_personnel_has_its_case():
    declared = {
        f"{model._meta.db_table}.{field.column}"
        for model in MODELS
        for field in model._meta.fields
        if field.unique and not field.primary_key
    }
    assert declared == set(UNIQUE)
