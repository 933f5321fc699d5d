"""What the Office of Professional Standards does under 28 CFR 115.17: asks, checks, clears (item 23)."""

from django.db import transaction
from django.utils import timezone

from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused, lock
from personnel.actions.application_notices import tell_who_applied
from personnel.actions.offers import keep_outcome, lock_item
from personnel.applying import Asker
from personnel.models import (
    Application,
    ClearanceItem,
    InstitutionalEmployerContact,
    PreaAnswer,
    PreaCheck,
    PreaQuestion,
)
from personnel.prea import due_again, left_to_answer, standing_of


@transaction.atomic
def note_contact(contact: InstitutionalEmployerContact, *, by: User) -> InstitutionalEmployerContact:
    """Put a contact to a former institutional employer on the log, for good."""
    if contact.contacted_on > timezone.localdate():
        raise Refused("Enter the day on which you contacted them; it cannot lie ahead.")
    contact.made_by = by
    contact.save()
    log("note_contact", contact.application, by=by)
    return contact


@transaction.atomic
def record_check(check: PreaCheck, *, by: User) -> PreaCheck:
    """Record a background check of a person in post or of an applicant, with the day on which it is due again."""
    if check.checked_on > timezone.localdate():
        raise Refused("Enter the day of the check; it cannot lie ahead.")
    if check.person_id is not None and check.person.user_id == by.pk:
        raise Refused("Nobody records their own background check. Ask somebody else of your office.")
    check.valid_until = due_again(check.checked_on)
    check.created_by = by
    check.save()
    log("create", check, by=by)
    return check


@transaction.atomic
def ask_to_answer(item: ClearanceItem, *, by: User) -> ClearanceItem:
    """Ask who applied to answer what is unanswered. Their page takes the answers until the item is decided.

    Once a day: asking again on the same day sends nothing more.
    """
    item = _lock_prea(item)
    application = item.offer.application
    if not left_to_answer(application):
        raise Refused(f"Nothing is left to ask: {application.who} has answered every question, or the item is decided.")
    if application.person_id is not None and application.person.user_id is None:
        raise Refused(
            f"{application.who} has no account, so the portal cannot ask. A portal administrator opens one on the "
            "entry in the directory; then ask again."
        )
    title = f"Application {application.number}: answer what federal law asks (28 CFR 115.17)"
    words = "Your appointment cannot be cleared before. Answers go to the Office of Professional Standards alone."
    tell_who_applied(application, "application-prea", title, words, occasion=timezone.localdate().isoformat())
    log("ask_prea", item.offer, by=by)
    return item


@transaction.atomic
def answer_prea(application: Application, *, answers: dict[int, tuple[bool, str]], asker: Asker) -> Application:
    """Keep what who applied answers after the offer. What was answered stays as it was answered."""
    if not asker.applications().filter(pk=application.pk).exists():
        raise Refused("Only who applied answers these questions.")
    application = lock(application)
    asked = left_to_answer(application)
    if not asked:
        raise Refused("Nothing is left to answer: your answers are there, or the decision was made.")
    if missing := [one for one in asked if one.pk not in answers]:
        raise Refused(f"Answer “{missing[0]}” as well: the questions were changed after you opened the page.")
    PreaAnswer.objects.bulk_create(
        PreaAnswer(application=application, question=one, yes=answers[one.pk][0], explanation=answers[one.pk][1])
        for one in asked
    )
    offer = application.offers.get(ended_at=None)
    log("answer_prea", offer, **asker.acting)
    return application


@transaction.atomic
def keep_question(question: PreaQuestion, *, by: User, changed: str = "") -> PreaQuestion:
    """Keep a question. One that was answered keeps its words and kind: end it and write another."""
    if question.pk is not None:
        stored = lock(question)
        reworded = (stored.text, stored.kind) != (question.text, question.kind)
        if reworded and PreaAnswer.objects.filter(question=question).exists():
            raise Refused("This question was answered as it stands. End it, and write the new one beside it.")
    fresh = question.pk is None
    question.save()
    log("create" if fresh else "edit", question, by=by, reason=changed)
    return question


@transaction.atomic
def clear_prea(
    item: ClearanceItem, *, by: User, outcome: str, conclusion: str = "", no_prior_employer: bool = False
) -> ClearanceItem:
    """Decide the PREA item of an offer.

    Not cleared: always possible, with a conclusion. Cleared: refused with an answer that bars, an unanswered question,
    a check that is missing, bars or lapses by the first day, no contact to former institutional employers (unless
    there are none), or without a written conclusion where harassment or a substantiated allegation was told.
    """
    item = _lock_prea(item)
    if outcome == ClearanceItem.Outcome.RESTRICTED:
        raise Refused("Only medical clearance comes with a restriction. Choose cleared or not cleared.")
    if outcome == ClearanceItem.Outcome.CLEARED:
        _require_nothing_in_the_way(item, conclusion, no_prior_employer)
    elif not conclusion.strip():
        raise Refused("Write down why it is not cleared.")
    return keep_outcome(item, outcome, conclusion, by=by)


def _lock_prea(item: ClearanceItem) -> ClearanceItem:
    item = lock_item(item)
    if item.kind != ClearanceItem.Kind.PREA:
        raise Refused("This item is not cleared under PREA.")
    return item


def _require_nothing_in_the_way(item: ClearanceItem, conclusion: str, no_prior_employer: bool) -> None:
    found = standing_of(item.offer.application, item.offer.starts_on)
    who = found.application.who
    if found.bars:
        raise Refused(
            f"{who} answered “yes” to a question that bars work with inmates ({found.bars[0].question.authority}). "
            "It cannot be cleared. Choose not cleared."
        )
    if found.unanswered:
        raise Refused(
            f"{who} has not answered “{found.unanswered[0]}”. Every question must be answered first. "
            "Ask the applicant to answer, by the link under the answers."
        )
    if not found.check_counts:
        if found.check is None:
            raise Refused(f"No background check of {who} is recorded. Record it first.")
        if found.check.outcome == PreaCheck.Outcome.BARRED:
            raise Refused(f"The background check of {who} found something that bars. It cannot be cleared.")
        raise Refused(
            f"The background check of {who} counts until {long_date(found.check.valid_until)}, which is not after the "
            f"first day, {long_date(found.starts_on)}. Record a new check first."
        )
    if not found.contacts and not no_prior_employer:
        raise Refused(
            "No former institutional employer was contacted (28 CFR 115.17(c)(2)). Note each contact, or tick that "
            "there is none."
        )
    if (found.considered or found.substantiated) and not conclusion.strip():
        raise Refused("Harassment or a substantiated allegation was told. Write down how it was considered.")
