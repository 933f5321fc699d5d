"""Rows of selection as tests need them: panels at any point, claims, offers, appointments, checks."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.utils import timezone

from doc_portal.core.actor import act_as
from doc_portal.core.models import Attachment, Setting, SettingKey, User
from doc_portal.core.tests.factories import grant, make_user
from personnel.models import (
    Application,
    ApplicationDocument,
    Appointment,
    ClearanceItem,
    Competency,
    Offer,
    Panel,
    PanelApplicant,
    PanelMember,
    Posting,
    PreaAnswer,
    PreaCheck,
    PreaQuestion,
    PreferenceClaim,
    PreferenceRule,
    Requisition,
    ScoreSheet,
)
from personnel.tests.factories_hiring import make_application, make_posting, make_requisition

_serial = count(1)
ANCHORS = {str(rating): f"Text of rating {rating}" for rating in range(1, 6)}


def make_panellist(**fields) -> User:
    """A member of staff with an account."""
    user = make_user(**fields)
    grant(user, "staff")
    return user


def make_panel(posting: Posting | None = None, *, members=3, applicants=2, weights=(1,), started=True, **fields):
    """A panel with members (users, or how many), applicants in interview and competencies; scoring unless told."""
    posting = posting or make_posting()
    panel = Panel.objects.create(posting=posting, **{"name": f"Panel {next(_serial)}"} | fields)
    people = [make_panellist() for _ in range(members)] if isinstance(members, int) else members
    PanelMember.objects.bulk_create(PanelMember(panel=panel, user=user) for user in people)
    Competency.objects.bulk_create(
        Competency(panel=panel, order=n, name=f"Competency {n}", weight=Decimal(weight), anchors=ANCHORS)
        for n, weight in enumerate(weights, 1)
    )
    chosen = [make_application(Application.Status.INTERVIEW, posting=posting) for _ in range(applicants)]
    PanelApplicant.objects.bulk_create(PanelApplicant(panel=panel, application=one) for one in chosen)
    if started:
        panel.started_at = timezone.now()
        panel.save()
    return panel


def declared(panel: Panel) -> Panel:
    """Every member without a conflict."""
    panel.members.update(declared_at=timezone.now(), conflict=False)
    return panel


@transaction.atomic
def rate(panel: Panel, user: User, *ratings: int) -> None:
    """One member's ratings: of each applicant in turn, of each competency in turn."""
    act_as(user)
    competencies = list(panel.competencies.all())
    applications = [one.application for one in panel.candidates.all()]
    places = [(application, competency) for application in applications for competency in competencies]
    for (application, competency), rating in zip(places, ratings, strict=True):
        ScoreSheet.objects.create(
            panel=panel, panellist=user, application=application, competency=competency, rating=rating
        )


def closed(panel: Panel, *ratings: tuple[int, ...]) -> Panel:
    """Every member declared, rated (a tuple each) and locked."""
    declared(panel)
    for member, given in zip(panel.members.order_by("pk"), ratings, strict=True):
        rate(panel, member.user, *given)
    panel.members.update(locked_at=timezone.now())
    panel.closed_at = timezone.now()
    panel.save()
    return panel


SOON = timedelta(days=30)


def first_day() -> date:
    """A first day in a month's time."""
    return timezone.localdate() + SOON


RULES_SINCE = date(2019, 1, 1)


def make_rule(kind="veteran", **fields) -> PreferenceRule:
    """The rule of a kind since 2019; the one brought in at the start ends there."""
    PreferenceRule.objects.filter(kind=kind, starts_on__lt=RULES_SINCE, ends_on=None).update(ends_on=RULES_SINCE)
    defaults = {
        "effect": "points", "points": Decimal(5), "evidence": "DD-214", "authority": "A test",
        "rule_text": "Words of the rule.",
    }  # fmt: skip
    starts_on = fields.pop("starts_on", RULES_SINCE)
    return PreferenceRule.objects.update_or_create(kind=kind, starts_on=starts_on, defaults=defaults | fields)[0]


