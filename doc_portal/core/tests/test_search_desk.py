"""Results pinned to questions by editors, and questions that found nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from doc_portal.core.actions.searches import answer_question, end_pin, pin_result
from doc_portal.core.models import AuditEvent, SearchEntry, SearchLog, SearchPin, Unit
from doc_portal.core.search import rebuild_search, search
from doc_portal.core.search.desk import to_answer, unanswered_searches
from doc_portal.core.search.query import PINNED
from doc_portal.core.tests.factories import acts_of, grant, make_user, post_form
from doc_portal.core.workflow import Refused

pytestmark = pytest.mark.django_db

PINS = ("core.use_portal", "core.add_searchpin", "core.view_searchpin", "core.end_searchpin")
DESK = ("core.use_portal", "core.view_searchlog", "core.answer_searchlog")
QUESTION = "gas cards"


def units():
    return Unit.objects.seven()[:2]


def entry_of(unit) -> SearchEntry:
    return SearchEntry.objects.get(kind="core.unit", object_id=unit.pk)


def first_answers(person, question=QUESTION) -> list[tuple[str, int]]:
    return [(hit.url, hit.tier) for hit in search(person, question).hits[:1]]


def test_a_pinned_result_comes_first_for_these_words_alone_until_the_pin_ends():
    unit, _ = units()
    editor = make_user(*PINS, unit=unit)
    assert first_answers(editor) == []

    pin = pin_result(entry_of(unit), question="Gas Cards", by=editor)
    assert first_answers(editor) == [(unit.get_absolute_url(), PINNED)]
    assert first_answers(editor, "gas cards please") == []

    ended = end_pin(pin, by=editor, note="Better answered elsewhere")
    assert ended.ended_at is not None
    assert first_answers(editor) == []
    assert acts_of(pin) == ["pin", "end"]


def test_a_pin_outlives_a_rebuild():
    unit, _ = units()
    editor = make_user(*PINS, unit=unit)
    pin_result(entry_of(unit), question=QUESTION, by=editor)
    SearchEntry.objects.filter(kind="core.unit").delete()
    rebuild_search("core.unit")
    assert first_answers(editor) == [(unit.get_absolute_url(), PINNED)]


def test_a_pin_of_a_result_one_does_not_find_is_not_told():
    unit, _ = units()
    editor = make_user(*PINS, unit=unit)
    pin = pin_result(entry_of(unit), question=QUESTION, by=editor)
    assert list(SearchPin.objects.visible_to(editor)) == [pin]
    SearchEntry.objects.filter(kind="core.unit", object_id=unit.pk).update(permission="core.view_auditevent")
    assert list(SearchPin.objects.visible_to(editor)) == []


def test_an_editor_pins_results_of_their_own_unit_alone():
    here, there = units()
    editor = make_user(*PINS, unit=here)
    with pytest.raises(Refused, match="where you edit nothing"):
        pin_result(entry_of(there), question=QUESTION, by=editor)
    whole = SearchEntry.objects.filter(unit=None, worksite=None).first()
    with pytest.raises(Refused, match="the whole department"):
        pin_result(whole, question=QUESTION, by=editor)
    assert not SearchPin.objects.exists()


def test_a_pin_is_made_and_ended_once():
    unit, _ = units()
    editor = make_user(*PINS, unit=unit)
    pin = pin_result(entry_of(unit), question=QUESTION, by=editor)
    with pytest.raises(Refused, match="already pinned"):
        pin_result(entry_of(unit), question="gas-cards", by=editor)
    end_pin(pin, by=editor, note="Over")
    with pytest.raises(Refused, match="already ended"):
        end_pin(pin, by=editor, note="Over")


def test_a_result_has_room_for_only_so_many_pins():
    unit, _ = units()
    editor = make_user(*PINS, unit=unit)
    for letter in "abc":
        pin_result(entry_of(unit), question=letter * 60, by=editor)
    with pytest.raises(Refused, match="End one of its pins first"):
        pin_result(entry_of(unit), question="d" * 60, by=editor)


@pytest.mark.parametrize("form", ["{url}", "  https://portal.example{url}?from=mail", "/search/go/{pk}/?from=x"])
def test_the_form_takes_an_address_as_the_browser_shows_it(client, form):
    unit, _ = units()
    editor = make_user(*PINS, unit=unit)
    client.force_login(editor)
    page = form.format(url=unit.get_absolute_url(), pk=entry_of(unit).pk)
    assert post_form(client, "/manage/pins/new/", question=QUESTION, page=page).status_code == 302
    assert SearchPin.objects.get().url == unit.get_absolute_url()


def test_an_address_search_does_not_know_or_may_not_show_is_told_at_the_field(client):
    unit, _ = units()
    hidden = SearchEntry.objects.create(
        kind="x", tab="how", object_id=1, title="A", url="/hidden/", folded_title="a", permission="core.view_job"
    )
    client.force_login(make_user(*PINS, unit=unit))
    for page in ("/no/such/page/", hidden.url, "http://[", f"/search/go/{hidden.pk}/"):
        answer = post_form(client, "/manage/pins/new/", question=QUESTION, page=page)
        assert "Search knows no page at this address" in answer.content.decode(), page
    answer = post_form(client, "/manage/pins/new/", question="?!", page="/units/")
    assert "Punctuation alone finds nothing" in answer.content.decode()


def looked_for(query, times=1, days_ago=0, found=0):
    at = timezone.now() - timedelta(days=days_ago)
    return [SearchLog.objects.create(query=query, found=found, at=at) for _ in range(times)][-1]


def test_questions_without_an_answer_are_counted_whatever_their_case(client):
    looked_for("Parking", 2)
    looked_for("parking", days_ago=80)
    looked_for("Uniform size")
    looked_for("Long ago", days_ago=91)
    looked_for("Something found", found=3)
    client.force_login(make_user(*DESK))
    html = client.get("/manage/searches/").content.decode()
    rows = {row.query: row.times for row in SearchLog.objects.questions(90)}
    assert rows == {"Parking": 3, "Uniform size": 1} or rows == {"parking": 3, "Uniform size": 1}
    assert "Uniform size" in html
    assert "Long ago" not in html
    assert "Something found" not in html
    assert unanswered_searches(timezone.localdate()) == 4


def test_an_answered_question_comes_back_when_it_is_asked_again_in_vain(client):
    search_for = looked_for("Parking", 2, days_ago=1)
    editor = make_user(*DESK)
    client.force_login(editor)
    assert post_form(client, f"/manage/searches/{search_for.pk}/answer/").status_code == 302
    assert not SearchLog.objects.questions(90).exists()
    again = looked_for("parking")
    assert list(SearchLog.objects.questions(90)) == [again]
    assert SearchLog.objects.questions(90).get().times == 1


def test_the_record_of_acts_keeps_no_words_anybody_searched_for():
    answer_question(looked_for("Secret worry"), by=make_user(*DESK))
    event = AuditEvent.objects.get(act="answer_search")
    kept = " ".join(str(value) for value in vars(event).values())
    assert "ecret worry" not in kept


def test_editors_are_told_how_many_searches_of_this_week_found_nothing(django_assert_num_queries):
    editor = make_user(*DESK)
    assert to_answer(editor) == []
    looked_for("Parking", 12)
    looked_for("Last month", days_ago=30)
    assert editor.scopes
    with django_assert_num_queries(1):
        items = to_answer(editor)
    assert [item.title for item in items] == ["12 searches found nothing this week"]


def test_only_those_who_answer_for_the_whole_department_see_to_searches(client):
    one = looked_for("Parking")
    unit, _ = units()
    editor = make_user(*DESK, unit=unit)
    assert to_answer(editor) == []
    client.force_login(editor)
    assert "Parking" not in client.get("/manage/searches/").content.decode()
    assert post_form(client, f"/manage/searches/{one.pk}/answer/").status_code == 404


def test_unit_editors_pin_and_news_editors_answer():
    unit, _ = units()
    editor, news = make_user(), make_user()
    grant(editor, "unit_editor", unit=unit)
    grant(news, "news_editor")
    assert editor.has_perm("core.add_searchpin", entry_of(unit))
    assert not editor.has_perm("core.answer_searchlog")
    assert news.has_perm("core.answer_searchlog")
