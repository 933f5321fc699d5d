"""The glossary: what it holds, who keeps it, and what it lends to search and to texts."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.html import strip_tags

from doc_portal.core.models import SearchEntry
from doc_portal.core.prose import prose
from doc_portal.core.search import search
from doc_portal.core.tests.concurrency import at_once
from doc_portal.core.tests.factories import acts_of, grant, make_unit, make_user, post_form
from doc_portal.core.workflow import Refused
from mission.actions.glossary import add_term, archive_term, revise_term
from mission.glossary import glossary, nearest_terms, unknown_acronyms, widen
from mission.models import GlossaryTerm
from mission.tests.factories import make_page
from mission.tests.factories_words import make_contact, make_term
from mission.tests.forms import story_data
from mission.tests.today import event_data
from mission.views.glossary import by_letter

pytestmark = pytest.mark.django_db

KEEPS = tuple(f"mission.{verb}_glossaryterm" for verb in ("view", "add", "change", "archive"))
TWICE = "The glossary already has this term with this expansion. Change that one."


def keeper(**place):
    user = make_user(*KEEPS, **place)
    grant(user, "staff")
    return user


def typed(**fields):
    empty = dict.fromkeys(("expansion", "meaning", "aliases", "owner", "reviewed_on", "review_months"), "")
    return empty | {"term": "QRT", "expansion": "Quiet room time"} | fields


def test_the_terms_it_starts_with_have_an_expansion_and_a_source():
    terms = GlossaryTerm.objects.filter(created_by=None)
    assert terms.get(term="FMU").expansion == "Fiscal Management Unit"
    assert not terms.filter(expansion="").exists()
    assert not terms.filter(source="").exists()


def test_every_term_says_who_answers_for_it_and_how_fresh_it_is(client):
    today = timezone.localdate()
    make_term(term="QOLD", owner=make_contact(service="Old words"), reviewed_on=today - timedelta(days=800))
    make_term(term="QNEW", reviewed_on=today)
    client.force_login(keeper())
    page = client.get("/glossary/").content.decode()
    old, new = (page.partition(f"<b>{term}</b>")[2].partition("</li>")[0] for term in ("QOLD", "QNEW"))
    assert "Old words, whole department" in old
    assert "Review overdue" in old
    assert "nobody yet" in new
    assert "Review overdue" not in new


def test_one_acronym_may_stand_for_two_things(client):
    make_term(term="QIT", expansion="Quick Inspection Tour")
    client.force_login(keeper())
    response = post_form(client, "/glossary/new/", **typed(term="QIT", expansion="Quality Improvement Team"))
    assert response.status_code == 302
    assert glossary().said["QIT"] == "Quality Improvement Team; or: Quick Inspection Tour"


@pytest.mark.parametrize(
    ("term", "expansion"),
    [("qit", "quick  inspection tour"), ("QIT", "QUICK inspection tour."), ("Qít", "“Quick” Inspection Tour")],
)
def test_the_same_term_and_expansion_after_folding_is_refused(client, term, expansion):
    make_term(term="QIT", expansion="Quick Inspection Tour")
    client.force_login(keeper())
    response = post_form(client, "/glossary/new/", **typed(term=term, expansion=expansion))
    assert [said for _, said in response.context["errors"]] == [TWICE]
    assert GlossaryTerm.objects.filter(term__iexact="qit").count() == 1


def test_an_archived_term_may_be_added_again():
    term = make_term(term="QIT", expansion="Quick Inspection Tour")
    archive_term(term, by=make_user(), note="Gone.")
    again = add_term(GlossaryTerm(term="QIT", expansion="Quick Inspection Tour"), by=make_user())
    assert again.pk != term.pk
    assert acts_of(term) == ["archive"]


def test_an_archived_term_is_neither_changed_nor_archived_again():
    term = archive_term(make_term(), by=make_user(), note="Gone.")
    for act in (lambda: revise_term(term, by=make_user()), lambda: archive_term(term, by=make_user(), note="x")):
        with pytest.raises(Refused, match=r"was archived on .* Add it as a new term"):
            act()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"term": ""}, "Enter a term."),
        ({"term": "…"}, "Enter a term with letters or digits."),
        ({"term": "x" * 81}, "Shorten the term to 80 characters; it has 81."),
        ({"expansion": ""}, "Enter what the term stands for or what it means."),
        ({"meaning": "x" * 2001}, "Shorten the meaning to 2000 characters; it has 2001."),
        ({"reviewed_on": "2190-01-01"}, "Enter the day of the last review: today or earlier."),
        ({"review_months": "0"}, "Enter at least 1 month between reviews."),
        ({"review_months": "often"}, "Enter the months between reviews as a whole number, like 12."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_kept(client, fields, sentence):
    client.force_login(keeper())
    before = GlossaryTerm.objects.count()
    response = post_form(client, "/glossary/new/", **typed(**fields))
    assert (response.status_code, GlossaryTerm.objects.count()) == (200, before)
    assert [said for _, said in response.context["errors"]] == [sentence]


def test_a_unit_keeps_the_terms_of_its_own_contacts_alone(client):
    unit = make_unit()
    own, other = make_term(owner=make_contact(unit)), make_term(owner=make_contact())
    client.force_login(keeper(unit=unit))
    assert client.get(f"/glossary/{own.pk}/edit/").status_code == 200
    assert client.get(f"/glossary/{other.pk}/edit/").status_code == 403
    response = post_form(client, "/glossary/new/", **typed())
    assert [said for _, said in response.context["errors"]] == ["Choose the contact of your unit that answers for it."]


def test_the_list_has_anchors_for_letters_and_terms(client):
    term = make_term(term="Órbita", expansion="A path")
    client.force_login(keeper())
    page = client.get("/glossary/").content.decode()
    assert f'id="term-{term.pk}"' in page
    assert 'href="#letter-o"' in page
    assert page.count('id="letter-o"') == 1


def test_terms_stand_under_the_letter_they_begin_with():
    rows = [GlossaryTerm(pk=n, term=term) for n, term in enumerate(["zulu", "Éclair", "4x4", "echo"])]
    assert [(one["letter"], [row.term for row in one["rows"]]) for one in by_letter(rows, "term")] == [
        ("0–9", ["4x4"]),
        ("E", ["echo", "Éclair"]),
        ("Z", ["zulu"]),
    ]


def test_a_term_is_found_by_its_expansion_and_its_other_spellings():
    add_term(GlossaryTerm(term="QIT", expansion="Quick Inspection Tour", aliases="walkround"), by=make_user())
    user = make_user()
    grant(user, "staff")
    for asked in ("qit", "quick inspection", "walkround"):
        titles = [strip_tags(hit.title) for hit in search(user, asked).hits]
        assert "QIT (Quick Inspection Tour)" in titles


def test_an_archived_term_leaves_search():
    term = add_term(GlossaryTerm(term="QIT", expansion="Quick Inspection Tour"), by=make_user())
    assert SearchEntry.objects.filter(kind="mission.glossaryterm", object_id=term.pk).exists()
    archive_term(term, by=make_user(), note="Gone.")
    assert not SearchEntry.objects.filter(kind="mission.glossaryterm", object_id=term.pk).exists()


def test_a_question_is_widened_by_what_means_the_same():
    make_term(term="QIT", expansion="Quick Inspection Tour", aliases="walkround, round walk")
    assert "quick inspection tour form" in widen(["qit", "form"])
    assert "qit form" in widen(["quick", "inspection", "tour", "form"])
    assert "qit form" in widen(["round", "walk", "form"])
    assert widen(["nothing", "known"]) == []
    assert widen([]) == []


def test_a_search_that_finds_nothing_offers_terms_with_its_words():
    term = make_term(term="QIT", expansion="Quick Inspection Tour")
    user = make_user()
    grant(user, "staff")
    assert [(link.text, link.url) for link in nearest_terms(user, "inspection of vehicles")] == [
        ("QIT (Quick Inspection Tour)", f"/glossary/#term-{term.pk}")
    ]
    assert nearest_terms(make_user(), "inspection") == []


def test_the_first_use_in_a_text_opens_to_its_explanation():
    said = {"QIT": "Quick <Inspection> Tour"}
    html = prose("## QIT today\n\nA [QIT](/x/) and a **QIT**, then QIT & QIT2 and QIT-3 and QIT.", said)
    assert html.count("<details") == 1
    assert "<summary>QIT</summary> <span>(Quick &lt;Inspection&gt; Tour)</span></details> &amp; QIT2" in html
    assert '<div class="para">' in html
    assert "<p>" not in html


def test_a_text_without_known_acronyms_is_as_it_was():
    assert prose("A QIT.", {"XYZ": "x"}) == prose("A QIT.") == "<p>A QIT.</p>\n"


def test_unknown_acronyms_are_named_and_known_ones_are_not():
    make_term(term="QIT", expansion="Quick Inspection Tour", aliases="QITS")
    text = "QIT, QITS, FMU, D2-11.3, Form II, ZZQ and ZZQ and ERDCC."
    assert unknown_acronyms(text, "and ZQZ") == ["ZZQ", "ZQZ"]


def test_saving_a_page_warns_of_unknown_acronyms_and_keeps_it(client):
    user = make_user("mission.view_service", "mission.add_service")
    grant(user, "staff")
    client.force_login(user)
    unit = make_page().unit
    response = post_form(
        client, "/services/new/", title="Order a vest", summary="Ask the ZZQ.", body="", contact="", form="", policy="",
        unit=unit.pk, reviewed_on="", review_months="",
    )  # fmt: skip
    assert response.status_code == 302
    assert any("does not explain ZZQ." in str(one) for one in get_messages(response.wsgi_request))


def test_stories_and_events_warn_of_unknown_acronyms_and_explain_known_ones(client):
    make_term(term="QIT", expansion="Quick Inspection Tour")
    rights = ("add_newsitem", "view_newsitem", "view_event", "add_event", "change_event")
    writer, unit = make_user(*(f"mission.{right}" for right in rights)), make_page().unit
    grant(writer, "staff")
    client.force_login(writer)
    for address, sent in (("/news/new/", story_data(unit)), ("/events/new/", event_data(unit))):
        response = post_form(client, address, **sent | {"body": "The QIT meets the ZZQ."})
        assert any("does not explain ZZQ." in str(one) for one in get_messages(response.wsgi_request))
        page = client.get(response.url).content.decode()
        assert "<summary>QIT</summary> <span>(Quick Inspection Tour)</span>" in page


def test_the_database_refuses_a_term_twice_and_one_without_any_words():
    make_term(term="QIT", expansion="Quick Inspection Tour")
    twice = {"term": "QIT", "expansion": "Quick Inspection Tour"}
    for name, fields in (
        ("glossary_term_and_expansion_once", twice),
        ("glossary_term_is_explained", {"term": "QITX", "expansion": ""}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_term(**fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        GlossaryTerm.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_term_at_once_one_is_told():
    people = [make_user(), make_user()]

    def add(by):
        try:
            return add_term(GlossaryTerm(term="QIT", expansion="Quick Inspection Tour"), by=by)
        except IntegrityError as error:
            return error.__cause__.diag.constraint_name

    answers = at_once(*(lambda by=by: add(by) for by in people))
    assert sorted(isinstance(one, str) for one in answers) == [False, True]
    assert "glossary_term_and_expansion_once" in answers
