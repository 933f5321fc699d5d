"""Accounts of applicants: opened by a link, guarded as those of staff, and good for nothing but applying."""

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from lxml import html

from doc_portal.core import signin
from doc_portal.core.models import OutboxMail, SearchEntry, SignInAttempt, User
from doc_portal.core.search import rebuild_search, search
from doc_portal.core.tests.factories import grant, make_user
from doc_portal.tests.cases import patterns
from doc_portal.tests.test_access import drain
from personnel.actions.applicants import forget_unconfirmed_applicants
from personnel.applicants import KEY
from personnel.models import Applicant, Application, JobAlert, Person, Posting
from personnel.tests.factories_announcements import make_alert
from personnel.tests.factories_hiring import make_applicant, make_application, make_document, make_posting

pytestmark = pytest.mark.django_db
PASSWORD = "Ozark plateau 1820"  # noqa: S105
EMAIL = "nora.vale@example.com"
REGISTER, SIGN_IN, MINE = "/jobs/account/register/", "/jobs/account/sign-in/", "/jobs/applications/"
HASHER = "doc_portal.core.tests.test_signin.CountingHasher"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.PUBLIC_JOBS = True
    settings.PASSWORD_HASHERS = [HASHER]


@pytest.fixture
def nora(switched_on):
    made = make_applicant(email=EMAIL, first_name="Nora", last_name="Vale")
    made.set_password(PASSWORD)
    made.save()
    return made


def let_in(client, applicant):
    """Signed in as an applicant, by the form."""
    answer = client.post(SIGN_IN, {"email": applicant.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def register(client, **fields):
    return client.post(REGISTER, {"first_name": "Nora", "last_name": "Vale", "email": EMAIL, "phone": ""} | fields)


def link_in_mail() -> str:
    body = OutboxMail.objects.latest("pk").body
    return urlsplit(re.search(r"http\S+", body)[0]).path


def sentence_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_an_account_is_opened_by_the_link_in_a_mail_and_leads_to_where_one_wanted_to_go(client):
    slug = make_posting().public_slug
    wanted = f"/jobs/{slug}/apply/"
    answer = client.get(wanted)
    assert answer.url == f"{SIGN_IN}?next=%2Fjobs%2F{slug}%2Fapply%2F"

    told = register(client, next=wanted)
    assert Applicant.objects.get().verified_at is None
    link = link_in_mail()
    shown = client.get(link)
    assert "Nora Vale" in sentence_of(shown)
    entered = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})

    assert (told.url, entered.url) == ("/jobs/account/sent/", wanted)
    assert client.session[KEY]["pk"] == Applicant.objects.get(verified_at__isnull=False).pk
    assert client.get(wanted).status_code == 200
    again = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert "This link no longer works" in sentence_of(again)


def test_nobody_learns_whether_an_address_has_an_account(client, nora):
    new, known = register(client, email="new@example.com"), register(client)
    forgotten = client.post("/jobs/account/forgotten/", {"email": EMAIL})
    nobody = client.post("/jobs/account/forgotten/", {"email": "nobody@example.com"})

    assert {answer.url for answer in (new, known, forgotten, nobody)} == {"/jobs/account/sent/"}
    assert list(OutboxMail.objects.order_by("pk").values_list("to", flat=True)) == ["new@example.com", EMAIL]
    assert Applicant.objects.filter(email__iexact=EMAIL).count() == 1


def test_the_link_for_a_forgotten_password_works_once_and_ends_other_sessions(client, nora):
    let_in(client, nora)
    client.post("/jobs/account/sign-out/")
    other = type(client)()
    let_in(other, nora)
    client.post("/jobs/account/forgotten/", {"email": EMAIL.upper()})
    link = link_in_mail()
    assert client.post(link, {"password1": "short", "password2": "short"}).status_code == 200
    client.post(link, {"password1": "Another phrase 77", "password2": "Another phrase 77"})

    nora.refresh_from_db()
    assert nora.has_password("Another phrase 77")
    assert other.get(MINE).url.startswith(f"{SIGN_IN}?ended=account")


