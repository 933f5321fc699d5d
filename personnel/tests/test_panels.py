"""Panels: who may score, what stays sealed, and what is found (personnel.md 3, items 16 and 25)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from doc_portal.core.actor import act_as
from doc_portal.core.models import Notification
from doc_portal.core.tests.concurrency import meanwhile
from doc_portal.core.tests.factories import acts_of, grant, make_user, make_worksite, post_form
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import parse
from personnel.actions.panels import (
    add_member,
    choose_applicants,
    declare,
    keep_competency,
    lock_sheets,
    release_member,
    remove_competency,
    score,
    set_up_panel,
    start_panel,
)
from personnel.models import Application, Competency, Panel, PanelMember, PreferenceClaim, ScoreSheet
from personnel.panels import results
from personnel.tests.factories import make_person
from personnel.tests.factories_hiring import make_application, make_posting
from personnel.tests.factories_selection import ANCHORS, closed, declared, make_panel, make_panellist, rate

pytestmark = pytest.mark.django_db
S = Application.Status


def sits(panel):
    return [member.user for member in panel.members.order_by("pk")]


def all_of(panel, rating=3):
    return {one.pk: (rating, "") for one in panel.competencies.all()}


def broken(name, sql, *values):
    """The statement is refused by the rule of this name."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert refusal.value.__cause__.diag.constraint_name == name, refusal.value


# Setting up


def test_a_panel_starts_with_enough_members_anchored_competencies_and_applicants():
    keeper, panel = make_user(), make_panel(members=2, applicants=0, weights=(), started=False)
    with pytest.raises(Refused, match=r"has 2 members, and a panel has 3 at least"):
        start_panel(panel, by=keeper)
    add_member(panel, make_panellist(), by=keeper)
    with pytest.raises(Refused, match="nothing to rate yet"):
        start_panel(panel, by=keeper)
    bare = keep_competency(Competency(panel=panel, name="Judgment", anchors={"1": "Poor"}), by=keeper)
    with pytest.raises(Refused, match="Say what each rating from 1 to 5 means for Judgment"):
        start_panel(panel, by=keeper)
    bare.anchors = ANCHORS
    keep_competency(bare, by=keeper)
    with pytest.raises(Refused, match="nobody to score"):
        start_panel(panel, by=keeper)
    choose_applicants(panel, [make_application(S.INTERVIEW, posting=panel.posting)], by=keeper)
    start_panel(panel, by=keeper)
    assert Notification.objects.filter(kind="panel-start").count() == 3
    with pytest.raises(Refused, match="was started, and what it scores stays"):
        start_panel(panel, by=keeper)


def test_what_a_panel_scores_stays_once_it_was_started():
    panel, keeper = make_panel(), make_user()
    competency = panel.competencies.get()
    for act in (
        lambda: keep_competency(Competency(panel=panel, name="Late", anchors=ANCHORS), by=keeper),
        lambda: remove_competency(competency, by=keeper),
        lambda: choose_applicants(panel, [], by=keeper),
    ):
        with pytest.raises(Refused, match="every applicant is measured alike"):
            act()
    settled = "competency_settled_before_the_start"
    broken(settled, "UPDATE personnel_competency SET weight = 9 WHERE id = %s", competency.pk)
    broken(settled, "DELETE FROM personnel_competency WHERE id = %s", competency.pk)
    broken(
        "panel_applicant_settled_before_the_start", "DELETE FROM personnel_panelapplicant WHERE panel_id = %s", panel.pk
    )
    broken(
        "panel_once_started_or_closed_stays_so", "UPDATE personnel_panel SET started_at = NULL WHERE id = %s", panel.pk
    )


def test_a_panel_scores_those_who_applied_for_its_announcement():
    panel, other = make_panel(started=False), make_application(S.INTERVIEW)
    broken(
        "panel_applicant_of_its_announcement",
        "INSERT INTO personnel_panelapplicant (panel_id, application_id) VALUES (%s, %s)",
        panel.pk,
        other.pk,
    )


