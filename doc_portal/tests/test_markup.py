"""What every page must have and axe does not see: one h1, captions, labels, no inline script or style."""

import pytest

from doc_portal.tests.cases import Case, cases
from doc_portal.tests.markup import faults, page_form, parse
from doc_portal.tests.world import World

pytestmark = pytest.mark.django_db

READ = [case for case in cases() if case.reads and case.html and case.shows == 200]


@pytest.mark.parametrize(
    "case", [c for c in READ if c.writes and c.fuzz and c.body is not None], ids=lambda case: case.name
)
def test_every_form_in_error_is_well_made_and_says_so_first(client, case: Case):
    world = World()
    person, _, url = world.reach(case)
    client.force_login(person)
    form = page_form(parse(client.get(url)))
    assert form is not None, "a page that writes shows a form with a key"

    response = client.post(url, {"_key": "nonsense"})

    tree = parse(response)
    assert response.status_code == 200
    assert faults(tree) == []
    assert tree.findtext(".//title").startswith("Error: ")
    summary = tree.xpath("//main//*[@role='alert']")
    assert summary, "the error summary is announced"
    assert tree.xpath("//main//form//*[@role='alert']") == [], "the summary stands before the form"


def test_no_two_pages_have_the_same_title(client):
    world, titles = World(), {}
    for case in READ:
        person, _, url = world.reach(case)
        client.force_login(person)
        title = parse(client.get(url)).findtext(".//title").strip()
        titles.setdefault(title, []).append(case.name)
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}