def test_a_link_is_good_for_a_day(client, nora):
    client.post("/jobs/account/forgotten/", {"email": EMAIL})
    link = link_in_mail()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        assert "This link no longer works" in sentence_of(client.get(link))


def test_every_failure_says_the_same(client, nora):
    closed = make_applicant(ended_at=timezone.now())
    unconfirmed = make_applicant(verified_at=None)
    for one in (closed, unconfirmed):
        one.set_password(PASSWORD)
        one.save()
    tries = (
        (EMAIL, "wrong"),
        ("nobody@example.com", PASSWORD),
        (closed.email, PASSWORD),
        (unconfirmed.email, PASSWORD),
    )
    for email, password in tries:
        answer = client.post(SIGN_IN, {"email": email, "password": password})
        assert answer.status_code == 200
        assert "The e-mail or the password is not right" in sentence_of(answer)
        assert KEY not in client.session


def test_five_failures_lock_the_account_and_no_other(client, nora):
    for _ in range(5):
        client.post(SIGN_IN, {"email": EMAIL, "password": "wrong"})
    locked = client.post(SIGN_IN, {"email": EMAIL, "password": PASSWORD})
    assert (locked.status_code, locked["Retry-After"].isdigit()) == (429, True)
    assert "5 failed tries" in sentence_of(locked)
    assert EMAIL not in str(list(SignInAttempt.objects.values_list("name", flat=True)))
    other = make_applicant()
    other.set_password(PASSWORD)
    other.save()
    let_in(client, other)


