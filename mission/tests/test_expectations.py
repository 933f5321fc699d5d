"""Employee expectations: two levels, numbers that stay, and an empty draft where no text was supplied."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.models import SearchEntry
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.workflow import Refused
from mission.actions.expectations import draft_expectations, revise_expectations
from mission.actions.statements import publish_version
from mission.expectations import Expectation, read_expectations, write_expectations
from mission.models import Statement, StatementVersion
from mission.models.statements import EXPECTATIONS, STATEMENTS
from mission.tests.test_top_tasks import supervisor

pytestmark = pytest.mark.django_db

PAGE = "/about/expectations/"
WRITER = tuple(f"mission.{verb}_statementversion" for verb in ("view", "add", "change", "publish"))
LEVELS = {
    "staff": [Expectation("Care", 1, "We care."), Expectation("Care", 2, "We listen.")],
    "above": [Expectation("Trust", 1, "We lead.")],
}


def reader():
    user = make_user()
    grant(user, "staff")
    return user


def writer():
    user = make_user(*WRITER)
    grant(user, "staff")
    return user


def draft(levels=LEVELS, **fields):
    return draft_expectations(
        by=make_user(), levels=levels, **{"effective_on": timezone.localdate(), "change_note": "New"} | fields
    )


def typed(**fields):
    day = timezone.localdate() + timedelta(days=9)
    return {"effective_on": f"{day}", "change_note": "New", "source": "", "staff": "", "above": ""} | fields


def test_the_portal_starts_with_an_empty_draft_that_says_so(client):
    version = StatementVersion.objects.of(EXPECTATIONS).get()
    assert (version.status, version.statements.count()) == ("draft", 0)
    assert "not supplied" in version.change_note
    client.force_login(reader())
    page = client.get(PAGE).content.decode()
    assert "has not been supplied" in page
    assert version.get_absolute_url() not in page


def test_ones_own_level_comes_first(client):
    publish_version(draft(), by=make_user())
    for person, own, other in ((reader(), "staff", "above"), (supervisor(), "above", "staff")):
        client.force_login(person)
        page = client.get(PAGE).content.decode()
        assert page.index(f'id="level-{own}"') < page.index("Your level") < page.index(f'id="level-{other}"')


def test_anchors_are_level_and_number_from_version_to_version(client):
    first = publish_version(draft(), by=make_user())
    later = draft(
        {"staff": [Expectation("Listening", 2, "We listen well.")]},
        effective_on=timezone.localdate() + timedelta(days=1),
    )
    assert first.statements.get(number=2, level="staff").anchor == later.statements.get(number=2).anchor == "staff-2"
    client.force_login(reader())
    assert 'id="staff-2"' in client.get(PAGE).content.decode()


def test_a_draft_is_written_read_and_published_in_forms(client):
    client.force_login(writer())
    texts = {"staff": "## Care\n\n1. We care.\n\n2. We listen.", "above": "## Trust\n1) We lead."}
    made = post_form(client, "/manage/expectations/new/", **typed(**texts))
    version = StatementVersion.objects.of(EXPECTATIONS).exclude(created_by=None).get()
    assert made.url == version.get_absolute_url()
    assert list(version.statements.values_list("level", "number", "group")) == [
        ("staff", 1, "Care"), ("staff", 2, "Care"), ("above", 1, "Trust"),
    ]  # fmt: skip
    form = client.get(f"/manage/expectations/{version.pk}/edit/").context["form"]
    assert form.initial["staff"].split() == texts["staff"].split()
    assert client.get(f"/manage/statements/{version.pk}/edit/").status_code == 404
    assert f"/manage/expectations/{version.pk}/edit/" in client.get(version.get_absolute_url()).content.decode()
    assert acts_of(version) == ["create"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1. We care.", "Start with the value under which the expectations stand, like “## Accountability”."),
        ("## Care\n1. A.\n1. B.", "The number 1 is there twice or is no number to count with. Change one."),
        ("## Care\n0. A.", "The number 0 is there twice or is no number to count with. Change one."),
        ("## Care\nWe care.", "“We care.” has no number. Begin it with one, like “1. ”."),
    ],
)
def test_a_text_that_cannot_be_read_is_told(client, text, sentence):
    client.force_login(writer())
    before = StatementVersion.objects.count()
    response = post_form(client, "/manage/expectations/new/", **typed(above=text))
    assert (response.status_code, StatementVersion.objects.count()) == (200, before)
    assert response.context["errors"] == [("id_above", sentence)]


def test_what_is_written_is_read_again_the_same():
    rows = [Statement(group=one.group, number=one.number, text=one.text) for one in LEVELS["staff"]]
    assert read_expectations(write_expectations(rows)) == LEVELS["staff"]


def test_a_long_expectation_may_go_on_in_the_next_line():
    assert read_expectations("## Care\n1. We care\nfor all.") == [Expectation("Care", 1, "We care for all.")]


def test_an_empty_draft_is_not_published():
    with pytest.raises(Refused, match="no expectations yet"):
        publish_version(StatementVersion.objects.of(EXPECTATIONS).get(), by=make_user())


def test_nothing_is_renumbered_inside_a_published_version(client):
    version = publish_version(draft(), by=make_user())
    with pytest.raises(Refused, match="is published and cannot be changed"):
        revise_expectations(version, by=make_user(), levels={})
    client.force_login(writer())
    assert client.get(f"/manage/expectations/{version.pk}/edit/").status_code == 409
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Statement.objects.filter(version=version, number=2).update(number=9)


def test_the_database_refuses_a_number_twice_and_an_expectation_without_one():
    version = draft()
    refused = {
        "expectation_number_once_per_level": (
            "UPDATE mission_statement SET number = 1 WHERE number = 2 AND version_id = %s"
        ),
        "expectations_alone_have_a_level_and_a_number": (
            "UPDATE mission_statement SET level = '' WHERE number = 2 AND version_id = %s"
        ),
    }
    for name, statement in refused.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [version.pk])


def test_the_mission_stays_the_mission_when_expectations_are_published(client):
    publish_version(draft(), by=make_user())
    client.force_login(reader())
    assert client.get("/about/mission/").status_code == 200
    assert "Employee expectations, version of" not in client.get("/about/history/").content.decode()
    assert StatementVersion.objects.of(STATEMENTS).current().exists()


def test_expectations_in_force_are_found():
    version = publish_version(draft(), by=make_user())
    entry = SearchEntry.objects.get(kind="mission.statementversion", object_id=version.pk)
    assert (entry.title, entry.url) == ("Employee expectations", PAGE)
