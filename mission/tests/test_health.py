"""What the health board finds, where links lead, and who sees to it (portal.md 18, 27)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.models import Notification, SearchLog, SettingKey, Unit
from doc_portal.core.prose import links
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from mission.actions.health import finish_task, give_task
from mission.health import board, broken_links, given_to, low_ratings, overdue, ownerless, unanswered_searches
from mission.links import any_reader, check_links, leads_to, state_of
from mission.models import Document, Feedback, FoundLink, HealthTask, Redirect, Service, UnitPage
from mission.tests.factories import make_live_story, make_story
from mission.tests.factories_library import make_document, make_version
from mission.tests.pages_health import make_broken, make_task
from personnel.actions.reviews import mark_reviewed
from personnel.reviews import NOTICE, answering, last_stage, remind_of_reviews, to_review, with_review
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_contacts import make_contact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def editor(unit=None, **fields):
    """Who sees the board of one unit, or of all."""
    user = make_user("mission.view_healthtask", "mission.add_healthtask", unit=unit, **fields)
    grant(user, "staff")
    return user


def reviewed(document, days_until_due: int) -> Document:
    """The document with so many days until its next review, which comes every four years: no leap day is in the way."""
    due_on = timezone.localdate() + days_until_due * DAY
    last = due_on.replace(year=due_on.year - 4)
    Document.objects.filter(pk=document.pk).update(reviewed_on=last, review_months=48)
    document.refresh_from_db()
    return document


def due(row) -> date:
    return with_review(type(row).objects.all()).get(pk=row.pk).review_due_on


# When a review is due


@pytest.mark.parametrize(
    ("last", "months", "expected"),
    [
        (date(2025, 3, 31), None, date(2026, 3, 31)),
        (date(2024, 2, 29), None, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
    ],
)
def test_the_next_review_is_so_many_months_after_the_last(last, months, expected):
    assert due(make_document(reviewed_on=last, review_months=months)) == expected


def test_what_was_never_reviewed_is_due_since_it_was_made():
    assert due(make_document()) == timezone.localdate()


def test_the_usual_interval_is_the_setting_of_the_day():
    key = SettingKey.objects.get(key="review_months")
    set_value(key, value="3", authority="A memo", starts_on=timezone.localdate(), by=make_user())
    assert due(make_document(reviewed_on=date(2026, 1, 15))) == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("days_until", "stage"),
    [
        (31, None),
        (30, 30),
        (29, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-1, 0),
        (-6, 0),
        (-7, -7),
        (-13, -7),
        (-14, -14),
    ],
)
def test_reminders_come_at_30_7_and_0_days_and_weekly_then(days_until, stage):
    today = date(2026, 6, 15)
    due_on = today + days_until * DAY
    assert last_stage(due_on, today) == (None if stage is None else due_on - stage * DAY)


@pytest.fixture
def owner_of_unit():
    unit, user = make_unit(), make_user()
    grant(user, "unit_owner", unit=unit)
    return unit, user


def held_document(unit, days):
    """A document of the unit whose contact is held by somebody with an account."""
    person = make_assignment(make_person(user=make_user())).person
    document = make_version(make_document(unit=unit, owner=make_contact(unit=unit, holder=person))).document
    return reviewed(document, days), person.user


def told(document) -> set:
    return set(Notification.objects.filter(kind=NOTICE, url=document.get_absolute_url()).values_list("user", flat=True))


@pytest.mark.parametrize("days", [30, 7, 0, -7])
def test_the_holder_and_the_owner_of_the_unit_are_told_once(owner_of_unit, days):
    unit, owner = owner_of_unit
    document, holder = held_document(unit, days)
    remind_of_reviews()
    assert told(document) == {owner.pk, holder.pk}
    count = Notification.objects.filter(kind=NOTICE).count()
    remind_of_reviews()
    assert Notification.objects.filter(kind=NOTICE).count() == count


def test_a_missed_night_is_made_up_and_nobody_is_told_too_early(owner_of_unit):
    unit, owner = owner_of_unit
    late, early = held_document(unit, 5)[0], held_document(unit, 31)[0]
    remind_of_reviews()
    assert owner.pk in told(late)
    assert told(early) == set()


def test_who_was_told_at_thirty_days_is_told_again_at_seven(owner_of_unit):
    unit, _ = owner_of_unit
    document, holder = held_document(unit, 7)
    remind_of_reviews()
    Notification.objects.filter(kind=NOTICE).update(at=timezone.now() - 23 * DAY, dedupe_key=Cast("pk", CharField()))
    remind_of_reviews()
    mine = Notification.objects.filter(kind=NOTICE, user=holder, url=document.get_absolute_url())
    assert mine.count() == 2


def test_a_vacant_contact_reminds_its_backup(owner_of_unit):
    unit, _ = owner_of_unit
    document, holder = held_document(unit, 0)
    backup = make_assignment(make_person(user=make_user())).person
    type(document.owner).objects.filter(pk=document.owner_id).update(holder=None, backup=backup)
    remind_of_reviews()
    assert backup.user_id in told(document)
    assert holder.pk not in told(document)


def test_of_a_restricted_document_only_those_are_told_who_may_read_it(owner_of_unit):
    unit, owner = owner_of_unit
    document, holder = held_document(unit, 0)
    Document.objects.filter(pk=document.pk).update(visibility="restricted")
    grant(holder, "policy_manager", unit=unit)
    remind_of_reviews()
    assert told(document) == {holder.pk}
    assert document.number not in str(to_review(owner))


def test_pages_to_review_are_told_in_one_query(owner_of_unit, django_assert_num_queries):
    unit, owner = owner_of_unit
    document, holder = held_document(unit, 3)
    stranger = make_user()
    assert holder.is_active
    assert all(person.scopes is not None for person in (holder, owner, stranger))  # read once a request
    assert [answering(person).exists() for person in (holder, owner, stranger)] == [True, True, False]
    with django_assert_num_queries(1):
        titles = [item.title for item in to_review(holder)]
    assert f"Review {document.number} {document.title}" in titles
    with django_assert_num_queries(1):
        assert {item.title for item in to_review(owner)} < set(titles)
    with django_assert_num_queries(1):
        assert to_review(stranger) == []


def test_marking_as_reviewed_counts_from_today_and_is_refused_twice_a_day(client, owner_of_unit):
    unit, _ = owner_of_unit
    document, holder = held_document(unit, -3)
    grant(holder, "staff")
    client.force_login(holder)
    url = f"/manage/reviews/documents/{document.pk}/"
    assert "Review overdue" in client.get(document.get_absolute_url()).content.decode()
    assert url in client.get(document.get_absolute_url()).content.decode()
    Document.objects.filter(pk=document.pk).update(review_months=None)
    assert post_form(client, url, note="").status_code == 302
    document.refresh_from_db()
    assert (document.reviewed_on, acts_of(document)[-1]) == (timezone.localdate(), "review")
    assert "Review overdue" not in client.get(document.get_absolute_url()).content.decode()
    answer = post_form(client, url, note="")
    assert answer.status_code == 409
    assert "already marked as reviewed today" in answer.content.decode()


def test_nobody_else_marks_a_thing_as_reviewed(client, owner_of_unit):
    document, _ = held_document(owner_of_unit[0], -3)
    user = make_user()
    grant(user, "staff")
    client.force_login(user)
    url = f"/manage/reviews/documents/{document.pk}/"
    assert client.get(url).url == document.get_absolute_url()
    assert post_form(client, url, note="").status_code == 403
    assert client.get("/manage/reviews/nothing/1/").status_code == 404
    assert "Mark as reviewed" not in client.get(document.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_thing_is_marked_once_by_two_people_at_once():
    document, people = make_document(), [make_user(), make_user()]
    ended = at_once(*(lambda p=p: mark_reviewed(document, by=p) for p in people))
    assert sum(isinstance(one, Refused) for one in ended) == 1
    assert acts_of(document) == ["review"]


# Links


def test_links_of_a_text_are_found():
    text = "[one](/units/), <https://example.org/>, ![a plan](/files/x/), `[no](/code/)`.\n\n- [two](mailto:a@b.c)"
    assert links(text) == ["/units/", "https://example.org/", "/files/x/", "mailto:a@b.c"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/units/", None),
        ("/units/?q=1#top", None),
        ("#part", None),
        ("mailto:a@b.c", None),
        ("tel:5735550100", None),
        ("https://example.org/", "external"),
        ("//example.org/", "external"),
        ("/no/such/page/", "no_page"),
        ("/news/no-such-story/", "no_record"),
        ("/manage/roles/", "no_record"),
    ],
)
def test_a_link_is_tried_as_any_member_of_staff_would(target, expected):
    assert state_of(target, "/news/a/", any_reader()) == expected


def test_a_draft_is_broken_a_live_story_is_not_and_a_moved_page_is_found():
    reader = any_reader()
    assert leads_to(make_story(status="draft").get_absolute_url(), reader) == "no_record"
    assert leads_to(make_live_story().get_absolute_url(), reader) is None
    Redirect.objects.create(old_path="/old/place/", new_path="/units/")
    assert leads_to("/old/place/", reader) is None


def test_the_nightly_check_lists_what_is_broken_and_forgets_what_was_mended():
    unit = Unit.objects.seven()[0]
    page = UnitPage.objects.get(unit=unit)
    UnitPage.objects.filter(pk=page.pk).update(body="[gone](/no/such/) and [far](https://example.org/)")
    check_links()
    mine = FoundLink.objects.filter(path=page.get_absolute_url(), target__in=["/no/such/", "https://example.org/"])
    assert dict(mine.values_list("target", "state")) == {"/no/such/": "no_page", "https://example.org/": "external"}
    mine.update(found_on=date(2026, 1, 1))
    check_links()
    assert set(mine.values_list("found_on", flat=True)) == {date(2026, 1, 1)}
    UnitPage.objects.filter(pk=page.pk).update(body="[here](/units/)")
    check_links()
    assert not mine.exists()


def test_what_the_reference_data_say_leads_somewhere():
    check_links()
    assert list(FoundLink.objects.broken().values_list("path", "target")) == []


def test_a_link_that_the_version_in_force_no_longer_has_is_not_told():
    document = make_version(text="[gone](/no/such/)", effective_on=timezone.localdate() - 9 * DAY).document
    make_version(document, text="[here](/units/)", effective_on=timezone.localdate() - DAY)
    check_links()
    assert not FoundLink.objects.filter(path=document.get_absolute_url()).exists()


def test_restricted_documents_stay_out_of_the_check():
    document = make_version(make_document(visibility="restricted"), text="[gone](/no/such/)").document
    check_links()
    assert not FoundLink.objects.filter(path=document.get_absolute_url()).exists()


# The board


def test_overdue_and_ownerless_things_of_ones_own_units_alone_are_found():
    here, there = make_unit(), make_unit()
    late = reviewed(make_version(make_document(unit=here)).document, -2)
    reviewed(make_version(make_document(unit=here, owner=make_contact(unit=here))).document, 40)
    user, stranger = editor(here), editor(there)
    assert [one.title for one in overdue(user)] == [f"{late.number} {late.title}"]
    assert [one.title for one in ownerless(user)] == [f"{late.number} {late.title}"]
    assert overdue(stranger) == ownerless(stranger) == []


def test_a_vacant_contact_with_a_backup_is_not_ownerless():
    unit = make_unit()
    person = make_assignment().person
    stood_in, alone = make_contact(unit=unit, holder=None, backup=person), make_contact(unit=unit, holder=None)
    assert [one.title for one in ownerless(editor(unit))] == [alone.service]
    assert stood_in.backup == person


def test_a_restricted_document_is_not_told_to_whoever_may_not_read_it():
    unit = make_unit()
    reviewed(make_version(make_document(unit=unit, visibility="restricted")).document, -2)
    assert overdue(editor(unit)) == []


def test_pages_many_readers_find_not_useful_are_found():
    unit = make_unit()
    for n in range(6):
        kind = "not_useful" if n < 3 else "useful"
        Feedback.objects.create(path="/bad/", page_title="Bad", kind=kind, unit=unit, created_by=make_user())
    for _ in range(4):
        Feedback.objects.create(path="/few/", kind="not_useful", unit=unit, created_by=make_user())
    assert [(one.about, one.note) for one in low_ratings(editor(unit))] == [
        ("/bad/", "3 of 6 readers found it not useful.")
    ]
    assert low_ratings(editor(make_unit())) == []


def test_searches_in_vain_are_told_to_those_of_the_whole_department():
    SearchLog.objects.create(query="Parking permit", found=0)
    assert [one.about for one in unanswered_searches(editor())] == ["parking permit"]
    assert unanswered_searches(editor(make_unit())) == []
    assert "Searches without an answer" in [part.name for part in board(editor())]
    assert "Searches without an answer" not in [part.name for part in board(editor(make_unit()))]


def test_the_board_shows_what_is_not_well_and_who_sees_to_it(client):
    unit = make_unit()
    link = make_broken(unit)
    make_broken(make_unit(), page_title="Elsewhere")
    user, person = editor(unit), make_user()
    client.force_login(user)
    page = parse(client.get("/manage/health/"))
    (give,) = page.xpath(f"//li[.//a[@href='{link.path}']]//a[contains(@href, '/give/')]/@href")
    answer = post_form(client, give, assigned_to=person.username, note="Find where it has gone.")
    assert answer.status_code == 302
    text = parse(client.get("/manage/health/")).xpath("//main")[0].text_content()
    assert f"{person} sees to it" in text
    assert "Elsewhere" not in text
    assert [item.note for item in given_to(person)] == ["Find where it has gone."]
    assert Notification.objects.filter(user=person, kind="health-task").count() == 1


@pytest.mark.parametrize("named", ["links/abc", "nonsense/abc"])
def test_only_what_the_board_shows_can_be_given(client, named):
    client.force_login(editor())
    assert client.get(f"/manage/health/give/{named}/").status_code == 404


def test_who_sees_the_board_of_all_units_gives_away_findings_of_their_own_alone(client):
    here = make_unit()
    mine, other = make_broken(here), make_broken(make_unit())
    user = editor(here)
    grant(user, "auditor")
    client.force_login(user)
    page = parse(client.get("/manage/health/"))
    assert len(page.xpath(f"//li[.//a[@href='{mine.path}']]//a[contains(@href, '/give/')]")) == 1
    assert page.xpath(f"//li[.//a[@href='{other.path}']]//a[contains(@href, '/give/')]") == []
    keys = {one.about: one.key for one in broken_links(user)}
    answer = post_form(client, f"/manage/health/give/links/{keys[other.path]}/", assigned_to=user.username, note="")
    assert answer.status_code == 403
    assert not HealthTask.objects.exists()


def test_somebody_unknown_is_refused_with_a_sentence(client):
    make_broken(make_unit())
    user = editor()
    (found,) = broken_links(user)
    client.force_login(user)
    answer = post_form(client, f"/manage/health/give/links/{found.key}/", assigned_to="nobody-x", note="")
    assert "Nobody is called “nobody-x”" in answer.content.decode()
    assert not HealthTask.objects.exists()


def test_a_finding_is_given_to_one_person_and_may_go_to_another():
    by, one, other = make_user(), make_user(), make_user()
    wanted = {"finding": "links", "about": "/x/", "title": "X"}
    task = give_task(HealthTask(assigned_to=one, **wanted), by=by)
    with pytest.raises(Refused, match="already sees to"):
        give_task(HealthTask(assigned_to=one, **wanted), by=by)
    assert give_task(HealthTask(assigned_to=other, **wanted), by=by) == task
    assert HealthTask.objects.get().assigned_to == other


def test_nothing_is_given_to_somebody_who_left():
    with pytest.raises(Refused, match="has left"):
        give_task(HealthTask(assigned_to=make_user(is_active=False), finding="links", about="/x/"), by=make_user())


def test_whoever_sees_to_it_marks_it_as_done_once(client):
    person = make_user()
    grant(person, "staff")
    task = make_task(assigned_to=person)
    client.force_login(person)
    assert post_form(client, f"/manage/health/{task.pk}/done/", note="").status_code == 302
    assert given_to(person) == []
    answer = post_form(client, f"/manage/health/{task.pk}/done/", note="")
    assert (answer.status_code, "already marked as done" in answer.content.decode()) == (409, True)


def test_a_task_of_somebody_else_does_not_exist(client):
    user = make_user()
    grant(user, "staff")
    client.force_login(user)
    assert client.get(make_task().get_absolute_url()).status_code == 404


def refused(rule, sql, *values):
    with pytest.raises(Exception, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_keeps_one_open_task_for_a_finding_and_never_deletes_one():
    task, other = make_task(), make_task()
    refused("health_task_given_to_one_person", "UPDATE mission_healthtask SET about = %s WHERE id = %s",
            task.about, other.pk)  # fmt: skip
    refused("health_task_is_done_by_somebody", "UPDATE mission_healthtask SET done_at = now() WHERE id = %s", task.pk)
    refused("health_task_is_done_and_never_deleted", "DELETE FROM mission_healthtask WHERE id = %s", task.pk)


def test_the_database_keeps_a_link_of_a_page_once():
    one = make_broken(None)
    with pytest.raises(IntegrityError, match="found_link_once_per_page"), transaction.atomic():
        make_broken(None, one.path, target=one.target)


@pytest.mark.django_db(transaction=True)
def test_a_finding_given_by_two_people_at_once_is_one_task():
    people, givers = [make_user(), make_user()], [make_user(), make_user()]
    wanted = {"finding": "links", "about": "/x/", "title": "X"}
    at_once(
        *(
            lambda p=p, g=g: give_task(HealthTask(assigned_to=p, **wanted), by=g)
            for p, g in zip(people, givers, strict=True)
        )
    )
    assert HealthTask.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_task_is_done_once():
    task, people = make_task(), [make_user(), make_user()]
    ended = at_once(*(lambda p=p: finish_task(task, by=p) for p in people))
    assert sum(isinstance(one, Refused) for one in ended) == 1


def test_services_of_the_board_exist_as_a_kind():
    unit = make_unit()
    Service.objects.create(slug="x", title="Report it", summary="How.", unit=unit, reviewed_on=date(2020, 1, 1))
    assert "Report it" in [one.title for one in overdue(editor(unit))]


def test_broken_links_of_one_page_are_one_finding():
    unit = make_unit()
    first = make_broken(unit)
    make_broken(unit, first.path, page_title=first.page_title)
    assert len(broken_links(editor(unit))) == 1