def test_hashing_is_held_to_the_places_of_everybody(client, nora, settings):
    settings.SIGN_IN_WAIT_SECONDS = 0
    with signin.hashing_place():
        answer = client.post(SIGN_IN, {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 503
    assert SignInAttempt.objects.count() == 0


def test_an_unused_session_ends_and_says_so(client, nora, settings):
    let_in(client, nora)
    with time_machine.travel(time.time() + settings.SESSION_IDLE_MINUTES * 60 + 61, tick=True):
        ended = client.get(MINE)
        assert ended.url == f"{SIGN_IN}?ended=idle&next=%2Fjobs%2Fapplications%2F"
        assert "nothing was done for" in sentence_of(client.get(ended.url))


def test_a_session_ends_after_a_shift_however_it_is_used(client, nora, settings):
    let_in(client, nora)
    held = client.session[KEY]
    session = client.session
    session[KEY] = held | {"started": held["started"] - settings.SESSION_ABSOLUTE_HOURS * 3600}
    session.save()
    assert client.get(MINE).url.startswith(f"{SIGN_IN}?ended=absolute")


def test_an_applicant_is_no_member_of_staff_anywhere(client, nora):
    let_in(client, nora)
    assert (User.objects.count(), Person.objects.count()) == (0, 0)
    own = make_application(applicant=nora)
    for name, pattern in patterns().items():
        if pattern.pattern.converters or not getattr(pattern.callback, "login_required", True):
            continue
        view = getattr(pattern.callback, "view_class", None)
        answer = client.get(reverse(name))
        if getattr(view, "for_applicants", False):
            assert answer.status_code == 200, name
        else:
            assert answer.status_code in (302, 405), name
            assert answer.status_code == 405 or answer.url.startswith("/accounts/login/"), name
    assert client.get(f"/jobs/files/{own.pk}/").url.startswith("/accounts/login/")
    assert client.get(MINE)["Cache-Control"] == "no-store, private"


def test_an_applicant_is_in_no_directory_and_in_no_search(client, nora):
    make_application(applicant=nora)
    rebuild_search()
    told = SearchEntry.objects.values_list("title", "summary", "body", "url")
    assert not [row for row in told if "Nora" in " ".join(row) or EMAIL in " ".join(row)]
    steward = make_user()
    for role in ("staff", "directory_steward", "personnel_analyst"):
        grant(steward, role)
    assert search(steward, "Nora Vale").hits == []
    client.force_login(steward)
    for query in ("q=Nora", f"q={EMAIL}", ""):
        rows = html.fromstring(client.get(f"/people/?{query}").content.decode()).xpath("//main//ul | //main//table")
        assert "Vale" not in " ".join(row.text_content() for row in rows)


def test_an_applicant_sees_their_own_and_nothing_else(client, nora):
    let_in(client, nora)
    own, other = make_application(applicant=nora), make_application()
    paper, hidden = make_document(own), make_document(other)
    assert own.number in sentence_of(client.get(MINE))
    assert other.number not in sentence_of(client.get(MINE))
    assert client.get(f"/jobs/applications/{own.pk}/").status_code == 200
    download = client.get(f"/jobs/applications/documents/{paper.attachment.uuid}/")
    assert (download.status_code, download["Content-Disposition"]) == (200, 'attachment; filename="transcript.pdf"')
    assert download["Content-Security-Policy"] == "sandbox; default-src 'none'"
    drain(download)
    for address in (
        f"/jobs/applications/{other.pk}/",
        f"/jobs/applications/{other.pk}/withdraw/",
        f"/jobs/applications/documents/{hidden.attachment.uuid}/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/jobs/applications/{other.pk}/withdraw/", {"note": ""}).status_code == 404
    assert client.get(f"/files/{hidden.attachment.uuid}/").status_code == 302


def test_an_applicant_wishes_for_jobs(client, nora):
    let_in(client, nora)
    make_alert(applicant=make_applicant())
    made = client.post("/jobs/alerts/new/", {"job_class": "", "category": "food", "worksite": "", "cadence": "daily"})
    assert made.status_code == 302, sentence_of(made)
    alert = JobAlert.objects.get(applicant=nora)
    assert "Food" in sentence_of(client.get("/jobs/alerts/"))
    client.post(f"/jobs/alerts/{alert.pk}/end/", {})
    alert.refresh_from_db()
    assert alert.ended_at is not None
    other = JobAlert.objects.exclude(pk=alert.pk).get()
    assert client.post(f"/jobs/alerts/{other.pk}/end/", {}).status_code == 404


def test_an_internal_announcement_does_not_exist_for_an_applicant(client, nora):
    let_in(client, nora)
    for audience in set(Posting.Audience.values) - {"public"}:
        slug = make_posting(audience=audience).public_slug
        assert client.get(f"/jobs/{slug}/apply/").status_code == 404
        assert client.post(f"/jobs/{slug}/apply/save/", {"statement": "x"}).status_code == 404
    assert Application.objects.count() == 0


def test_who_signs_in_as_staff_is_an_applicant_no_more(client, nora):
    let_in(client, nora)
    user = make_user()
    grant(user, "staff")
    session = client.session
    held = session[KEY]
    client.force_login(user)
    session = client.session
    session[KEY] = held
    session.save()
    answer = client.get(MINE)
    assert nora.email not in sentence_of(answer)
    assert KEY not in client.session
    assert client.get(SIGN_IN).url == MINE


def test_the_pages_of_accounts_do_not_exist_while_the_switch_is_off(client, settings, nora):
    let_in(client, nora)
    settings.PUBLIC_JOBS = False
    addresses = {name: p for name, p in patterns().items() if str(p.pattern).startswith("jobs/account/")}
    assert len(addresses) == 6
    for name, pattern in addresses.items():
        url = reverse(name, args=["x"] if pattern.pattern.converters else [])
        for answer in (client.get(url), client.post(url, {"email": EMAIL, "password": PASSWORD})):
            assert answer.status_code in (404, 405), name
    assert client.get(MINE).url.startswith("/accounts/login/")


def test_addresses_nobody_confirmed_are_forgotten_after_a_week():
    old = timezone.now() - timedelta(days=8)
    make_applicant(verified_at=None, created_at=old)
    kept = {make_applicant(verified_at=None).pk, make_applicant(created_at=old).pk}
    kept.add(make_application("draft", applicant=make_applicant(verified_at=None, created_at=old)).applicant_id)
    assert forget_unconfirmed_applicants() == {"applicants": 1}
    assert set(Applicant.objects.values_list("pk", flat=True)) == kept