def test_an_earlier_panel_lends_its_competencies():
    earlier = make_panel(weights=(2, 1))
    panel = set_up_panel(Panel(posting=make_posting(), name="Second"), by=make_user(), like=earlier)
    assert [(one.name, one.weight, one.anchors) for one in panel.competencies.all()] == [
        (one.name, one.weight, one.anchors) for one in earlier.competencies.all()
    ]


def test_who_applied_who_verified_claims_and_who_sits_already_are_not_asked():
    panel, keeper = make_panel(started=False), make_user()
    with pytest.raises(Refused, match="already sits on the panel"):
        add_member(panel, sits(panel)[0], by=keeper)
    applied = make_person(user=make_panellist())
    make_application(S.QUALIFIED, posting=panel.posting, person=applied)
    with pytest.raises(Refused, match="applied for this announcement and cannot score others"):
        add_member(panel, applied.user, by=keeper)
    verifier = make_panellist()
    PreferenceClaim.objects.create(
        application=panel.candidates.first().application, kind="veteran", status="refused", decided_by=verifier,
        decided_at=panel.created_at,
    )  # fmt: skip
    with pytest.raises(Refused, match="decided claims to preference for this announcement"):
        add_member(panel, verifier, by=keeper)


def test_who_reviews_qualifications_there_scores_nobody():
    panel, keeper = make_panel(members=2, applicants=1, started=False), make_user()
    here = panel.posting.locations.get().worksite
    analyst, hr, elsewhere = (make_panellist() for _ in range(3))
    grant(analyst, "personnel_analyst")
    grant(hr, "hr_specialist", worksite=here)
    grant(elsewhere, "hr_specialist", worksite=make_worksite())
    for user in (analyst, hr):
        with pytest.raises(Refused, match="reviews the qualifications of who applies"):
            add_member(panel, user, by=keeper)
    add_member(panel, elsewhere, by=keeper)
    start_panel(panel, by=keeper)
    grant(elsewhere, "personnel_analyst")
    with pytest.raises(Refused, match="You review the qualifications of who applies"):
        declare(panel, by=elsewhere, conflict=False)


# Declaring and scoring


def test_scoring_comes_after_declaring_and_before_locking_and_to_members_alone():
    panel = make_panel(members=3, applicants=1)
    one, two, _ = sits(panel)
    applicant = panel.candidates.get().application
    with pytest.raises(Refused, match="Declare first whether you have a conflict of interest"):
        score(panel, applicant, by=one, ratings=all_of(panel))
    with pytest.raises(Refused, match="You do not sit on"):
        score(panel, applicant, by=make_panellist(), ratings=all_of(panel))
    declare(panel, by=one, conflict=False)
    with pytest.raises(Refused, match="is not among those"):
        score(panel, make_application(S.INTERVIEW, posting=panel.posting), by=one, ratings=all_of(panel))
    with pytest.raises(Refused, match=r"You have not rated everything yet: Out Sider"):
        lock_sheets(panel, by=one)
    score(panel, applicant, by=one, ratings=all_of(panel, 2))
    score(panel, applicant, by=one, ratings=all_of(panel, 4))
    assert [sheet.rating for sheet in ScoreSheet.objects.all()] == [4]
    lock_sheets(panel, by=one)
    with pytest.raises(Refused, match="locked your sheets, and they stay"):
        score(panel, applicant, by=one, ratings=all_of(panel))
    with pytest.raises(Refused, match="locked your sheets"):
        lock_sheets(panel, by=one)
    with pytest.raises(Refused, match="have declared already"):
        declare(panel, by=one, conflict=True, declaration="Brother")
    with pytest.raises(Refused, match="Say in a few words"):
        declare(panel, by=two, conflict=True)
    assert acts_of(panel) == ["declare", "lock"]


def test_before_the_start_nobody_declares_or_scores():
    panel = make_panel(started=False)
    with pytest.raises(Refused, match="was not started yet"):
        declare(panel, by=sits(panel)[0], conflict=False)


