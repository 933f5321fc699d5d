"""Services from A to Z: one page for each task, kept by its unit."""

import pytest
from django.db import DatabaseError, transaction

from doc_portal.core.models import SearchEntry
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, post_form
from doc_portal.core.workflow import Refused
from mission.actions.services import add_service, archive_service, revise_service
from mission.models import Document, Service
from mission.tests.factories import make_page
from mission.tests.factories_library import make_document, make_version
from mission.tests.factories_words import make_contact, make_service

pytestmark = pytest.mark.django_db

KEEPS = tuple(f"mission.{verb}_service" for verb in ("view", "add", "change", "archive"))


def keeper(**place):
    user = make_user(*KEEPS, **place)
    grant(user, "staff")
    return user


def typed(unit, **fields):
    empty = dict.fromkeys(("body", "contact", "form", "policy", "reviewed_on", "review_months"), "")
    return empty | {"title": "Report an injury", "summary": "How it is reported.", "unit": unit.pk} | fields


def test_a_service_is_a_page_with_its_contact_form_and_policy(client):
    unit = make_page().unit
    contact = make_contact(unit, service="Injury desk", phone="573-555-0100")
    form = make_version(make_document(unit=unit, kind=Document.Kind.FORM, title="Injury form")).document
    policy = make_version(make_document(unit=unit, title="Injury policy")).document
    client.force_login(keeper(unit=unit))

    response = post_form(
        client,
        "/services/new/",
        **typed(unit, body="1. Tell your supervisor.", contact=contact.pk, form=form.pk, policy=policy.pk),
    )

    assert response.url == "/services/report-an-injury/"
    page = client.get(response.url).content.decode()
    for words in ("Tell your supervisor", "Injury desk", "573-555-0100", "Injury form", "Injury policy"):
        assert words in page
    assert acts_of(Service.objects.get(slug="report-an-injury")) == ["create"]


def test_a_form_one_may_not_read_is_not_named_to_one(client):
    unit = make_unit()
    secret = make_version(
        make_document(unit=unit, kind=Document.Kind.FORM, title="Secret form", visibility="restricted")
    ).document
    service = make_service(unit=unit, form=secret)
    client.force_login(keeper(unit=make_unit()))
    assert "Secret form" not in client.get(service.get_absolute_url()).content.decode()


def test_a_unit_keeps_its_own_services_alone(client):
    own, other = make_service(unit=make_page().unit), make_service()
    client.force_login(keeper(unit=own.unit))
    assert client.get(f"/services/{own.slug}/edit/").status_code == 200
    assert client.get(f"/services/{other.slug}/edit/").status_code == 403
    assert client.get(f"/services/{other.slug}/archive/").status_code == 403


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("New", "“New” cannot become an address."), ("Report thing", "There is already a service called “Report thing”.")],
)
def test_an_address_that_is_taken_is_refused(title, sentence):
    make_service(slug="report-thing")
    with pytest.raises(Refused, match=sentence):
        add_service(Service(title=title, summary="x", unit=make_unit()), by=make_user())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "123"}, "Enter a title with letters."),
        ({"summary": ""}, "Enter what it says in a sentence."),
        ({"unit": ""}, "Choose a unit that answers for it."),
        ({"reviewed_on": "2190-01-01"}, "Enter the day of the last review: today or earlier."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_kept(client, fields, sentence):
    client.force_login(keeper())
    response = post_form(client, "/services/new/", **typed(make_page().unit) | fields)
    assert response.status_code == 200
    said = [said for _, said in response.context["errors"]]
    assert len(said) == 1
    assert said == [sentence] or "summary" in fields
    assert not Service.objects.filter(created_by__isnull=False).exists()


def test_an_archived_service_leaves_the_list_and_search_and_stays_as_it_was(client):
    service = add_service(Service(title="Report an injury", summary="x", unit=make_unit()), by=make_user())
    assert SearchEntry.objects.get(kind="mission.service", object_id=service.pk).tab == "how"
    archived = archive_service(service, by=make_user(), note="Gone.")
    assert not SearchEntry.objects.filter(kind="mission.service", object_id=service.pk).exists()
    reader = make_user()
    grant(reader, "staff")
    client.force_login(reader)
    assert "Report an injury" not in client.get("/services/").content.decode()
    assert client.get(service.get_absolute_url()).status_code == 404
    for act in (lambda: revise_service(archived, by=reader), lambda: archive_service(archived, by=reader, note="x")):
        with pytest.raises(Refused, match="was archived on"):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        Service.objects.filter(pk=service.pk).delete()


def test_a_unit_shows_what_it_helps_with(client):
    service = make_service(unit=make_page().unit, title="Order a vest")
    reader = make_user()
    grant(reader, "staff")
    client.force_login(reader)
    assert "Order a vest" in client.get(service.unit.get_absolute_url()).content.decode()
