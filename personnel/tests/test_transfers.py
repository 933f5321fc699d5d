"""Transfers: standing wishes, and exchanges of two or three people that the head of every worksite agrees to."""

import random
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from doc_portal.core.actions.settings import set_value
from doc_portal.core.models import Notification, SettingKey, Worksite
from doc_portal.core.tests.concurrency import endings, meanwhile
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.values import load_settings
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.people import end_employment
from personnel.actions.transfers import (
    add_wish,
    agree_exchange,
    drop_exchange,
    hand_over_positions,
    propose_exchange,
    refuse_exchange,
    withdraw_wish,
)
from personnel.models import Assignment, ExchangeProposal, Person, Position, TransferWish
from personnel.swaps import EACH, FIND, SHOWN, find_swaps
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import make_job_class, make_position, make_ring, make_wish
from personnel.todo import exchanges_to_decide

pytestmark = pytest.mark.django_db

DECIDES = ("core.use_portal", "personnel.view_exchangeproposal", "personnel.decide_exchangeproposal")


@pytest.fixture(autouse=True)
def settings_there(db):
    load_settings()


@pytest.fixture
def analyst():
    return make_user("core.use_portal", "personnel.add_exchangeproposal", "personnel.drop_exchangeproposal",
                     "personnel.view_exchangeproposal", "personnel.view_transferwish")  # fmt: skip


def heads_of(sites):
    return [make_user(*DECIDES, worksite=site) for site in sites]


def proposed(legs, analyst, **fields):
    """An exchange between so many worksites, with its worksites and wishes in the order of the ring."""
    sites = [make_worksite() for _ in range(legs)]
    ring = make_ring(sites, **fields)
    return propose_exchange(ring, moves_on=timezone.localdate(), by=analyst), sites, ring


def set_to(key, value):
    """A rule the department sets from today on."""
    set_value(
        SettingKey.objects.get(key=key), value=value, starts_on=timezone.localdate(), authority="Test", by=make_user()
    )


# Finding


def test_swaps_of_two_and_three_of_one_class_are_found_and_nothing_else():
    a, b, c = (make_worksite() for _ in range(3))
    two, three = make_ring([a, b]), make_ring([a, b, c])
    make_ring([a, b], job_class=two[0].job_class, status="withdrawn")
    make_ring([a, b], ends_on=timezone.localdate(), starts_on=timezone.localdate() - timedelta(days=9))
    make_wish(from_worksite=a, to_worksite=b), make_wish(from_worksite=b, to_worksite=a)
    moved = make_ring([a, b])
    Person.objects.filter(pk=moved[0].person_id).update(worksite=c)
    assert sorted(find_swaps(), key=len) == [tuple(w.pk for w in two), tuple(w.pk for w in three)]


def test_the_shift_wished_for_must_be_the_shift_that_gets_free():
    a, b = make_worksite(), make_worksite()
    first, second = make_ring([a, b], to_shift="1", from_shift="1")
    assert find_swaps() == [(first.pk, second.pk)]
    TransferWish.objects.filter(pk=second.pk).update(from_shift="2")
    assert find_swaps() == []
    TransferWish.objects.filter(pk=second.pk).update(from_shift="")
    assert find_swaps() == [(first.pk, second.pk)]


def test_the_longest_service_comes_first_and_who_waits_for_an_answer_is_left_out(analyst):
    a, b = make_worksite(), make_worksite()
    young, old = make_ring([a, b], seniority_date=date(2020, 1, 1)), make_ring([a, b], seniority_date=date(1999, 1, 1))
    assert find_swaps() == [tuple(w.pk for w in old), tuple(w.pk for w in young)]
    propose_exchange(old, moves_on=timezone.localdate(), by=analyst)
    assert find_swaps() == [tuple(w.pk for w in young)]


def test_one_wish_is_offered_a_few_exchanges_and_the_others_theirs():
    a, b = make_worksite(), make_worksite()
    eldest, other = make_ring([a, b], seniority_date=date(1990, 1, 1))
    for _ in range(EACH + 2):
        make_wish(job_class=eldest.job_class, from_worksite=b, to_worksite=a, seniority_date=date(2015, 1, 1))
    second = make_wish(job_class=eldest.job_class, from_worksite=a, to_worksite=b, seniority_date=date(2000, 1, 1))
    found = find_swaps()
    assert [ring[0] for ring in found] == [eldest.pk] * EACH + [other.pk] + [second.pk] * EACH
    assert len(find_swaps(3)) == 3


