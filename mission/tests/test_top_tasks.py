"""The top tasks of the home page: eight for each audience, kept by editors, shown to who may do them."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doc_portal.core.tests.concurrency import endings
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from mission.actions.tasks import add_task, move_task, remove_task, revise_task
from mission.models import TopTask
from mission.tests.factories_words import make_task
from mission.top_tasks import load_tasks, tasks_of
from personnel.models import Assignment, Person

pytestmark = pytest.mark.django_db

KEEPS = tuple(f"mission.{verb}_toptask" for verb in ("view", "add", "change", "remove"))


def keeper():
    user = make_user(*KEEPS)
    grant(user, "staff")
    return user


def reader():
    user = make_user()
    grant(user, "staff")
    return user


def supervisor():
    """Somebody who leads one person."""
    user = reader()
    leader = Person.objects.create(user=user, first_name="Lee", last_name="Leader")
    led = Person.objects.create(first_name="Ann", last_name="Other")
    Assignment.objects.create(
        person=led, supervisor=leader, title="Officer", worksite=make_worksite(), starts_on=timezone.localdate()
    )
    return user


def task(path="/counties/", **fields):
    return TopTask(**{"label": "Find a county", "icon": "pin", "path": path, "audience": "supervisors"} | fields)


def test_the_portal_starts_with_what_its_units_declare(client):
    client.force_login(reader())
    page = client.get("/").content.decode()
    assert "Read the news" in page
    assert "Write a story" not in page


def test_a_task_an_editor_took_off_does_not_come_back():
    first = TopTask.objects.of_audience("staff").get(order=1)
    remove_task(first, by=keeper())
    assert load_tasks().added == 0
    assert not TopTask.objects.filter(path=first.path).exists()
    assert TopTask.objects.of_audience("staff").filter(order=1).exists()


def test_who_leads_others_sees_the_tasks_of_supervisors_first():
    add_task(task(), by=keeper())
    assert tasks_of(supervisor())[0].label == "Find a county"
    assert "Find a county" not in [one.label for one in tasks_of(reader())]


def test_a_task_is_shown_to_who_may_open_its_page():
    made = add_task(task("/manage/feedback/", label="Answer readers"), by=keeper())
    boss = supervisor()
    assert made not in tasks_of(boss)
    grant(boss, "policy_manager")
    assert made in tasks_of(boss)


def test_no_more_than_eight_are_shown():
    for order in range(1, 9):
        make_task(audience="supervisors", order=order)
    shown = tasks_of(supervisor())
    assert (len(shown), {one.audience for one in shown}) == (8, {"supervisors"})


def test_the_ninth_task_is_refused(client):
    for order in range(1, 9):
        make_task(audience="supervisors", order=order)
    with pytest.raises(Refused, match=r"There are 8 top tasks for who leads others already.*Take one off first"):
        add_task(task(), by=keeper())
    client.force_login(keeper())
    response = post_form(
        client, "/manage/top-tasks/new/", label="X", icon="pin", path="/counties/", audience="supervisors"
    )
    assert response.status_code == 409


def test_tasks_are_moved_and_close_up():
    made = [add_task(task(path), by=keeper()) for path in ("/counties/", "/units/", "/news/")]
    move_task(made[2], by=keeper(), up=True)
    paths = TopTask.objects.of_audience("supervisors").order_by("order").values_list("path", flat=True)
    assert list(paths) == ["/counties/", "/news/", "/units/"]
    remove_task(made[0], by=keeper())
    assert list(TopTask.objects.of_audience("supervisors").values_list("order", flat=True)) == [1, 2]
    assert acts_of(made[2]) == ["create", "move"]
    with pytest.raises(Refused, match="is already last"):
        move_task(made[1], by=keeper(), up=False)
    for act in (lambda: remove_task(made[0], by=keeper()), lambda: move_task(made[0], by=keeper(), up=True)):
        with pytest.raises(Refused, match=r"already taken off|not in this list"):
            act()


def test_a_task_that_changes_its_audience_goes_to_the_end_there():
    made = [add_task(task(path), by=keeper()) for path in ("/counties/", "/units/")]
    TopTask.objects.of_audience("staff").filter(order=8).delete()
    made[0].audience = "staff"
    moved = revise_task(made[0], by=keeper(), changed="For")
    assert moved.order == TopTask.objects.of_audience("staff").count()
    assert TopTask.objects.get(pk=made[1].pk).order == 1


@pytest.mark.parametrize("path", ["/no/such/page/", "https://evil.example/", "//evil.example/", "/me/appearance/"])
def test_a_task_leads_to_a_page_of_the_portal(client, path):
    client.force_login(keeper())
    response = post_form(client, "/manage/top-tasks/new/", label="X", icon="pin", path=path, audience="supervisors")
    assert [said for _, said in response.context["errors"]] == ["No page of the portal has this address. Check it."]


def test_an_audience_that_does_not_exist_is_not_found(client):
    client.force_login(keeper())
    assert client.get("/manage/top-tasks/everybody/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_eighth_at_once_one_is_refused():
    for order in range(1, 8):
        make_task(audience="supervisors", order=order)
    people = [keeper(), keeper()]
    ended = endings(
        *(
            lambda by=by, path=path: add_task(task(path), by=by)
            for by, path in zip(people, ("/news/", "/units/"), strict=True)
        )
    )
    assert (ended, TopTask.objects.of_audience("supervisors").count()) == (["done", "refused"], 8)


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_eight_places_each_once_and_addresses_inside():
    first, _ = make_task(audience="supervisors", order=1), make_task(audience="supervisors", order=2, path="/two/")
    refused = {
        "top_tasks_are_eight_at_most": 'UPDATE mission_toptask SET "order" = 9 WHERE id = %s',
        "top_task_place_once": 'UPDATE mission_toptask SET "order" = 2 WHERE id = %s',
        "top_task_once_per_audience": "UPDATE mission_toptask SET path = '/two/' WHERE id = %s",
        "top_task_leads_into_the_portal": "UPDATE mission_toptask SET path = 'https://x' WHERE id = %s",
    }
    for name, statement in refused.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [first.pk])
