"""Unit pages: what they show and to whom, their functions, names and visibility; links and figures."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.models import AuditEvent, SearchEntry, SettingKey, Unit
from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, post_form
from doc_portal.core.workflow import Refused
from mission.actions.units import (
    add_function,
    hide_unit,
    place_unit,
    remove_function,
    rename_unit,
    revise_function,
    show_unit,
)
from mission.models import Fact, Redirect, SiteLink, UnitFunction, UnitPage
from mission.owned import unit_pages
from mission.tests.factories import READER, make_function, make_live_story, make_page, make_reader
from mission.tests.factories_library import make_document
from mission.tests.factories_words import make_contact, make_feedback, make_service
from mission.tests.today import make_event
from personnel.tests.factories import make_assignment, make_person

EDIT = (
    *READER, "mission.view_unitpage", "mission.change_unitpage", "mission.add_unitfunction",
    "mission.change_unitfunction", "mission.remove_unitfunction", "mission.hide_unitpage", "mission.rename_unitpage",
)  # fmt: skip
pytestmark = pytest.mark.django_db


def page_of(client, url):
    return client.get(url).content.decode()


def make_editor(unit):
    """Edits one unit, reads everywhere."""
    editor = make_reader()
    grant(editor, make_user_role(*EDIT), unit=unit)
    return editor


def make_user_role(*permissions):
    return make_user(*permissions).grants.get().role


# What a unit's page shows


def test_empty_blocks_are_absent_and_full_ones_are_there(client):
    page = make_page()
    client.force_login(make_reader())
    bare = page_of(client, page.get_absolute_url())
    for title in ("We can help you with", "News from", "People by role", "Where and when", "What we do"):
        assert title not in bare
    make_function(page.unit, name="Answering questions", contact_words="The desk", phone="573-555-0142")
    make_live_story(unit=page.unit, title="We have moved")
    grant(make_user(first_name="Lorene", last_name="Satterfield"), "unit_owner", unit=page.unit)
    UnitPage.objects.filter(pk=page.pk).update(place="Room 4", body="Much.", reviewed_on=date(2026, 1, 15))
    full = page_of(client, page.get_absolute_url())
    for text in ("Answering questions", "The desk", "We have moved", "Lorene Satterfield", "Room 4", "Much."):
        assert text in full
    assert "Owner: Lorene Satterfield" in full
    assert "Last reviewed January 15, 2026" in full


def test_news_that_is_not_live_or_of_one_worksite_stays_off_the_page(client):
    page, now = make_page(), timezone.now()
    make_live_story(
        unit=page.unit, title="Over now", publish_at=now - timedelta(days=9), expire_at=now - timedelta(days=1)
    )
    make_live_story(unit=page.unit, title="Not yet", publish_at=now + timedelta(days=1))
    client.force_login(make_reader())
    shown = page_of(client, page.get_absolute_url())
    assert "Over now" not in shown
    assert "Not yet" not in shown


def test_people_whose_role_has_ended_are_not_named(client):
    page, today = make_page(), timezone.localdate()
    person = make_user(first_name="Gone", last_name="Away")
    grant(person, "unit_editor", unit=page.unit, starts_on=today - timedelta(days=9), ends_on=today)
    client.force_login(make_reader())
    assert "Gone Away" not in page_of(client, page.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 50])
def test_a_units_page_takes_the_same_queries_with_one_row_and_with_fifty(client, django_assert_num_queries, rows):
    page = make_page()
    for n in range(rows):
        make_function(page.unit)
        grant(make_user(), "unit_editor", unit=page.unit)
        if n < 5:
            make_live_story(unit=page.unit)
    client.force_login(make_reader())
    page_of(client, page.get_absolute_url())
    with django_assert_num_queries(12):
        page_of(client, page.get_absolute_url())


def test_a_function_without_a_contact_names_the_units_people(client):
    page = make_page()
    function = make_function(page.unit)
    grant(make_user(first_name="Hollis", last_name="Greer", phone="573-555-0110"), "unit_owner", unit=page.unit)
    client.force_login(make_reader())
    shown = page_of(client, function.own_url())
    assert "has not named a contact" in shown
    assert "Hollis Greer" in shown
    assert 'href="tel:5735550110"' in shown


def test_a_function_names_its_contact_and_who_stands_in_for_a_holder_who_left(client):
    page = make_page()
    left = make_person(ended_on=timezone.localdate())
    contact = make_contact(page.unit, service="Badges", holder=left, backup=make_person(last_name="Standin"))
    function = make_function(page.unit, contact=contact, contact_words="The old desk")
    client.force_login(make_reader())
    for shown in (page_of(client, function.own_url()), page_of(client, page.get_absolute_url())):
        assert f'href="{contact.get_absolute_url()}"' in shown
        assert "The old desk" not in shown
        assert left.last_name not in shown
    assert "Position vacant; Test Standin stands in" in page_of(client, function.own_url())


def test_the_divisions_page_has_its_units_figures_and_the_save_a_life_line(client):
    client.force_login(make_reader())
    page = page_of(client, "/division/")
    for unit in Unit.objects.seven():
        assert f'href="{unit.get_absolute_url()}"' in page
    assert "11,000" in page
    assert "Day to be confirmed" in page
    assert (
        'Click here to save a life<span class="visually-hidden">: join the organ donor registry (leaves the portal)'
    ) in page
    assert client.get("/units/division-of-human-services/").url == "/division/"


def test_a_part_of_the_department_without_a_page_is_not_found(client):
    client.force_login(make_reader())
    assert client.get("/units/board-of-parole/").status_code == 404
    assert client.get("/units/fiscal-management-unit/nothing/").status_code == 404


def test_the_foot_of_every_page_leads_to_the_mission_and_the_division(client):
    client.force_login(make_reader())
    foot = page_of(client, "/worksites/").partition("<footer")[2]
    for url in ("/about/mission/", "/division/", "https://www.donatelifemissouri.org/"):
        assert f'href="{url}"' in foot
    client.logout()
    assert "/division/" not in page_of(client, "/accounts/login/")


def test_who_leaves_must_hand_over_the_pages_they_answer_for():
    page, today = make_page(), timezone.localdate()
    owner, editor, former = make_user(), make_user(), make_user()
    grant(owner, "unit_owner", unit=page.unit)
    grant(editor, "unit_editor", unit=page.unit)
    grant(former, "unit_owner", unit=page.unit, starts_on=today - timedelta(days=9), ends_on=today)
    assert list(unit_pages(owner)) == [page]
    assert not unit_pages(editor).exists()
    assert not unit_pages(former).exists()


# Who may change what


def test_an_editor_changes_their_own_units_page_and_no_other(client):
    mine, other = make_page(), make_page()
    client.force_login(make_editor(mine.unit))
    data = {"intro": "Better.", "body": "", "owner_role": mine.owner_role_id, "_version": "1"}
    assert "Edit page" in page_of(client, mine.get_absolute_url())
    assert "Edit page" not in page_of(client, other.get_absolute_url())
    assert post_form(client, f"/manage/units/{mine.unit.slug}/edit/", **data).status_code == 302
    assert post_form(client, f"/manage/units/{other.unit.slug}/edit/", **data).status_code == 403
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.intro, mine.version) == ("Better.", 2)
    assert other.intro == "What the unit is for."
    assert SearchEntry.objects.get(kind="core.unit", object_id=mine.unit_id).summary == "Better."


@pytest.mark.parametrize("verb", ["edit/", "rename/", "hide/", "show/", "functions/", "functions/new/"])
def test_what_editors_do_is_closed_to_readers_and_to_editors_of_other_units(client, verb):
    page, other = make_page(), make_page()
    url = f"/manage/units/{page.unit.slug}/{verb}"
    for person in (make_reader(), make_editor(other.unit)):
        client.force_login(person)
        assert client.get(url).status_code == 403
        assert post_form(client, url, name="Foreign", note="Foreign").status_code == 403
    assert not page.unit.functions.exists()
    assert acts_of(page) == []


# Functions


def test_a_new_function_stands_last_and_leads_to_its_own_page(client):
    page = make_page()
    make_function(page.unit, order=40)
    client.force_login(make_editor(page.unit))
    answer = post_form(client, f"/manage/units/{page.unit.slug}/functions/new/", name="Fuel cards", summary="Cards.")
    function = UnitFunction.objects.get(name="Fuel cards")
    assert answer.url == page.get_absolute_url()
    assert (function.slug, function.order) == ("fuel-cards", 50)
    assert "Cards." in page_of(client, function.target)
    assert SearchEntry.objects.filter(kind="mission.unitfunction", title="Fuel cards").exists()


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("https://example.org/", "Start the address with a single slash"),
        ("//example.org/", "Start the address with a single slash"),
        ("/no/such/page/", "No page of the portal has this address"),
    ],
)
def test_a_function_leads_to_a_page_of_the_portal_only(client, target, sentence):
    page = make_page()
    client.force_login(make_editor(page.unit))
    url = f"/manage/units/{page.unit.slug}/functions/new/"
    answer = post_form(client, url, name="Fuel cards", target=target)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not page.unit.functions.exists()


@pytest.mark.parametrize("target", ["", "https://example.org/", "//example.org/"])
def test_the_database_refuses_a_function_without_a_target(target):
    function = make_function(make_page().unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFunction.objects.filter(pk=function.pk).update(target=target)


def test_a_function_is_named_once_in_its_unit():
    page, by = make_page(), make_user()
    add_function(UnitFunction(unit=page.unit, name="Fuel cards"), by=by)
    with pytest.raises(Refused, match="already has a function"):
        add_function(UnitFunction(unit=page.unit, name="Fuel  cards"), by=by)
    assert page.unit.functions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_functions_of_one_name_added_at_once_are_one():
    page, people = make_page(), [make_user(), make_user()]

    def add(by):
        add_function(UnitFunction(unit=page.unit, name="Fuel cards"), by=by)

    assert endings(*(lambda by=by: add(by) for by in people)) == ["done", "refused"]


def test_a_function_that_moves_takes_its_page_along_and_leaves_a_redirect(client):
    old, new = make_page(), make_page()
    function = make_function(old.unit, name="Fuel cards", slug="fuel-cards")
    before = function.own_url()
    function.unit, function.version = new.unit, 2
    revise_function(function, by=make_user())
    client.force_login(make_reader())
    assert client.get(before).url == function.target == f"/units/{new.unit.slug}/fuel-cards/"
    assert client.get(function.target).status_code == 200


def names_of(unit) -> list[str]:
    return list(unit.functions.kept().values_list("name", flat=True))


def test_functions_are_moved_up_and_down(client):
    page = make_page()
    first, second, third = (make_function(page.unit, name=name) for name in ("A", "B", "C"))
    client.force_login(make_editor(page.unit))
    url = f"/manage/units/{page.unit.slug}/functions/"
    assert f'value="up-{first.pk}"' not in page_of(client, url)
    assert f'value="down-{third.pk}"' not in page_of(client, url)
    assert post_form(client, url, move=f"down-{first.pk}").url == f"{url}#row-{first.pk}"
    assert post_form(client, url, move=f"up-{third.pk}").status_code == 302
    assert names_of(page.unit) == ["B", "C", "A"]
    assert acts_of(first) == acts_of(third) == ["move"]
    refused = post_form(client, url, move=f"up-{second.pk}")
    assert refused.status_code == 409
    assert "is already first" in refused.content.decode()


@pytest.mark.parametrize("said", ["", "up", "up-0", "sideways-{0}", "{0}"])
def test_a_move_that_names_no_row_or_way_is_refused(client, said):
    page = make_page()
    rows = [make_function(page.unit, name=name) for name in ("A", "B")]
    client.force_login(make_editor(page.unit))
    answer = post_form(client, f"/manage/units/{page.unit.slug}/functions/", move=said.format(rows[1].pk))
    assert "Press one of the buttons" in answer.content.decode()
    assert names_of(page.unit) == ["A", "B"]


def test_a_function_of_another_unit_is_not_moved(client):
    page, other = make_page(), make_page()
    make_function(page.unit)
    foreign = [make_function(other.unit, name=name) for name in ("A", "B")][1]
    client.force_login(make_editor(page.unit))
    assert post_form(client, f"/manage/units/{page.unit.slug}/functions/", move=f"up-{foreign.pk}").status_code == 200
    assert names_of(other.unit) == ["A", "B"]


def test_a_removed_function_leaves_the_page_and_search_and_its_address_leads_to_the_unit(client):
    page = make_page()
    client.force_login(make_editor(page.unit))
    post_form(client, f"/manage/units/{page.unit.slug}/functions/new/", name="Fuel cards")
    function = UnitFunction.objects.get(name="Fuel cards")
    url = f"/manage/units/{page.unit.slug}/functions/fuel-cards/remove/"
    assert "Enter a reason." in post_form(client, url, note="").content.decode()
    assert post_form(client, url, note="Moved to the state").url == page.get_absolute_url()
    assert "Fuel cards" not in page_of(client, page.get_absolute_url())
    assert client.get(function.own_url()).url == page.get_absolute_url()
    assert not SearchEntry.objects.filter(kind="mission.unitfunction", object_id=function.pk).exists()
    assert AuditEvent.objects.of(function).get(act="remove").reason == "Moved to the state"
    assert UnitFunction.objects.get(pk=function.pk).removed, "its row and its history stay"
    assert client.get(url).status_code == 404


def test_a_function_may_come_back_under_the_name_of_a_removed_one():
    page, by = make_page(), make_user()
    function = add_function(UnitFunction(unit=page.unit, name="Fuel cards"), by=by)
    remove_function(function, by=by, note="Gone")
    with pytest.raises(Refused, match="already removed"):
        remove_function(function, by=by, note="Again")
    assert add_function(UnitFunction(unit=page.unit, name="Fuel cards"), by=by).slug == "fuel-cards"
    assert names_of(page.unit) == ["Fuel cards"]


# The order of units and what each is part of


def arranger():
    return make_user(*READER, "mission.arrange_unitpage")


def test_units_are_moved_up_and_down_in_the_menu(client):
    client.force_login(arranger())
    before = list(Unit.objects.seven())
    shown = page_of(client, "/manage/units/")
    assert shown.index(before[0].name) < shown.index(before[1].name)
    assert post_form(client, "/manage/units/", move=f"down-{before[0].pk}").status_code == 302
    assert list(Unit.objects.seven()) == [before[1], before[0], *before[2:]]
    menu = page_of(client, "/").partition('class="unit-list"')[2]
    assert menu.index(before[1].get_absolute_url()) < menu.index(before[0].get_absolute_url())
    assert acts_of(before[0]) == ["move"]


def test_who_arranges_one_unit_arranges_no_other(client):
    mine, other = list(Unit.objects.seven())[:2]
    client.force_login(make_user(*READER, "mission.arrange_unitpage", unit=mine))
    assert post_form(client, "/manage/units/", move=f"up-{other.pk}").status_code == 409
    assert client.get(f"/manage/units/{other.slug}/parent/").status_code == 403
    assert next(iter(Unit.objects.seven())) == mine


def test_a_unit_gets_another_parent(client):
    page = make_page()
    office = Unit.objects.filter(level=Unit.Level.OFFICE).first()
    client.force_login(arranger())
    sent = {"parent": office.pk, "_version": "1"}
    assert post_form(client, f"/manage/units/{page.unit.slug}/parent/", **sent).url == "/manage/units/"
    page.unit.refresh_from_db()
    assert page.unit.parent == office
    assert AuditEvent.objects.of(page.unit).get(act="place").after == office.name[:60]


def test_a_unit_never_becomes_part_of_itself(client):
    top, by = make_page().unit, make_user()
    middle = make_page(make_unit(parent=top)).unit
    low = make_unit(parent=middle)
    client.force_login(arranger())
    answer = post_form(client, f"/manage/units/{top.slug}/parent/", parent=low.pk, _version="1")
    assert answer.status_code == 409
    assert f"{low} is itself part of {top}." in answer.content.decode()
    top.parent = top
    with pytest.raises(Refused, match="is itself part of"):
        place_unit(top, by=by)
    assert Unit.objects.get(pk=top.pk).parent is None


@pytest.mark.django_db(transaction=True)
def test_two_units_placed_under_each_other_at_once_make_no_circle():
    first, second, by = make_page().unit, make_page().unit, make_user()
    first.parent, second.parent = second, first
    first.version = second.version = 2
    assert endings(lambda: place_unit(first, by=by), lambda: place_unit(second, by=by)) == ["done", "refused"]


# Names and addresses


def test_a_renamed_unit_is_found_by_its_old_name_and_its_old_addresses_lead_on(client):
    page = make_page(make_unit(name="General Services", slug="general"))
    function = make_function(page.unit, slug="mail")
    client.force_login(make_editor(page.unit))
    sent = {"name": "Business Operations", "slug": "business", "_version": "1"}
    assert post_form(client, "/manage/units/general/rename/", **sent).url == "/units/business/"
    assert client.get("/units/general/").url == "/units/business/"
    assert client.get("/units/general/mail/").url == "/units/business/mail/"
    function.refresh_from_db()
    assert function.target == "/units/business/mail/"
    unit = Unit.objects.get(slug="business")
    assert unit.also_known_as == "General Services"
    assert "general services" in SearchEntry.objects.get(kind="core.unit", object_id=unit.pk).folded_title


def test_addresses_that_move_twice_lead_straight_to_the_present_one():
    unit, by = make_page().unit, make_user()
    for number, slug in enumerate(("first", "second", "third"), start=2):
        unit.slug, unit.version = slug, number
        rename_unit(unit, by=by)
    assert Redirect.objects.get(old_path="/units/first/").new_path == "/units/third/"


def test_a_unit_that_returns_to_an_old_address_does_not_lead_in_circles(client):
    unit, by = make_page(make_unit(slug="here")).unit, make_user()
    for number, slug in enumerate(("there", "here"), start=2):
        unit.slug, unit.version = slug, number
        rename_unit(unit, by=by)
    client.force_login(make_reader())
    assert client.get("/units/here/").status_code == 200
    assert client.get("/units/there/").url == "/units/here/"


def test_an_address_belongs_to_one_unit(client):
    page, other = make_page(), make_page()
    client.force_login(make_editor(page.unit))
    sent = {"name": page.unit.name, "slug": other.unit.slug, "_version": "1"}
    answer = post_form(client, f"/manage/units/{page.unit.slug}/rename/", **sent)
    assert answer.status_code == 200
    assert "already" in answer.content.decode()


# Hiding


def test_a_unit_that_still_owns_content_is_not_hidden():
    page = make_page()
    make_function(page.unit)
    make_live_story(unit=page.unit)
    make_user(belongs_to=page.unit)
    make_document(unit=page.unit)
    make_service(unit=page.unit)
    make_contact(page.unit)
    make_event(unit=page.unit)
    told = "1 function, 1 story that has not ended, 1 document, 1 service, 1 contact, 1 coming event and 1 member of"
    with pytest.raises(Refused, match=told):
        hide_unit(page, by=make_user(), note="Merged")
    page.refresh_from_db()
    assert not page.hidden
    assert page.unit.in_portal
    assert acts_of(page) == []


def other_unit_under(unit):
    return make_unit(parent=unit)


BELONGINGS = {
    "functions": (make_function, "1 function"),
    "children": (other_unit_under, "1 unit that is part of it"),
    "news": (lambda unit: make_live_story(unit=unit), "1 story that has not ended"),
    "documents": (lambda unit: make_document(unit=unit), "1 document"),
    "services": (lambda unit: make_service(unit=unit), "1 service"),
    "calendar": (lambda unit: make_event(unit=unit), "1 coming event"),
    "contacts": (make_contact, "1 contact"),
    "feedback": (lambda unit: make_feedback(unit=unit), "1 message of a reader to answer"),
    "assignments": (lambda unit: make_assignment(unit=unit), "1 member of staff"),
    "staff": (lambda unit: make_user(belongs_to=unit), "1 member of staff"),
}
NOT_LEFT_BEHIND = {
    "page": "it is what is hidden",
    "grants": "those who look after the unit must be able to show it again",
    "people": "follows from their assignments",
    "positions": "are of a worksite; the unit only says on whose page they stand",
}


@pytest.mark.parametrize("what", BELONGINGS)
def test_nothing_is_left_behind_under_a_hidden_unit(what):
    make, words = BELONGINGS[what]
    page = make_page()
    make(page.unit)
    with pytest.raises(Refused, match=f"still owns {words}. Move them"):
        hide_unit(page, by=make_user(), note="Merged")


def test_everything_that_can_belong_to_a_unit_is_counted_or_known_to_need_no_count():
    pointing = {one.related_name for one in Unit._meta.related_objects if one.related_name not in {"+", "events"}}
    assert pointing == {*BELONGINGS, *NOT_LEFT_BEHIND}


def test_what_keeps_a_unit_from_being_hidden_is_told_before_a_reason_is_typed(client):
    page = make_page()
    make_function(page.unit)
    client.force_login(make_editor(page.unit))
    url = f"/manage/units/{page.unit.slug}/hide/"
    shown = page_of(client, url)
    assert "<li>1 function</li>" in shown
    assert 'name="note"' not in shown
    page.unit.functions.update(removed=True)
    assert 'name="note"' in page_of(client, url)
    assert f'class="btn btn-danger"\n         href="{url}"' in page_of(client, page.get_absolute_url())


def test_a_hidden_unit_is_gone_for_readers_and_can_come_back(client):
    page = make_page()
    reader, editor, url = make_reader(), make_editor(page.unit), page.get_absolute_url()
    hide_unit(page, by=editor, note="Merged")
    client.force_login(reader)
    assert client.get(url).status_code == 404
    assert url not in page_of(client, "/units/")
    assert not SearchEntry.objects.filter(kind="core.unit", object_id=page.unit_id).exists()
    auditor = make_user()
    grant(auditor, "auditor")
    for who in (editor, auditor):
        client.force_login(who)
        assert "Hidden" in page_of(client, url)
    with pytest.raises(Refused, match="already hidden"):
        hide_unit(page, by=editor)
    show_unit(page, by=editor)
    client.force_login(reader)
    assert client.get(url).status_code == 200
    assert acts_of(page) == ["hide", "show"]


def test_the_division_is_never_hidden():
    page = UnitPage.objects.get(unit__slug="division-of-human-services")
    with pytest.raises(Refused, match="cannot be hidden"):
        hide_unit(page, by=make_user())


# The save-a-life link


def link_form(**changed):
    defaults = {"text": "Click here to save a life", "explanation": "join the registry (leaves the portal)"}
    return defaults | {"url": "https://www.donatelifemissouri.org/", "enabled": "on", "_version": "1"} | changed


def send_link(client, *permissions, **changed):
    client.force_login(make_user(*READER, "mission.change_sitelink", *permissions))
    return post_form(client, "/manage/links/save-a-life/", **link_form(**changed))


def stored_url():
    return SiteLink.objects.get(slug="save-a-life").url


@pytest.mark.parametrize("url", ["http://www.donatelifemissouri.org/", "javascript:alert(1)", "www.example.org"])
def test_a_link_that_is_not_https_is_refused(client, url):
    assert send_link(client, "mission.confirm_sitelink", url=url, confirmed="on").status_code in (200, 409)
    assert stored_url() == "https://www.donatelifemissouri.org/"


def test_a_link_to_another_host_needs_an_administrators_word(client):
    refused = send_link(client, url="https://example.org/give", confirmed="on")
    assert refused.status_code == 409
    assert "A portal administrator can confirm it." in refused.content.decode()
    unticked = send_link(client, "mission.confirm_sitelink", url="https://example.org/give")
    assert unticked.status_code == 409
    assert stored_url() == "https://www.donatelifemissouri.org/"
    kept = send_link(client, "mission.confirm_sitelink", url="https://example.org/give", confirmed="on")
    assert kept.status_code == 302
    assert stored_url() == "https://example.org/give"


def test_the_allowed_hosts_are_a_setting(client):
    key = SettingKey.objects.get(key="site_link_hosts")
    set_value(key, value="example.org", authority="A test", starts_on=timezone.localdate(), by=make_user())
    assert send_link(client, url="https://example.org/give").status_code == 302
    assert send_link(client, url="https://health.mo.gov/", _version="2").status_code == 409


@pytest.mark.parametrize("changed", [{"enabled": ""}, {"url": ""}])
def test_switched_off_or_empty_the_line_disappears_everywhere(client, changed):
    assert send_link(client, **changed).status_code == 302
    for url in ("/", "/division/", "/units/"):
        assert "save a life" not in page_of(client, url)


# Figures


def test_the_latest_day_of_a_figure_is_shown_with_its_day(client):
    client.force_login(make_user(*READER, "mission.add_fact", "mission.change_fact"))
    sent = {"slug": "staff", "label": "Staff", "value": "9000", "wording": "about 9,000"}
    answer = post_form(client, "/manage/facts/new/", **sent, as_of="2024-06-30", source="A count")
    assert answer.url == "/manage/facts/"
    page = page_of(client, "/division/")
    assert "About 9,000" in page
    assert "on June 30, 2024" in page
    twice = post_form(client, "/manage/facts/new/", **sent, as_of="2024-06-30", source="A count")
    assert twice.status_code == 200
    assert "already has a value for that day" in twice.content.decode()
    listed = page_of(client, "/manage/facts/")
    assert "11,000" in listed
    assert "about 9,000" in listed


def test_the_database_keeps_one_value_a_figure_a_day_also_where_the_day_is_not_known():
    for day in (None, date(2024, 6, 30)):
        Fact.objects.create(slug="beds", label="Beds", value=1, wording="1", as_of=day, source="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Fact.objects.create(slug="beds", label="Beds", value=2, wording="2", as_of=day, source="x")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("mission_unitpage", "intro", ""),
        ("mission_unitpage", "owner_role_id", None),
        ("mission_unitpage", "reviewed_on", "1066-10-14"),
        ("mission_sitelink", "url", "http://example.org/"),
        ("mission_fact", "as_of", "1066-10-14"),
    ],
)
def test_the_database_refuses_wrong_content(table, column, value):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [value])  # noqa: S608


def test_the_database_refuses_a_redirect_to_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path="/a/", new_path="/a/")