def test_three_thousand_wishes_are_searched_by_their_index():
    """Twenty milliseconds are measured by the benchmark; here it is asked that indexes are used."""
    chance = random.Random(7)  # noqa: S311
    sites = [make_worksite() for _ in range(95)]
    classes = [make_job_class() for _ in range(12)]
    people = Person.objects.bulk_create(
        Person(employee_number=f"S{n:05}", first_name="S", last_name=f"W{n}", worksite=chance.choice(sites))
        for n in range(3_000)
    )
    TransferWish.objects.bulk_create(
        TransferWish(
            person=one, job_class=chance.choice(classes), from_worksite_id=one.worksite_id,
            to_worksite=chance.choice([site for site in sites[:30] if site.pk != one.worksite_id]),
            seniority_date=date(2010, 1, 1) + timedelta(days=chance.randrange(3_000)),
        )
        for one in people
    )  # fmt: skip
    found = find_swaps()
    with connection.cursor() as cursor:
        # Without the statistics of a table in use the planner might choose otherwise for this fresh one.
        for other in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(f"EXPLAIN {FIND}", {"day": timezone.localdate(), "each": EACH, "most": SHOWN})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert len(found) > 20
    assert "Index" in plan
    assert "Seq Scan on personnel_transferwish" not in plan


# Agreeing


def test_a_two_way_exchange_moves_both_once_both_heads_agree(analyst):
    today = timezone.localdate()
    proposal, sites, ring = proposed(2, analyst)
    heads = heads_of(sites)
    leader = make_assignment(worksite=sites[1]).person
    Assignment.objects.filter(person=ring[1].person).update(supervisor=leader, shift="night")
    chairs = [
        make_position(proposal.job_class, site, holder=wish.person) for site, wish in zip(sites, ring, strict=True)
    ]
    assert [item.title for item in exchanges_to_decide(heads[0])] == [f"Decide on {proposal}"]

    assert agree_exchange(proposal, by=heads[0]).status == "proposed"
    assert exchanges_to_decide(heads[0]) == []
    assert agree_exchange(proposal, by=heads[1]).status == "approved"

    for wish, there in zip(ring, reversed(sites), strict=True):
        person = Person.objects.get(pk=wish.person_id)
        assert person.worksite == there
        assert [one.ends_on for one in person.assignments.order_by("starts_on")] == [today, None]
        wish.refresh_from_db()
        assert wish.status == "fulfilled"
    taken = Assignment.objects.primary().get(person=ring[0].person)
    assert (taken.supervisor, taken.shift, taken.title) == (leader, "night", "Corrections Officer I")
    held = [Position.objects.get(pk=chair.pk).holder_id for chair in chairs]
    assert held == [ring[1].person_id, ring[0].person_id]
    assert acts_of(proposal) == ["create", "agree", "agree", "approve"]


def test_a_three_way_exchange_moves_three_in_a_ring(analyst):
    proposal, sites, ring = proposed(3, analyst)
    for head in heads_of(sites):
        proposal = agree_exchange(proposal, by=head)
    assert proposal.status == "approved"
    places = [Person.objects.get(pk=wish.person_id).worksite for wish in ring]
    assert places == [sites[1], sites[2], sites[0]]


@pytest.mark.parametrize("legs", [2, 3])
def test_one_head_who_refuses_ends_it_and_nobody_moves(analyst, legs):
    proposal, sites, ring = proposed(legs, analyst)
    heads = heads_of(sites)
    for head in heads[:-1]:
        agree_exchange(proposal, by=head)
    with pytest.raises(Refused, match="Say why you refuse"):
        refuse_exchange(proposal, by=heads[-1], note=" ")
    assert refuse_exchange(proposal, by=heads[-1], note="Too few on nights.").status == "refused"
    assert [Person.objects.get(pk=wish.person_id).worksite for wish in ring] == sites
    assert not Assignment.objects.filter(person__in=[one.person for one in ring], ends_on__isnull=False).exists()
    assert Notification.objects.filter(user=analyst, kind="transfer-decided").count() == 1
    with pytest.raises(Refused, match="is over: it was refused"):
        agree_exchange(proposal, by=heads[0])
    assert len(find_swaps()) == 1


def test_if_one_cannot_move_nobody_does(analyst):
    """A second main assignment to come is in the way of the last of three; what the first two got is taken back."""
    proposal, sites, ring = proposed(3, analyst)
    today = timezone.localdate()
    person = ring[2].person
    person.assignments.update(ends_on=today + timedelta(days=30))
    make_assignment(person, worksite=sites[2], title="Later post", starts_on=today + timedelta(days=30))
    heads = heads_of(sites)
    for head in heads[:2]:
        agree_exchange(proposal, by=head)
    with pytest.raises(Refused, match="“Later post” is the main assignment from"):
        agree_exchange(proposal, by=heads[2])
    proposal.refresh_from_db()
    assert (proposal.status, proposal.legs.filter(agreed=True).count()) == ("proposed", 2)
    assert [Person.objects.get(pk=wish.person_id).worksite for wish in ring] == sites


