"""What must stay true when an application is sent while something else happens at the same moment."""

import pytest
from django.test import Client
from django.utils import timezone

from doc_portal.core import idempotency
from doc_portal.core.tests.concurrency import at_once, endings, meanwhile
from doc_portal.core.tests.factories import grant, make_user
from doc_portal.core.workflow import Refused
from doc_portal.tests.markup import fields, page_form, parse
from personnel.actions.application_review import refer_application
from personnel.actions.applications import Sheet, save_draft, stamp, submit_application
from personnel.actions.panels import add_member
from personnel.actions.revisions import approve_revision, ask_early_close
from personnel.applying import Asker
from personnel.models import Application, Posting
from personnel.tests.factories import make_assignment, make_person
from personnel.tests.factories_hiring import make_applicant, make_application, make_posting
from personnel.tests.factories_selection import make_panel

pytestmark = pytest.mark.django_db(transaction=True)
Status = Application.Status
TOLD = {"statement": "Words", "phone": "", "places": [], "answers": [], "certified": "yes"}


def sheet(application=None, text="Words"):
    return Sheet({"statement": text}, stamp(application))


def outsiders(n):
    return [Asker(applicant=make_applicant()) for _ in range(n)]


def send(posting, asker, text="Words", application=None):
    return submit_application(posting, sheet(application, text), told=TOLD | {"statement": text}, asker=asker)


def test_a_draft_sent_while_an_early_close_commits_is_refused():
    posting, (asker,) = make_posting(), outsiders(1)
    draft = save_draft(posting, sheet(), asker=asker)
    asked = ask_early_close(posting, by=make_user(), closes_at=None, reason="Enough applied.")
    decider = make_user()

    _, answer = meanwhile(lambda: approve_revision(asked, by=decider), lambda: send(posting, asker, application=draft))

    assert isinstance(answer, Refused)
    assert f"“{posting.title}” closed at" in str(answer)
    assert "It was announced until" in str(answer)
    draft.refresh_from_db()
    assert (draft.status, draft.versions.count()) == (Status.DRAFT, 0)


def test_a_new_version_sent_while_an_early_close_commits_is_refused():
    posting, (asker,) = make_posting(), outsiders(1)
    sent = send(posting, asker)
    asked = ask_early_close(posting, by=make_user(), closes_at=None, reason="Enough applied.")
    decider = make_user()

    _, answer = meanwhile(
        lambda: approve_revision(asked, by=decider),
        lambda: send(posting, asker, text="Better words", application=sent),
    )

    assert isinstance(answer, Refused)
    assert sent.versions.get().body["statement"] == "Words"


def test_who_applies_while_being_asked_onto_the_panel_does_one_of_both():
    for applies_first in (True, False):
        panel, person = make_panel(started=False, applicants=0), make_assignment(make_person(user=make_user())).person
        keeper, asker = make_user(), Asker(user=person.user, person=person)
        apply, ask = (
            lambda p=panel, a=asker: send(p.posting, a),
            lambda p=panel, u=person.user, k=keeper: add_member(p, u, by=k),
        )
        _, late = meanwhile(*((apply, ask) if applies_first else (ask, apply)))
        assert isinstance(late, Refused)
        told = "applied for this announcement" if applies_first else "You sit on a panel that scores who applies"
        assert told in str(late)


def test_of_the_last_two_applicants_of_a_capped_announcement_one_is_taken():
    posting = make_posting(closing_type=Posting.ClosingType.CAP, applicant_cap=3)
    make_application(posting=posting)
    make_application(posting=posting)
    asking = outsiders(4)
    drafts = [save_draft(posting, sheet(), asker=asker) for asker in asking]

    answers = at_once(*(lambda a=a, d=d: send(posting, a, application=d) for a, d in zip(asking, drafts, strict=True)))

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 3
    assert all("when 3 applications had arrived" in str(one) for one in refused)
    assert posting.applications.sent().count() == 3
    posting.refresh_from_db()
    assert posting.cap_reached_at is not None


def test_an_application_sent_twice_at_once_is_one_and_both_are_told_so():
    posting, (asker,) = make_posting(), outsiders(1)
    first, second = at_once(*(lambda: send(posting, asker) for _ in range(2)))
    assert first == second == Application.objects.get()
    assert (first.versions.count(), second.status) == (1, Status.SUBMITTED)


def test_two_tabs_that_submit_at_once_make_one_application():
    user = make_user()
    grant(user, "staff")
    make_assignment(make_person(user=user))
    posting = make_posting()
    url, tabs = f"/jobs/{posting.public_slug}/apply/", []
    for text in ("One tab", "Other tab"):
        client = Client()
        client.force_login(user)
        form = fields(page_form(parse(client.get(url))))
        body = form | {"statement": text, "certified": "on", idempotency.FIELD: idempotency.new_key()}
        tabs.append((client, body))

    answers = at_once(*(lambda c=c, b=b: c.post(url, b) for c, b in tabs))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "another window" in lost or "You already have" in lost
    sent = Application.objects.get(person__user=user)
    assert (sent.status, sent.versions.count()) == (Status.SUBMITTED, 1)


def test_two_tabs_that_begin_at_once_make_one_draft():
    posting, (asker,) = make_posting(), outsiders(1)
    answers = at_once(*(lambda t=t: save_draft(posting, sheet(text=t), asker=asker) for t in ("One", "Other")))
    assert Application.objects.count() == 1
    told = [str(answer) for answer in answers if isinstance(answer, Refused)]
    assert len(told) == 1
    assert "You already have a draft that is not submitted" in told[0] or "another window" in told[0]


def test_numbers_of_applications_sent_at_once_are_all_there():
    posting, asking = make_posting(), outsiders(6)
    assert endings(*(lambda a=a: send(posting, a) for a in asking)) == ["done"] * 6
    year = f"{timezone.localdate():%y}"
    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert numbers == [f"APP-{year}-{n:04d}" for n in range(1, 7)]


def test_somebody_who_withdraws_while_being_referred_is_one_or_the_other():
    posting, by = make_posting(), make_user()
    row = make_application(Status.QUALIFIED, posting=posting)
    editors = [by, make_user()]
    assert endings(*(lambda u=u: refer_application(row, by=u) for u in editors)) == ["done", "refused"]
