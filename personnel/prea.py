"""28 CFR 115.17 inside hiring and promotion: what was answered, who was asked, and when a check runs out (item 23)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from doc_portal.core.values import value_of
from personnel.models import (
    Application,
    ClearanceItem,
    InstitutionalEmployerContact,
    Person,
    Position,
    PreaAnswer,
    PreaCheck,
    PreaQuestion,
)
from personnel.todo import months_after


def questions_on(day: date):
    """The mandatory questions in force on a day."""
    return PreaQuestion.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


def due_again(checked_on: date) -> date:
    """The day until which a check counts: so many years later, as the setting of that day says."""
    return months_after(checked_on, 12 * int(value_of("prea_check_years", checked_on)))


@dataclass(frozen=True)
class Standing:
    """What stands between an applicant and a clearance under PREA."""

    application: Application
    starts_on: date
    answers: list[PreaAnswer]
    unanswered: list[PreaQuestion]
    contacts: list[InstitutionalEmployerContact]
    checks: list[PreaCheck]

    @property
    def bars(self) -> list[PreaAnswer]:
        """Answers that bar the appointment, whatever else is found."""
        return [one for one in self.answers if one.yes and one.question.kind == PreaQuestion.Kind.BAR]

    @property
    def considered(self) -> list[PreaAnswer]:
        """Answers that are considered with a written conclusion."""
        return [one for one in self.answers if one.yes and one.question.kind == PreaQuestion.Kind.HARASSMENT]

    @property
    def substantiated(self) -> list[InstitutionalEmployerContact]:
        """Former employers that told of a substantiated allegation: considered with a written conclusion too."""
        return [one for one in self.contacts if one.outcome == "substantiated"]

    @property
    def check(self) -> PreaCheck | None:
        """The newest check; None where there is none."""
        return self.checks[0] if self.checks else None

    @property
    def check_counts(self) -> bool:
        """Whether it finds nothing that bars and still counts on the first day."""
        newest = self.check
        return newest is not None and newest.outcome == PreaCheck.Outcome.CLEAR and newest.valid_until > self.starts_on


def standing_of(application: Application, starts_on: date) -> Standing:
    """Answers, contacts and checks of one application, for a first day. Four queries."""
    answers = list(application.prea_answers.select_related("question").order_by("question__order", "question"))
    answered = {one.question_id for one in answers}
    return Standing(
        application,
        starts_on,
        answers,
        [one for one in questions_on(starts_on) if one.pk not in answered],
        list(application.employer_contacts.select_related("made_by")),
        list(checks_of(application)),
    )


def left_to_answer(application: Application) -> list[PreaQuestion]:
    """What who applied has still to answer while a PREA item of theirs stands open; nothing elsewhere. Two queries."""
    open_item = ClearanceItem.objects.open().filter(kind=ClearanceItem.Kind.PREA, offer__application=application)
    starts_on = open_item.values_list("offer__starts_on", flat=True).first()
    if starts_on is None:
        return []
    answered = application.prea_answers.values("question")
    return list(questions_on(starts_on).exclude(pk__in=answered))


def checks_of(application: Application):
    """The checks of who applied, the newest first: a check in post counts for a promotion."""
    mine = Q(person=application.person_id) if application.person_id else Q(applicant=application.applicant_id)
    return PreaCheck.objects.filter(mine).order_by("-checked_on", "-pk")


def lapsing(until: date | None = None):
    """People in posts with inmate contact whose newest check runs out by a day, or who have none.

    By default so many days ahead as the setting says. `valid_until` is None where there is no check.
    """
    until = until or timezone.localdate() + timedelta(days=int(value_of("prea_check_warning_days")))
    newest = PreaCheck.objects.filter(person=OuterRef("pk")).order_by("-valid_until").values("valid_until")[:1]
    in_post = Position.objects.filled().filter(holder=OuterRef("pk"), job_class__inmate_contact=True)
    people = Person.objects.current().annotate(valid_until=Subquery(newest, output_field=DateField()))
    return people.filter(Exists(in_post)).filter(Q(valid_until=None) | Q(valid_until__lte=until))