def test_a_head_of_another_prison_decides_nothing(client, analyst):
    proposal, *_ = proposed(2, analyst)
    (other,) = heads_of([make_worksite()])
    (own,) = heads_of([proposal.legs.first().from_worksite])
    assert [one.has_perm("personnel.decide_exchangeproposal", proposal) for one in (own, other)] == [True, False]
    with pytest.raises(Refused, match="You head none of the worksites"):
        agree_exchange(proposal, by=other)
    client.force_login(other)
    assert client.get(proposal.get_absolute_url()).status_code == 404
    assert post_form(client, f"{proposal.get_absolute_url()}approve/", note="").status_code == 404
    assert exchanges_to_decide(other) == []


def test_a_head_who_has_decided_or_takes_part_is_told_so_with_403(client, analyst):
    proposal, sites, ring = proposed(2, analyst)
    head, *_ = heads_of(sites)
    agree_exchange(proposal, by=head)
    client.force_login(head)
    answer = post_form(client, f"{proposal.get_absolute_url()}refuse/", note="No.")
    assert answer.status_code == 403
    assert "You head none of the worksites in this exchange that are still to decide." in answer.content.decode()
    own = make_user(*DECIDES, worksite=sites[1])
    Person.objects.filter(pk=ring[1].person_id).update(user=own)
    with pytest.raises(Refused, match="You are part of this exchange"):
        agree_exchange(proposal, by=own)


def test_a_day_to_come_moves_assignments_at_once_and_positions_on_that_day(analyst):
    today = timezone.localdate()
    sites = [make_worksite(), make_worksite()]
    ring = make_ring(sites)
    chair = make_position(ring[0].job_class, sites[0], holder=ring[0].person)
    proposal = propose_exchange(ring, moves_on=today + timedelta(days=20), by=analyst)
    for head in heads_of(sites):
        agree_exchange(proposal, by=head)
    assert Assignment.objects.get(person=ring[0].person, worksite=sites[1]).starts_on == today + timedelta(days=20)
    assert Position.objects.get(pk=chair.pk).holder == ring[0].person
    assert hand_over_positions() == {"positions": 0}
    ExchangeProposal.objects.filter(pk=proposal.pk).update(moves_on=today)
    assert [hand_over_positions(), hand_over_positions()] == [{"positions": 1}, {"positions": 0}]
    assert Position.objects.get(pk=chair.pk).holder == ring[1].person


def test_who_came_back_after_an_exchange_keeps_the_position_they_are_given(analyst):
    proposal, sites, ring = proposed(2, analyst)
    for head in heads_of(sites):
        agree_exchange(proposal, by=head)
    back = make_position(ring[0].job_class, sites[0], holder=ring[0].person)
    assert hand_over_positions() == {"positions": 0}
    assert Position.objects.get(pk=back.pk).holder == ring[0].person


def test_exchanges_of_before_it_was_noted_are_noted_once_the_database_is_brought_up_to_date(analyst):
    step = import_module("personnel.migrations.0030_exchanges_of_the_past_have_handed_over")
    today, made = timezone.localdate(), []
    for day in (today - timedelta(days=3), today):
        proposal, sites, _ = proposed(2, analyst)
        for head in heads_of(sites):
            agree_exchange(proposal, by=head)
        made.append(proposal.pk)
        ExchangeProposal.objects.filter(pk=proposal.pk).update(moves_on=day, handed_over_at=None)
    with connection.cursor() as cursor:
        cursor.execute(step.HANDED_OVER)
    noted = ExchangeProposal.objects.filter(handed_over_at__isnull=False)
    assert list(noted.values_list("pk", flat=True)) == made[:1]


# Proposing


def test_wishes_that_no_longer_fit_are_not_proposed(analyst):
    today = timezone.localdate()
    ring = make_ring([make_worksite() for _ in range(3)])
    with pytest.raises(Refused, match="do not fit together any more"):
        propose_exchange(ring[:2], moves_on=today, by=analyst)
    withdraw_wish(ring[0], by=analyst)
    with pytest.raises(Refused, match="no longer stands"):
        propose_exchange(ring, moves_on=today, by=analyst)
    proposal, _, others = proposed(2, analyst)
    with pytest.raises(Refused, match=f"is already part of {proposal}"):
        propose_exchange(others, moves_on=today, by=analyst)