def test_who_stands_down_scores_nobody_and_a_panel_too_small_cannot_lock():
    panel = make_panel(members=3, applicants=1)
    one, two, three = sits(panel)
    applicant = panel.candidates.get().application
    declare(panel, by=three, conflict=True, declaration="My cousin applied.")
    with pytest.raises(Refused, match="You stand down"):
        score(panel, applicant, by=three, ratings=all_of(panel))
    declare(panel, by=one, conflict=False)
    score(panel, applicant, by=one, ratings=all_of(panel))
    with pytest.raises(Refused, match=r"2 members are left .* a panel has 3 at least"):
        lock_sheets(panel, by=one)
    four = make_panellist()
    add_member(panel, four, by=make_user())
    for user in (two, four):
        declare(panel, by=user, conflict=False)
        score(panel, applicant, by=user, ratings=all_of(panel, 5))
    for user in (one, two, four):
        panel = lock_sheets(panel, by=user)
    assert panel.closed_at
    with pytest.raises(Refused, match="has closed"):
        add_member(panel, make_panellist(), by=make_user())
    with pytest.raises(Refused, match="stands down already"):
        release_member(panel.members.get(user=three), by=make_user(), note="Gone")


def test_releasing_the_last_who_has_not_locked_closes_the_panel_without_their_ratings():
    panel, keeper = declared(make_panel(members=4, applicants=1)), make_user()
    *three, last = sits(panel)
    for user in three:
        rate(panel, user, 4)
        lock_sheets(panel, by=user)
    rate(panel, last, 1)
    release_member(panel.members.get(user=last), by=keeper, note="On leave until spring")
    panel.refresh_from_db()
    assert panel.closed_at
    assert [one.result for one in results(panel)] == [Decimal("80.0000")]
    with pytest.raises(Refused, match="has locked their sheets, and those count"):
        release_member(panel.members.get(user=three[0]), by=keeper, note="Gone")


# The seal


