"""Querysets written once and told their values each time."""

import threading
from datetime import timedelta

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connections
from django.db.models import BigIntegerField, CharField, DateField, OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from doc_portal.core.models import RoleGrant, User
from doc_portal.core.prepared import Given, Prepared
from doc_portal.core.tests.factories import grant, make_role, make_user

pytestmark = pytest.mark.django_db
NAME = Given("name", CharField())


@Prepared
def named():
    return User.objects.filter(username=NAME).select_related("worksite")


@Prepared
def held():
    live = RoleGrant.objects.live(Given("today", DateField())).filter(user=OuterRef("pk"))
    grants = ArraySubquery(live.values(json=JSONObject(role="role__slug")))
    return User.objects.filter(pk=Given("user", BigIntegerField())).values_list("username", grants)


def test_the_rows_are_those_of_the_values_told():
    ann, bob = make_user(username="ann"), make_user(username="bob")
    assert [named(name=one) for one in ("ann", "bob", "nobody", None)] == [[ann], [bob], [], []]


def test_nothing_of_the_rows_is_kept(django_assert_num_queries):
    ann = make_user(username="ann", title="Clerk")
    assert named(name="ann")[0].title == "Clerk"
    User.objects.filter(pk=ann.pk).update(title="Officer")
    with django_assert_num_queries(1):
        (found,) = named(name="ann")
        assert (found.title, found.worksite) == ("Officer", None)


def test_values_inside_of_subqueries_are_told_as_well():
    ann, today = make_user(username="ann"), timezone.localdate()
    grant(ann, make_role(slug="clerk"), starts_on=today)
    assert held(user=ann.pk, today=today) == [("ann", [{"role": "clerk"}])]
    assert held(user=ann.pk, today=today - timedelta(days=1)) == [("ann", [])]


def test_what_is_typed_stays_a_value():
    make_user(username="ann")
    assert named(name="' OR true --") == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_reads_through_its_own_connection():
    make_user(username="ann")
    assert len(named(name="ann")) == 1
    found = []

    def read():
        found.extend(named(name="ann"))
        connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert [one.username for one in found] == ["ann"]