def test_a_wish_withdrawn_or_a_leaver_drops_the_proposal(analyst):
    proposal, sites, ring = proposed(2, analyst)
    (head, _) = heads_of(sites)
    withdraw_wish(ring[0], by=analyst)
    proposal.refresh_from_db()
    assert proposal.status == "dropped"
    assert Notification.objects.filter(user=head, kind="transfer-decided").exists()
    proposal, sites, ring = proposed(2, analyst)
    end_employment(ring[1].person, by=analyst, ended_on=timezone.localdate(), note="Retired")
    assert ExchangeProposal.objects.get(pk=proposal.pk).status == "dropped"
    assert TransferWish.objects.get(pk=ring[1].pk).status == "withdrawn"
    proposal, *_ = proposed(2, analyst)
    assert drop_exchange(proposal, by=analyst, note="Asked for by both.").status == "dropped"


def test_the_cap_on_exchanges_of_a_year(analyst):
    set_to("transfer_exchanges_a_year", "1")
    proposed(2, analyst)
    with pytest.raises(Refused, match="at most 1 exchanges may be agreed"):
        proposed(2, analyst)


# Wishing, in pages


@pytest.fixture
def officer(client):
    user = make_user()
    grant(user, "staff")
    person = make_assignment(make_person(user=user), worksite=make_worksite(name="Algoa Correctional Center")).person
    client.force_login(user)
    return person


def wish_of(person, **fields):
    return {
        "job_class": make_job_class().pk, "to_worksite": make_worksite().pk, "to_shift": "", "miles": "", "ends_on": "",
        "note": "",
    } | fields  # fmt: skip


def test_somebody_wishes_and_withdraws(client, officer):
    chair = make_position(worksite=officer.worksite, holder=officer, shift="2")
    page = parse(client.get("/transfers/new/"))
    assert page.xpath("//select[@name='job_class']/option[@selected]/@value") == [str(chair.job_class_id)]
    made = post_form(client, "/transfers/new/", **wish_of(officer, job_class=chair.job_class_id, miles="12"))
    wish = TransferWish.objects.get()
    assert made.url == wish.get_absolute_url()
    assert (wish.person, wish.from_worksite, wish.from_shift, wish.miles) == (officer, officer.worksite, "2", 12)
    assert wish.seniority_date == date(2020, 1, 1)
    assert str(wish.to_worksite) in client.get("/transfers/").content.decode()
    assert post_form(client, f"/transfers/{wish.pk}/withdraw/", note="").status_code == 302
    wish.refresh_from_db()
    assert wish.status == "withdrawn"


def test_what_is_wrong_with_a_wish_is_told(client, officer):
    for fields, status, sentence in (
        ({"to_worksite": officer.worksite_id}, 200, "You already work there. Choose another worksite."),
        ({"ends_on": f"{timezone.localdate():%Y-%m-%d}"}, 200, "Choose a day after today."),
        ({"miles": "-3"}, 200, "Enter the miles as a whole number up to 999."),
    ):
        answer = post_form(client, "/transfers/new/", **wish_of(officer, **fields))
        assert answer.status_code == status
        assert sentence in answer.content.decode()
    make_position(make_job_class(title="Cook I"), officer.worksite, holder=officer)
    other = post_form(client, "/transfers/new/", **wish_of(officer, to_worksite=officer.worksite_id))
    assert other.status_code == 200
    assert "You hold a position of the class Cook I. Wish for a place of that class." in other.content.decode()
    assert "You already work there. Choose another worksite." in other.content.decode()
    offered = parse(client.get("/transfers/new/")).xpath("//select[@name='job_class']/option[@value!='']/text()")
    assert [one.strip() for one in offered] == ["Cook I"]
    assert not TransferWish.objects.exists()


def test_wishing_is_found_from_jobs_the_profile_and_search(client, officer):
    for address in ("/jobs/", "/me/", "/search/?q=transfer"):
        links = parse(client.get(address)).xpath("//main//a[@href='/transfers/']")
        assert links, address


