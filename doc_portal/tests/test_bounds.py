"""A day at either end of time makes a row that cannot be read any more: the database refuses it (security.md 6)."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from doc_portal.core.tests.factories import make_worksite
from doc_portal.tests.cases import cases
from mission.tests.factories import make_page
from mission.tests.factories_library import make_document
from mission.tests.factories_words import make_contact, make_service, make_term

ENDS_OF_TIME = ("0001-01-01", "9999-12-31")


def typed_days() -> dict[str, tuple[type[models.Model], str]]:
    """Every day or moment somebody may type into a form of a record, by label ("mission.NewsItem.publish_at")."""
    found = {}
    for case in cases():
        form = getattr(case.view, "form_class", None)
        model = getattr(getattr(form, "_meta", None), "model", None)
        for name in form.base_fields if model else ():
            field = next((one for one in model._meta.concrete_fields if one.name == name), None)
            if isinstance(field, models.DateField):
                found[f"{model._meta.label}.{name}"] = (model, name)
    return found


def bounded(model, name: str) -> bool:
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    return any(f"'{name}__range'" in str(one.condition) for one in checks)


@pytest.mark.parametrize("what", sorted(typed_days()))
def test_a_day_that_can_be_typed_is_bounded_by_a_constraint(what):
    assert bounded(*typed_days()[what])


def test_the_days_of_stories_documents_events_and_worksites_are_among_them():
    assert {"mission.NewsItem.expire_at", "mission.Document.reviewed_on", "core.Worksite.opens_on"} <= set(typed_days())


MAKERS = {
    "reviewed_on": (make_page, make_document, make_service, make_term, make_contact),
    "opens_on": (make_worksite,),
}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ENDS_OF_TIME)
@pytest.mark.parametrize(
    ("column", "make"),
    [(column, make) for column, found in MAKERS.items() for make in found],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_the_ends_of_time_are_refused_by_plain_sql(column, make, day):
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET {column} = %s WHERE id = %s', [day, row.pk])  # noqa: S608


@pytest.mark.django_db
@pytest.mark.parametrize("months", [0, 121])
def test_nothing_is_reviewed_all_the_time_or_never(months):
    contact = make_contact()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(contact).objects.filter(pk=contact.pk).update(review_months=months)
