"""What readers say of pages, and what becomes of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from doc_portal.core.models import Notification
from doc_portal.core.tests.concurrency import at_once, endings
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, post_form
from doc_portal.core.todo import todo_items
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import fields, page_form, parse
from mission.actions.feedback import answer_feedback, close_feedback, rate_page, report_problem, take_feedback
from mission.actions.services import add_service
from mission.feedback import Subject, taken_on, waiting_in
from mission.models import Feedback, Service
from mission.tests.factories import make_live_story
from mission.tests.factories_library import make_document, make_version
from mission.tests.factories_words import make_feedback, make_service

pytestmark = pytest.mark.django_db

NEW = "/feedback/new/"
DESK = tuple(f"mission.{verb}_feedback" for verb in ("view", "take", "answer", "close"))
PUBLIC = "What you write may be a public record."


def reader(**kwargs):
    user = make_user(**kwargs)
    grant(user, "staff")
    return user


def owner(unit=None):
    user = make_user(*DESK, unit=unit)
    grant(user, "staff")
    return user


def box_of(client, url):
    """The form at the foot of a page, as a browser would send it."""
    return fields(page_form(parse(client.get(url))))


def test_a_page_asks_and_the_answer_goes_to_its_unit(client):
    service = make_service()
    me = reader()
    client.force_login(me)
    page = client.get(service.get_absolute_url()).content.decode()
    assert "Was this page useful?" in page
    assert PUBLIC in page

    response = client.post(NEW, box_of(client, service.get_absolute_url()) | {"kind": "useful"})

    assert response.url == service.get_absolute_url()
    kept = Feedback.objects.get(created_by=me)
    assert (kept.kind, kept.unit, kept.page_title, kept.page_version) == ("useful", service.unit, service.title, "1")
    assert acts_of(kept) == ["create"]


def test_a_second_rating_of_the_same_version_takes_the_place_of_the_first(client):
    service, me = make_service(), reader()
    client.force_login(me)
    for kind in ("useful", "not_useful"):
        client.post(NEW, box_of(client, service.get_absolute_url()) | {"kind": kind, "comment": f"It is {kind}"})
    kept = Feedback.objects.get(created_by=me)
    assert (kept.kind, kept.comment, kept.status) == ("not_useful", "It is not_useful", "new")
    assert acts_of(kept) == ["create", "rate"]

    Service.objects.filter(pk=service.pk).update(version=2)
    client.post(NEW, box_of(client, service.get_absolute_url()) | {"kind": "useful"})
    assert Feedback.objects.filter(created_by=me).count() == 2


def test_a_rating_that_was_answered_and_changes_is_new_again():
    me, subject = reader(), Subject("/x/", "X", "1", make_unit().pk)
    first = rate_page(subject, by=me, kind="not_useful", comment="Too long.")
    answer_feedback(first, by=owner(), note="Shortened.")
    again = rate_page(subject, by=me, kind="useful", comment="Better.")
    assert (again.pk, again.status, again.reply, again.answered_by) == (first.pk, "new", "", None)


def test_a_restricted_document_does_not_ask(client):
    document = make_version(make_document(visibility="restricted")).document
    user = make_user("mission.view_document", "mission.view_restricted_document")
    grant(user, "staff")
    client.force_login(user)
    response = client.get(document.get_absolute_url())
    assert response.status_code == 200
    assert "Was this page useful?" not in response.content.decode()


def test_a_document_in_force_asks_and_one_not_published_yet_does_not(client):
    known, draft = make_version().document, make_document()
    user = make_user("mission.view_document", "mission.change_document")
    grant(user, "staff")
    client.force_login(user)
    asked = ["Was this page useful?" in client.get(one.get_absolute_url()).content.decode() for one in (known, draft)]
    assert asked == [True, False]


@pytest.mark.parametrize("url", ["/me/", "/search/?q=x", "/manage/", "/me/notices/"])
def test_pages_that_were_not_declared_do_not_ask(client, url):
    client.force_login(reader())
    assert "Was this page useful?" not in client.get(url).content.decode()


def test_a_problem_is_told_with_a_kind_and_words(client):
    story, me = make_live_story(), reader()
    client.force_login(me)
    about = box_of(client, story.get_absolute_url())["about"][0]
    form = client.get(NEW, {"about": about, "kind": "broken"}).content.decode()
    assert story.title in form
    assert PUBLIC in form

    response = post_form(client, NEW, about=about, kind="broken", comment="The link is dead.", page="")

    assert response.url == story.get_absolute_url()
    assert (Feedback.objects.get().unit, Feedback.objects.get().status) == (story.unit, "new")


def test_the_page_for_problems_offers_no_ratings_and_a_rating_that_comes_back_does(client):
    client.force_login(reader())
    assert 'value="not_useful"' not in client.get(NEW, {"kind": "wrong"}).content.decode()
    back = post_form(client, NEW, kind="not_useful", comment="x" * 1001, page="/units/", about="")
    assert 'value="not_useful"' in back.content.decode()


def test_a_page_named_by_its_address_is_known_as_search_knows_it(client):
    service = add_service(Service(title="Report an injury", summary="x", unit=make_unit()), by=make_user())
    client.force_login(reader())
    post_form(client, NEW, page=service.get_absolute_url(), kind="wrong", comment="No.", about="")
    kept = Feedback.objects.get()
    assert (kept.page_title, kept.unit) == ("Report an injury", service.unit)


def test_what_was_not_found_is_told_with_the_words_looked_for(client):
    client.force_login(reader())
    form = client.get(NEW, {"kind": "missing", "q": "vest size"}).context["form"]
    assert (form.initial["kind"], form.initial["comment"]) == ("missing", "I looked for: vest size")


def test_a_search_that_finds_nothing_leads_to_the_editors(client):
    client.force_login(reader())
    page = client.get("/search/", {"q": "zzqqxx vest"}).content.decode()
    assert 'href="/feedback/new/?kind=missing&amp;page=%2Fsearch%2F&amp;q=zzqqxx+vest"' in page


def test_an_address_that_leads_nowhere_can_be_reported(client):
    client.force_login(reader())
    page = client.get("/no/such/page/").content.decode()
    assert 'href="/feedback/new/?kind=broken&amp;page=/no/such/page/"' in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": ""}, "Choose what is wrong."),
        ({"kind": "gossip"}, "Choose what is wrong from the list."),
        ({"comment": ""}, "Say in your words what is wrong."),
        ({"comment": "x" * 1001}, "Shorten the in your words to 1000 characters; it has 1001."),
        ({"about": "made:up"}, "We could not tell which page this is about. Go back to it and try again."),
        ({"file": SimpleUploadedFile("a.txt", b"x")}, "Files cannot be sent here. Say in words what is wrong."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_kept(client, sent, sentence):
    client.force_login(reader())
    response = post_form(client, NEW, **{"kind": "wrong", "comment": "No.", "page": "/news/", "about": ""} | sent)
    assert (response.status_code, Feedback.objects.count()) == (200, 0)
    assert [said for _, said in response.context["errors"]] == [sentence]


def test_another_host_is_no_page(client):
    client.force_login(reader())
    response = post_form(client, NEW, kind="wrong", comment="No.", page="//evil.example/", about="")
    assert response.url == "/"


def test_the_desk_shows_ones_own_units_and_what_has_no_unit_only_to_portal_editors(client):
    unit = make_unit()
    here, there = make_feedback(unit=unit), make_feedback()
    nowhere = make_feedback(unit=None)
    client.force_login(owner(unit))
    page = client.get("/manage/feedback/")
    assert [row.pk for row in page.context["view"].table.data.data] == [here.pk]
    assert client.get(there.get_absolute_url()).status_code == 404
    client.force_login(owner())
    assert {row.pk for row in client.get("/manage/feedback/").context["view"].table.data.data} == {
        here.pk, there.pk, nowhere.pk
    }  # fmt: skip


def test_the_desk_can_show_what_waits(client):
    waiting, bare = make_feedback(), make_feedback(kind="useful", comment="")
    answered = answer_feedback(make_feedback(), by=owner(), note="Done.")
    client.force_login(owner())
    rows = client.get("/manage/feedback/", {"status": "open"}).context["view"].table.data.data
    assert [row.pk for row in rows] == [waiting.pk]
    assert {bare.status, answered.status} == {"new", "answered"}


def test_an_answer_reaches_the_reader(client):
    me, unit = reader(), make_unit()
    said = make_feedback(created_by=me, unit=unit)
    editor = owner(unit)
    client.force_login(editor)
    assert post_form(client, f"/manage/feedback/{said.pk}/take/", note="", _version=1).status_code == 302
    said.refresh_from_db()
    assert (said.status, said.assigned_to) == ("in_progress", editor)
    response = post_form(client, f"/manage/feedback/{said.pk}/answer/", note="It is right now.", _version=2)
    assert response.status_code == 302

    client.force_login(me)
    assert "It is right now." in client.get(said.get_absolute_url()).content.decode()
    assert said.page_title in client.get("/me/feedback/").content.decode()
    notice = Notification.objects.get(user=me)
    assert (notice.kind, notice.url) == ("feedback-answered", said.get_absolute_url())


def test_closing_without_a_reply_tells_the_reader_and_a_bare_rating_tells_nobody():
    me = reader()
    close_feedback(make_feedback(created_by=me), by=owner(), note="Twice.")
    close_feedback(make_feedback(created_by=me, kind="useful", comment=""), by=owner())
    assert [one.kind for one in Notification.objects.filter(user=me)] == ["feedback-closed"]


def test_nobody_answers_themselves(client):
    editor = owner()
    said = make_feedback(created_by=editor)
    with pytest.raises(Refused, match="You wrote this yourself"):
        answer_feedback(said, by=editor, note="Yes.")
    client.force_login(editor)
    assert "Answer</a>" not in client.get(said.get_absolute_url()).content.decode()


def test_what_is_closed_is_neither_taken_on_nor_answered():
    closed = close_feedback(make_feedback(), by=owner())
    for act in (lambda: take_feedback(closed, by=owner()), lambda: answer_feedback(closed, by=owner(), note="x")):
        with pytest.raises(Refused, match="This feedback has stood as “Closed”"):
            act()


def test_owners_have_it_to_do_until_it_is_answered():
    unit = make_unit()
    said, editor = make_feedback(unit=unit, page_title="Vests"), owner(unit)
    make_feedback(unit=unit, kind="useful", comment="")
    assert [item.url for item in todo_items(editor)] == [said.get_absolute_url()]
    taken = take_feedback(said, by=editor)
    assert list(taken_on(editor)) == [taken]
    assert list(waiting_in(unit)) == [taken]
    answer_feedback(said, by=editor, note="Done.")
    assert todo_items(editor) == []


def test_a_reader_sees_their_own_and_nobody_elses(client):
    mine, other = make_feedback(created_by=reader()), make_feedback()
    client.force_login(mine.created_by)
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert [row.pk for row in client.get("/me/feedback/").context["view"].table.data.data] == [mine.pk]


def test_the_database_refuses_two_ratings_long_comments_and_answers_without_a_reply():
    me = reader()
    first = make_feedback(created_by=me, path="/x/", kind="useful", page_version="1")
    refused = {
        "feedback_one_rating_a_version": (
            "INSERT INTO mission_feedback (created_at, version, path, page_title, page_version, kind, comment, status,"
            " reply, created_by_id) SELECT created_at, version, path, '', page_version, 'not_useful', '', status, '',"
            " created_by_id FROM mission_feedback WHERE id = %s"
        ),
        "feedback_comment_of_1000_characters_at_most": (
            "UPDATE mission_feedback SET comment = repeat('x', 1001) WHERE id = %s"
        ),
        "feedback_answered_with_a_reply": "UPDATE mission_feedback SET status = 'answered' WHERE id = %s",
    }
    for name, statement in refused.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [first.pk])


@pytest.mark.django_db(transaction=True)
def test_a_double_press_keeps_one_rating():
    me, subject = reader(), Subject("/x/", "X", "1", None)
    at_once(*(lambda kind=kind: rate_page(subject, by=me, kind=kind) for kind in ("useful", "not_useful", "useful")))
    assert Feedback.objects.filter(created_by=me).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told():
    said = report_problem(Subject("/x/"), by=reader(), kind="wrong", comment="No.")
    people = [owner(), owner()]
    ended = endings(*(lambda by=by: answer_feedback(said, by=by, note="Yes.") for by in people))
    assert ended == ["done", "refused"]