def test_the_rules_the_department_sets_are_kept(client, officer):
    body = wish_of(officer)
    set_to("transfer_most_miles", "40")
    assert "Enter how many miles it is" in post_form(client, "/transfers/new/", **body).content.decode()
    far = post_form(client, "/transfers/new/", **body | {"miles": "41"})
    assert "41 miles from your home, and 40 are the most" in far.content.decode()
    assert post_form(client, "/transfers/new/", **body | {"miles": "40"}).status_code == 302
    twice = post_form(client, "/transfers/new/", **body | {"miles": "40"})
    assert "You already wish for this. Withdraw the other one first." in twice.content.decode()
    set_to("transfer_most_wishes", "1")
    third = post_form(client, "/transfers/new/", **wish_of(officer, miles="3"))
    assert "You have 1 open wish" in third.content.decode()
    today = timezone.localdate()
    closed = f"{today + timedelta(days=9):%m-%d} to {today + timedelta(days=12):%m-%d}"
    set_to("transfer_windows", closed)
    late = post_form(client, "/transfers/new/", **wish_of(officer, miles="3"))
    assert late.status_code == 409
    assert "Transfer wishes are not taken on" in late.content.decode()
    assert "The next time begins on" in late.content.decode()


def test_wishes_are_for_their_owner_and_the_heads_of_both_worksites(client, officer):
    wish = make_wish()
    assert client.get(wish.get_absolute_url()).status_code == 404
    head = make_user("core.use_portal", "personnel.view_transferwish", "personnel.view_own_transferwish",
                     "personnel.withdraw_transferwish", worksite=wish.to_worksite)  # fmt: skip
    client.force_login(head)
    assert client.get(wish.get_absolute_url()).status_code == 200
    assert str(wish.person) in client.get("/transfers/wishes/").content.decode()
    assert post_form(client, f"/transfers/{wish.pk}/withdraw/", note="").status_code == 403
    Person.objects.filter(pk=wish.person_id).update(suppressed=True)
    for address in (wish.get_absolute_url(), "/transfers/wishes/"):
        page = client.get(address).content.decode()
        assert "Not listed" in page
        assert str(wish.person) not in page


def test_an_analyst_finds_and_proposes_in_pages_and_a_head_agrees(client, analyst):
    sites = [make_worksite(), make_worksite()]
    first, second = make_ring(sites)
    client.force_login(analyst)
    assert f"{first.person}: {sites[0]} to {sites[1]}" in client.get("/transfers/exchanges/new/").content.decode()
    body = {"swap": f"{first.pk}-{second.pk}", "moves_on": f"{timezone.localdate():%Y-%m-%d}"}
    gone = post_form(client, "/transfers/exchanges/new/", **body | {"swap": "1-2"})
    assert "This exchange is no longer possible. Choose another one." in gone.content.decode()
    assert post_form(client, "/transfers/exchanges/new/", **body).status_code == 302
    proposal = ExchangeProposal.objects.get()
    for head in heads_of(sites):
        client.force_login(head)
        assert "Not decided" in client.get(proposal.get_absolute_url()).content.decode()
        assert post_form(client, f"{proposal.get_absolute_url()}approve/", note="").status_code == 302
    proposal.refresh_from_db()
    assert proposal.status == "approved"


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_the_last_two_heads_at_once_move_people_once():
    load_settings()
    proposal, sites, ring = proposed(2, make_user())
    heads = heads_of(sites)
    meanwhile(*(lambda h=h: agree_exchange(proposal, by=h) for h in heads))
    assert ExchangeProposal.objects.get(pk=proposal.pk).status == "approved"
    assert Assignment.objects.filter(person=ring[0].person).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_proposals_of_one_person_at_once_leave_one():
    load_settings()
    site, people = make_worksite(), [make_user(), make_user()]
    asked, person = make_job_class(), make_assignment(worksite=site).person
    rings = []
    for _ in people:
        there = Worksite.objects.get(pk=make_worksite().pk)
        rings.append(
            [
                make_wish(job_class=asked, person=person, from_worksite=site, to_worksite=there),
                make_wish(job_class=asked, from_worksite=there, to_worksite=site),
            ]
        )
    today = timezone.localdate()
    ended = endings(
        *(lambda r=r, p=p: propose_exchange(r, moves_on=today, by=p) for r, p in zip(rings, people, strict=True))
    )
    assert ended == ["done", "refused"]


@pytest.mark.django_db(transaction=True)
def test_of_two_wishes_at_once_the_cap_lets_one_through():
    load_settings()
    set_to("transfer_most_wishes", "1")
    user = make_user()
    person, asked = make_assignment(make_person(user=user)).person, make_job_class()
    sites = [make_worksite(), make_worksite()]
    wishes = [TransferWish(person=person, job_class=asked, to_worksite=site) for site in sites]
    assert endings(*(lambda w=w: add_wish(w, by=user) for w in wishes)) == ["done", "refused"]
    assert TransferWish.objects.filter(person=person).count() == 1