def make_proof(application: Application, name="dd214.pdf") -> ApplicationDocument:
    """A paper handed in as proof of preference."""
    file = Attachment.objects.create(name=name, kind="pdf", size=9, sha256="0" * 64, record=application)
    return ApplicationDocument.objects.create(application=application, attachment=file, kind="preference")


def make_claim(kind="veteran", *, application=None, **fields) -> PreferenceClaim:
    """A claim that waits for its verifier."""
    return PreferenceClaim.objects.create(application=application or make_application(), kind=kind, **fields)


def make_verified(kind="veteran", *, application=None, **rule) -> PreferenceClaim:
    """A claim somebody verified, with a rule of its own."""
    application = application or make_application()
    return make_claim(
        kind, application=application, status="verified", rule=make_rule(kind, **rule),
        evidence=make_proof(application), decided_by=make_user(), decided_at=timezone.now(),
    )  # fmt: skip


def make_offer(application: Application | None = None, *, accepted=True, cleared=True, **fields) -> Offer:
    """An offer at the announcement's first place: accepted, with every item it needs cleared, unless told."""
    status = Application.Status.CLEARANCE if accepted else Application.Status.CONDITIONAL_OFFER
    application = application or make_application(Application.Status.INTERVIEW)
    Application.objects.filter(pk=application.pk).update(status=status)
    application.refresh_from_db()
    offer = Offer.objects.create(
        application=application,
        **{
            "location": application.posting.locations.first(), "starts_on": first_day(),
            "accepted_at": timezone.now() if accepted else None,
        } | fields,
    )  # fmt: skip
    if accepted:
        kinds = ["background", "prea"] if application.posting.job_class.inmate_contact else ["background"]
        by, now = (make_user(), timezone.now()) if cleared else (None, None)
        ClearanceItem.objects.bulk_create(
            ClearanceItem(
                offer=offer, kind=kind, outcome="cleared" if cleared else "open", decided_by=by, decided_at=now
            )
            for kind in kinds
        )
    return offer


def make_appointment(offer: Offer | None = None, **fields) -> Appointment:
    """An appointment on a cleared offer."""
    offer = offer or make_offer()
    application = offer.application
    made = Appointment.objects.create(
        application=application, offer=offer, location=offer.location, job_class=application.posting.job_class,
        **{
            "worksite": offer.location.worksite, "shift": offer.location.shift, "position": offer.position,
            "person": application.person, "starts_on": offer.starts_on,
        } | fields,
    )  # fmt: skip
    Application.objects.filter(pk=application.pk).update(status=Application.Status.APPOINTED)
    return made


def answered(application: Application, *, yes=()) -> Application:
    """Every PREA question answered: “yes” to those of the kinds named."""
    PreaAnswer.objects.bulk_create(
        PreaAnswer(application=application, question=one, yes=one.kind in yes, explanation="Told" if one.kind in yes
                   else "")
        for one in PreaQuestion.objects.all()
    )  # fmt: skip
    return application


def checked(application: Application, *, years=5, **fields) -> PreaCheck:
    """A background check of today of who applied."""
    today = timezone.localdate()
    return PreaCheck.objects.create(
        person=application.person, applicant=application.applicant,
        **{"checked_on": today, "valid_until": today.replace(year=today.year + years, day=1)} | fields,
    )  # fmt: skip


def make_request(posting: Posting, *, vacancies=1, status=Requisition.Status.POSTED, **fields) -> Requisition:
    """A request an announcement was made from, for its first place."""
    place = posting.locations.first()
    made = make_requisition(
        status, job_class=posting.job_class, worksite=place.worksite, shift=place.shift, vacancies=vacancies, **fields
    )
    posting.requisitions.add(made)
    return made


def set_from_tomorrow(key: str, value: str) -> date:
    """Give a setting another value from tomorrow on; what was in force stays as it was. The day it holds from."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    Setting.objects.filter(key__key=key, ends_on=None).update(ends_on=tomorrow)
    owner = SettingKey.objects.get(key=key)
    Setting.objects.create(key=owner, value=value, authority="A test", starts_on=tomorrow)
    return tomorrow
