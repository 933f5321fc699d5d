"""A form sent twice has one effect, however it comes to be sent twice."""

import pytest
from django.db import transaction
from django.test import Client

from doc_portal.core import idempotency
from doc_portal.core.idempotency import PayloadChanged, claim, new_key, payload_hash, read_key
from doc_portal.core.models import AuditEvent, Setting, SettingKey, Submission
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import make_user, post_form
from doc_portal.core.workflow import Refused

URL = "/manage/settings/new/"


def make_key() -> SettingKey:
    return SettingKey.objects.create(key="daily_limit", name="Daily limit")


def typed(key, **fields):
    return {"key": key.pk, "value": "10", "authority": "A decision", "starts_on": "2150-01-01"} | fields


@pytest.fixture
def person(client):
    made = make_user("core.use_portal", "core.add_setting", "core.view_setting")
    client.force_login(made)
    return made


@pytest.mark.django_db
def test_the_same_form_again_leads_to_the_first_result(client, person):
    key, sent = make_key(), {idempotency.FIELD: new_key()}
    first = post_form(client, URL, **typed(key), **sent)
    again = post_form(client, URL, **typed(key), **sent)
    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, first["Location"])
    assert key.values.count() == 1
    assert "already recorded" in client.get(first["Location"]).content.decode()


@pytest.mark.django_db
def test_the_same_key_with_other_contents_is_refused(client, person):
    key, sent = make_key(), {idempotency.FIELD: new_key()}
    post_form(client, URL, **typed(key), **sent)
    other = post_form(client, URL, **typed(key, value="20"), **sent)
    assert other.status_code == 409
    assert "already sent with other contents" in other.content.decode()
    assert list(key.values.values_list("value", flat=True)) == ["10"]


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["", "abc", "\0", "00000000-0000-0000-0000", "'; DROP TABLE core_user"])
def test_a_form_without_a_sound_key_does_nothing_and_comes_back(client, person, nonsense):
    key = make_key()
    answer = client.post(URL, typed(key) | {idempotency.FIELD: nonsense})
    assert answer.status_code == 200
    assert "A decision" in answer.content.decode()
    assert not key.values.exists()


@pytest.mark.django_db
def test_a_form_that_failed_may_be_mended_and_sent_with_its_key(client, person):
    key, sent = make_key(), {idempotency.FIELD: new_key()}
    assert post_form(client, URL, **typed(key, authority=""), **sent).status_code == 200
    assert post_form(client, URL, **typed(key, starts_on="2000-01-01"), **sent).status_code == 409
    assert not Submission.objects.exists()
    assert post_form(client, URL, **typed(key), **sent).status_code == 302
    assert key.values.count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_one_person(client, person):
    key, sent = make_key(), {idempotency.FIELD: new_key()}
    post_form(client, URL, **typed(key), **sent)
    client.force_login(make_user("core.use_portal", "core.add_setting", "core.view_setting"))
    assert post_form(client, URL, **typed(key, starts_on="2160-01-01"), **sent).status_code == 302
    assert key.values.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_sendings_at_once_leave_one_row():
    person = make_user("core.use_portal", "core.add_setting", "core.view_setting")
    key, sent = make_key(), {idempotency.FIELD: new_key()}
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.force_login(person)

    answers = at_once(*(lambda client=client: client.post(URL, typed(key) | sent) for client in clients))

    assert [answer.status_code for answer in answers] == [302] * 20
    made = Setting.objects.get(key=key)
    assert {answer["Location"] for answer in answers} == {made.get_absolute_url()}
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.of(made).count() == 1


@pytest.mark.django_db
def test_a_claim_of_work_that_was_not_kept_is_free_again():
    person, key = make_user(), read_key({idempotency.FIELD: new_key()})

    def work():
        with transaction.atomic():
            assert claim(key, user=person, form="/x/", payload="a").fresh
            raise Refused("No.")

    with pytest.raises(Refused):
        work()
    claimed = claim(key, user=person, form="/x/", payload="b")
    claimed.settle("/done/")
    assert (claimed.fresh, claim(key, user=person, form="/x/", payload="b").result_url) == (True, "/done/")
    with pytest.raises(PayloadChanged):
        claim(key, user=person, form="/x/", payload="c")


def test_the_fingerprint_covers_every_field_and_file_and_leaves_out_the_keys(rf):
    def fingerprint(**data):
        request = rf.post("/", data)
        return payload_hash(request.POST, request.FILES)

    plain = fingerprint(a="1", b="2")
    assert plain == fingerprint(b="2", a="1", _key=new_key(), csrfmiddlewaretoken="x")
    assert plain != fingerprint(a="2", b="1")
    assert plain != fingerprint(a="1", b=["2", "2"])
    assert fingerprint(a="12", b="") != fingerprint(a="1", b="2")
