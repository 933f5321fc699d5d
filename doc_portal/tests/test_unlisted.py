"""Somebody who is not listed wrote a row of each page: nobody who reads the page learns their name (portal.md 8)."""

import pytest

from doc_portal.tests.cases import Case, cases
from doc_portal.tests.world import World
from personnel.models import Person
from personnel.tests.factories import make_person

pytestmark = pytest.mark.django_db

NAMED_FOR_A_REASON = {
    "core:auditevent-": "auditors ask who did it",
    "core:history": "auditors ask who did it",
    "core:rolegrant-": "who may do what is answered for by those who grant it",
    "core:signincode-": "stewards give codes to the people they know",
    "personnel:correction-": "stewards keep entries that are not listed too",
    "personnel:requisition-": "nobody decides on their own request, so who asked is told to who decides",
    "personnel:postingrevision-": "nobody decides on their own change, so who asked is told to who decides",
}
"""The beginnings of names of pages whose few readers must know who it was."""
PAGES = [
    case for case in cases() if case.reads and case.shows == 200 and not case.name.startswith(tuple(NAMED_FOR_A_REASON))
]


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_a_page_does_not_name_an_author_who_is_not_listed(client, case: Case):
    world = World()
    hidden = make_person(first_name="Zelda", last_name="Quartermain", suppressed=True, user=world.author)
    reader, _, url = world.reach(case)
    if case.rows:
        case.rows(world, 2)
    client.force_login(reader)
    answer = client.get(url)
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert b"Quartermain" not in said
    assert Person.objects.get(pk=hidden.pk).suppressed


def test_an_account_is_listed_as_its_person_is_whoever_writes_it():
    one, other = World().author, World().author
    person = make_person(user=one, suppressed=True)
    one.refresh_from_db()
    assert (one.listed, one.shown_name) == (False, "Not listed")
    Person.objects.filter(pk=person.pk).update(suppressed=False)
    one.refresh_from_db()
    assert one.shown_name == one.get_full_name()
    Person.objects.filter(pk=person.pk).update(suppressed=True)
    Person.objects.filter(pk=person.pk).update(user=other)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.listed, other.listed) == (True, False)