def test_another_sheet_is_sealed_from_every_query_until_the_panel_closes():
    panel = declared(make_panel(members=3, applicants=1))
    one, two, three = sits(panel)
    rate(panel, one, 5)
    rate(panel, two, 1)
    act_as(one)
    assert [sheet.rating for sheet in ScoreSheet.objects.all()] == [5]
    assert ScoreSheet.objects.filter(panellist=two).update(rating=5) == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ScoreSheet.objects.create(
            panel=panel, panellist=two, application=panel.candidates.get().application,
            competency=panel.competencies.get(), rating=3,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ScoreSheet.objects.filter(panellist=one).update(panellist=two)
    for attack in (
        "ALTER TABLE personnel_scoresheet DISABLE ROW LEVEL SECURITY",
        "DROP POLICY sealed ON personnel_scoresheet",
    ):
        with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
    broken("panel_closed_once_all_have_locked", "UPDATE personnel_panel SET closed_at = now() WHERE id = %s", panel.pk)
    rate(panel, three, 3)
    for user in (one, two, three):
        lock_sheets(panel, by=user)
    act_as(make_user())
    assert ScoreSheet.objects.count() == 3


def test_a_locked_sheet_is_changed_by_nobody_and_by_no_statement():
    panel = closed(make_panel(applicants=1), (1,), (2,), (3,))
    one = sits(panel)[0]
    act_as(one)
    locked = "score_sheet_once_locked_stays"
    broken(locked, "UPDATE personnel_scoresheet SET rating = 5 WHERE panellist_id = %s", one.pk)
    broken(locked, "DELETE FROM personnel_scoresheet WHERE panellist_id = %s", one.pk)
    broken(
        "panel_member_once_locked_stays",
        "UPDATE personnel_panelmember SET locked_at = NULL WHERE user_id = %s",
        one.pk,
    )
    broken(
        "panel_member_not_after_the_end",
        "INSERT INTO personnel_panelmember (panel_id, user_id, declaration) VALUES (%s, %s, '')",
        panel.pk,
        make_user().pk,
    )


def test_a_rating_before_declaring_or_about_somebody_else_is_refused_by_the_database():
    panel, other = make_panel(members=3, applicants=1), make_application(S.INTERVIEW)
    one = sits(panel)[0]
    act_as(one)
    put = (
        "INSERT INTO personnel_scoresheet (panel_id, panellist_id, application_id, competency_id, rating, note,"
        " rated_at) VALUES (%s, %s, %s, %s, 3, '', now())"
    )
    keys = panel.pk, one.pk, panel.candidates.get().application_id, panel.competencies.get().pk
    broken("score_sheet_written_by_a_member_who_declared", put, *keys)
    declared(panel)
    broken("score_sheet_about_what_its_panel_scores", put, panel.pk, one.pk, other.pk, keys[3])
    broken("score_sheet_about_what_its_panel_scores", put, *keys[:3], make_panel().competencies.get().pk)


@pytest.mark.django_db(transaction=True)
def test_two_who_lock_at_once_leave_one_result():
    panel = declared(make_panel(members=3, applicants=2))
    with transaction.atomic():
        for member in panel.members.all():
            rate(panel, member.user, 3, 4)
    one, two, three = sits(panel)
    lock_sheets(panel, by=one)
    meanwhile(lambda: lock_sheets(panel, by=two), lambda: lock_sheets(panel, by=three))
    panel.refresh_from_db()
    assert panel.closed_at
    assert acts_of(panel).count("close") == 1
    assert set(Application.objects.values_list("result", flat=True)) == {Decimal("60"), Decimal("80")}


# The result


def test_a_result_is_the_weighted_mean_as_a_share_of_the_most():
    panel = make_panel(applicants=2, weights=(3, 1))
    panel = closed(panel, (5, 1, 2, 2), (4, 3, 2, 2), (3, 2, 2, 2))
    best, other = results(panel)
    # (3 * 4 + 1 * 2) of (3 * 5 + 1 * 5)
    assert (best.result, other.result) == (Decimal("70.0000"), Decimal("40.0000"))
    assert [(line.competency.name, line.low, line.high) for line in best.apart] == [
        ("Competency 1", 3, 5), ("Competency 2", 1, 3),
    ]  # fmt: skip
    assert other.apart == []


def test_the_last_lock_notes_the_results_and_scores_who_waits_for_scores():
    panel = declared(make_panel(applicants=2))
    waiting, invited = (one.application for one in panel.candidates.all())
    Application.objects.filter(pk=waiting.pk).update(status=S.QUALIFIED)
    for user in sits(panel):
        rate(panel, user, 5, 2)
        lock_sheets(panel, by=user)
    waiting.refresh_from_db()
    invited.refresh_from_db()
    assert (waiting.status, waiting.result) == (S.SCORED, Decimal("100"))
    assert (invited.status, invited.result) == (S.INTERVIEW, Decimal("40"))
    assert Notification.objects.filter(kind="panel-result").count() == 3


def test_who_withdrew_needs_no_rating_and_has_no_result():
    panel = declared(make_panel(applicants=2))
    gone = panel.candidates.last().application
    Application.objects.filter(pk=gone.pk).update(status=S.WITHDRAWN)
    stays = panel.candidates.first().application
    for user in sits(panel):
        score(panel, stays, by=user, ratings=all_of(panel))
        lock_sheets(panel, by=user)
    panel.refresh_from_db()
    assert [one.application for one in results(panel)] == [stays]


# Pages


def test_a_member_is_led_through_declaring_scoring_and_locking(client):
    panel = make_panel(applicants=2, weights=(2, 1))
    one = sits(panel)[0]
    first, second = (seat.application for seat in panel.candidates.all())
    client.force_login(one)
    page = f"/hiring/panels/{panel.pk}/"
    assert "Declare conflicts" in client.get(page).content.decode()
    answer = post_form(client, f"{page}declare/", conflict="yes", declaration="")
    assert "Say in a few words what the conflict is." in answer.content.decode()
    post_form(client, f"{page}declare/", conflict="no", declaration="")
    sheet = parse(client.get(f"{page}score/{first.pk}/"))
    assert [" ".join(label.text_content().split()) for label in sheet.xpath("//label[contains(., '5:')]")] == [
        "5: Text of rating 5"
    ] * 2
    rated = {f"rating_{key.pk}": "4" for key in panel.competencies.all()}
    wrong = post_form(client, f"{page}score/{first.pk}/")
    assert (wrong.status_code, "Rate “Competency 1” from 1 to 5." in wrong.content.decode()) == (200, True)
    assert "with this sheet" in wrong.content.decode()
    answer = post_form(client, f"{page}score/{first.pk}/", **rated)
    assert answer.url == f"{page}score/{second.pk}/", "the next applicant follows"
    assert post_form(client, f"{page}lock/").status_code == 409
    assert post_form(client, f"{page}score/{second.pk}/", **rated).url == page
    kept = parse(client.get(f"{page}score/{first.pk}/"))
    assert len(kept.xpath("//input[@type='radio'][@checked][@value='4']")) == 2
    assert post_form(client, f"{page}lock/").status_code == 302
    shown = parse(client.get(f"{page}result/")).text_content()
    assert "1 of 3 members have locked" in " ".join(shown.split())


def test_the_sheet_of_another_member_is_not_found_by_its_address_until_the_panel_closes(client):
    panel = declared(make_panel(applicants=1))
    one, two, three = sits(panel)
    for user, rating in ((one, 5), (two, 1), (three, 3)):
        rate(panel, user, rating)
    seat = panel.members.get(user=two)
    address = f"/hiring/panels/members/{seat.pk}/sheet/"
    client.force_login(one)
    assert client.get(address).status_code == 404
    client.force_login(two)
    assert client.get(address).status_code == 200
    for user in (one, two, three):
        lock_sheets(panel, by=user)
    client.force_login(one)
    assert "1" in parse(client.get(address)).xpath("//td[@data-label='Rating']/text()")
    client.force_login(make_panellist())
    assert client.get(address).status_code == 404, "who neither sits nor keeps sees no panel"


@pytest.mark.django_db(transaction=True)
def test_ones_own_ratings_stand_on_the_pages_as_a_server_draws_them(client):
    panel = declared(make_panel(applicants=1))
    one = sits(panel)[0]
    application = panel.candidates.get().application
    page, sheet = panel.get_absolute_url(), panel.members.get(user=one)
    client.force_login(one)
    assert "To be rated" in client.get(page).content.decode()
    post_form(client, f"{page}score/{application.pk}/", **{f"rating_{panel.competencies.get().pk}": "4"})
    shown = client.get(page).content.decode()
    assert ("To be rated" in shown, f'href="{page}lock/"' in shown) == (False, True)
    own = parse(client.get(f"/hiring/panels/members/{sheet.pk}/sheet/"))
    assert own.xpath("//td[@data-label='Rating']/text()") == ["4"]


def test_a_sheet_is_not_opened_before_declaring_or_after_locking(client):
    panel = make_panel(applicants=1)
    one = sits(panel)[0]
    client.force_login(one)
    sheet = f"{panel.get_absolute_url()}score/{panel.candidates.get().application_id}/"
    told = client.get(sheet, follow=True)
    assert (told.redirect_chain[-1][0], "Declare first" in told.content.decode()) == (panel.get_absolute_url(), True)
    rate(declared(panel), one, 3)
    lock_sheets(panel, by=one)
    assert "You have locked your sheets" in client.get(sheet, follow=True).content.decode()


def test_a_stranger_scores_nothing_and_members_see_no_points(client):
    panel = closed(make_panel(applicants=1), (3,), (3,), (3,))
    client.force_login(sits(panel)[0])
    heads = parse(client.get(f"/hiring/panels/{panel.pk}/result/")).xpath("//th[@scope='col']/text()")
    assert "Points" not in heads
    client.force_login(make_user("personnel.score_panel", "personnel.change_panel"))
    page = f"/hiring/panels/{panel.pk}/"
    assert "Points" in parse(client.get(f"{page}result/")).xpath("//th[@scope='col']/text()")
    assert client.get(f"{page}lock/").status_code == 403
    assert client.get(f"{page}score/{panel.candidates.get().application_id}/").status_code == 403


def test_names_of_a_result_lead_to_the_files_one_may_open_and_to_no_other(client):
    site = make_worksite()
    panel = closed(make_panel(make_posting(worksite=site), applicants=1), (3,), (3,), (3,))
    file, page = panel.candidates.get().application.get_absolute_url(), f"/hiring/panels/{panel.pk}/result/"
    here, elsewhere = (make_user("personnel.score_panel", worksite=site) for _ in range(2))
    grant(here, "personnel_analyst", worksite=site)
    grant(elsewhere, "personnel_analyst", worksite=make_worksite())
    links = {}
    for who in (here, elsewhere):
        client.force_login(who)
        links[who] = parse(client.get(page)).xpath(f"//main//a[@href='{file}']")
    assert (len(links[here]), links[elsewhere]) == (1, [])
    assert client.get(file).status_code == 404


def test_a_panel_is_set_up_on_the_pages_and_only_at_ones_worksites(client):
    site = make_worksite()
    keeper = make_user(
        "personnel.add_panel", "personnel.change_panel", "personnel.score_panel", "personnel.view_person", worksite=site
    )
    posting, elsewhere = make_posting(worksite=site), make_posting()
    application = make_application(S.QUALIFIED, posting=posting)
    client.force_login(keeper)
    body = {"posting": posting.pk, "name": "Interview panel", "meets_on": "2027-01-05", "like": ""}
    assert (
        "Choose an announcement from the list."
        in post_form(client, "/hiring/panels/new/", **body | {"posting": elsewhere.pk}).content.decode()
    )
    page = post_form(client, "/hiring/panels/new/", **body).url
    panel = Panel.objects.get()
    assert (panel.posting, panel.meets_on) == (posting, date(2027, 1, 5))
    member = make_person(user=make_panellist())
    assert post_form(client, f"{page}members/new/", person=member.email).url == page
    nobody = make_person()
    said = post_form(client, f"{page}members/new/", person=nobody.email).content.decode()
    assert "has no account in the portal" in said
    assert PanelMember.objects.get().user == member.user
    anchors = {f"anchor_{n}": f"Says {n}" for n in range(1, 6)}
    competency = {"name": "Judgment", "weight": "2", "order": "1", **anchors}
    assert post_form(client, f"{page}competencies/new/", **competency).url == page
    assert post_form(client, f"{page}competencies/new/", **competency).status_code == 409
    kept = panel.competencies.get()
    edited = post_form(client, f"/hiring/panels/competencies/{kept.pk}/edit/", **competency | {"anchor_5": "Best"})
    assert edited.url == page
    assert panel.competencies.get().anchors["5"] == "Best"
    assert post_form(client, f"{page}applicants/", applications=[application.pk]).url == page
    assert post_form(client, f"{page}start/", note="").status_code == 409
    assert post_form(client, f"/hiring/panels/competencies/{kept.pk}/remove/").url == page
    assert not panel.competencies.exists()


def test_the_page_to_lock_opens_once_one_has_declared_and_rated_everybody(client):
    panel = make_panel(applicants=1)
    user = panel.members.first().user
    client.force_login(user)
    page = panel.get_absolute_url()
    early = client.get(f"{page}lock/", follow=True)
    assert "Declare first whether" in early.content.decode()
    declared(panel)
    assert "Rate every applicant first" in client.get(f"{page}lock/", follow=True).content.decode()
    rate(panel, user, 3)
    assert client.get(f"{page}lock/").status_code == 200
