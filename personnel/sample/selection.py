"""Selection in the sample: panels being scored, claims that wait, offers at every point, and people who begin.

It builds on the applications of the sample. Everything is written as rows, without notices; the database's gates count
as they do for people.
"""

import contextlib
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from doc_portal.core.actor import act_as
from doc_portal.core.models import AuditEvent, User
from doc_portal.core.sample.context import MARK, Context, sample_people
from doc_portal.core.sample.rows import copy
from doc_portal.core.sample.traces import MARKED
from doc_portal.core.workflow import Refused
from personnel.actions.appointments import FILLING
from personnel.actions.positions import fill_position
from personnel.actions.requisitions import note_appointment
from personnel.models import (
    Application,
    Appointment,
    Competency,
    Offer,
    Panel,
    PanelApplicant,
    PanelMember,
    Posting,
    PreferenceClaim,
    Requisition,
    ScoreSheet,
)
from personnel.models.panels import RATINGS
from personnel.positions_free import free_positions
from personnel.sample.hires import clear, give_first_weeks

S = Application.Status
NAME = f"Interview panel {MARK}"
COMPETENCIES = (("Judgment", 2), ("Written reports", 1), ("Working with others", 1))
ANCHORS = {
    str(rating): f"{words} {MARK}"
    for rating, words in zip(
        RATINGS,
        ("No example", "An example that does not fit", "One that fits", "Several that fit", "Several, with results"),
        strict=True,
    )
}
SITS = ("officer.jefferson", "supervisor.bonneterre", "coordinator.farmington")
SCORED = (S.INTERVIEW, S.REFERRED, S.LISTED, S.QUALIFIED)
CLAIMED = ("veteran", "national_guard", "disabled_veteran")


# Panels


def sit(context: Context) -> int:
    """Panels mid-way: one member has locked, one scores, one has not declared. The first has the sample sign-ins."""
    number = context.missing(context.size.panels, Panel.objects.count())
    chance = context.chance(f"panels after {Panel.objects.count()}")
    scorable = Application.objects.filter(posting=OuterRef("pk"), status__in=SCORED)
    postings = Posting.objects.closed().filter(Exists(scorable), panels=None)
    postings = postings.annotate(n=Count("applications")).order_by("-n", "pk")[:number]
    known = {one.username: one for one in User.objects.filter(username__in=SITS)}
    others = list(sample_people().filter(sample=False, is_active=True).order_by("pk")[:200])
    made = 0
    for posting in postings:
        first = not Panel.objects.exists() and len(known) == len(SITS)
        members = [known[name] for name in SITS] if first else chance.sample(others, len(SITS))
        _panel(context, chance, posting, members)
        made += 1
    return made


def _panel(context: Context, chance: random.Random, posting: Posting, members: list[User]) -> None:
    applied = set(posting.applications.exclude(person=None).values_list("person__user", flat=True))
    members = [user for user in members if user.pk not in applied]
    panel = Panel.objects.create(posting=posting, name=NAME, meets_on=context.day(chance.randrange(3, 20)))
    Competency.objects.bulk_create(
        Competency(panel=panel, order=n, name=name, weight=weight, anchors=ANCHORS)
        for n, (name, weight) in enumerate(COMPETENCIES)
    )
    rank = {status: place for place, status in enumerate(SCORED)}
    chosen = sorted(posting.applications.filter(status__in=SCORED), key=lambda one: (rank[one.status], one.pk))[:5]
    PanelApplicant.objects.bulk_create(PanelApplicant(panel=panel, application=one) for one in chosen)
    now = timezone.now()
    seats = PanelMember.objects.bulk_create(
        PanelMember(panel=panel, user=user, declared_at=now if n < 2 else None, conflict=False if n < 2 else None)
        for n, user in enumerate(members)
    )
    Panel.objects.filter(pk=panel.pk).update(started_at=now)
    for seat, rated in zip(seats[:2], (chosen, chosen[:1]), strict=False):
        _rate(chance, panel, seat.user, rated)
    PanelMember.objects.filter(pk=seats[0].pk).update(locked_at=now)


def _rate(chance: random.Random, panel: Panel, user: User, applications: list[Application]) -> None:
    """Row by row: the sheets are sealed, and COPY does not reach them."""
    act_as(user)
    ScoreSheet.objects.bulk_create(
        ScoreSheet(
            panel=panel, panellist=user, application=application, competency=competency,
            rating=chance.choice((2, 3, 3, 4, 4, 5)), note="",
        )
        for application in applications
        for competency in panel.competencies.all()
    )  # fmt: skip


# Claims


def claim(context: Context) -> int:
    """Claims without proof yet, of applications that are being reviewed."""
    number = context.missing(context.size.panels * 3, PreferenceClaim.objects.count())
    chance = context.chance(f"claims after {PreferenceClaim.objects.count()}")
    rows = Application.objects.sent().filter(claims=None, status__in=[S.SUBMITTED, S.MQ_REVIEW, *SCORED])
    chosen = rows.order_by("pk")[:number]
    return copy(
        PreferenceClaim,
        [PreferenceClaim(application=one, kind=chance.choice(CLAIMED), created_at=one.created_at) for one in chosen],
    )


# Offers and what follows


def offer(context: Context) -> int:
    """Offers by turns: to be answered, to be cleared, ready to appoint, appointed; within the vacancies."""
    over = Q(application__posting__status=Posting.Status.COMPLETED)
    number = context.missing(context.size.offers, Offer.objects.exclude(over).count())
    if not number:
        return 0
    chance = context.chance(f"offers after {Offer.objects.count()}")
    rows = Application.objects.filter(status__in=[S.INTERVIEW, S.REFERRED, S.LISTED], panel_seats=None)
    rows = rows.filter(posting__in=Posting.objects.closed().values("pk"))
    rows = rows.select_related("posting__job_class", "person", "applicant").prefetch_related("posting__locations")
    turns = list(_turns(chance, list(rows.order_by("pk")), number))
    analyst = User.objects.filter(username="analyst.central").first()
    copy(Offer, [_offer(context, chance, one, place, turn, analyst) for one, place, turn in turns])
    kept = Offer.objects.filter(application__in=[one for one, _, _ in turns])
    made = {one.application_id: one for one in kept.select_related("application__posting__job_class", "location")}
    turn_of = {one.pk: turn for one, _, turn in turns}
    accepted = [made[key] for key, turn in turn_of.items() if turn]
    clear(accepted, analyst, cleared=lambda one: turn_of[one.application_id] > 1)
    _appoint(context, [one for one in accepted if turn_of[one.application_id] == 3], analyst)
    _move(turns, analyst)
    return len(turns)


def _turns(chance: random.Random, applications: list[Application], number: int) -> Iterator[tuple]:
    """An application, its place and how far it has come; the last ones only while a vacancy is left there."""
    taken = Counter(Appointment.objects.values_list("location", flat=True))
    for place, one in enumerate(applications[:number]):
        where = chance.choice(list(one.posting.locations.all()))
        turn = place % 4
        if turn == 3 and taken[where.pk] >= where.vacancies:
            turn = 0
        taken[where.pk] += turn == 3
        yield one, where, turn


def _offer(context: Context, chance: random.Random, application, place, turn: int, analyst) -> Offer:
    day = context.day(chance.randrange(14, 60))
    return Offer(
        application=application,
        location=place,
        annual_pay=application.posting.pay_low or Decimal(30_000),
        starts_on=day,
        accepted_at=timezone.now() if turn else None,
        created_by=analyst,
        created_at=timezone.now(),
    )


def _appoint(context: Context, offers: list[Offer], analyst) -> None:
    """Appointments, the position of people of the directory, and the first weeks of each."""
    copy(Appointment, [_appointment(one.application, one, analyst) for one in offers])
    made = Appointment.objects.filter(offer__in=offers).select_related("job_class").order_by("pk")
    give_first_weeks(context, list(made), analyst)
    for one in made.exclude(requisition=None).filter(requisition__status__in=FILLING).select_related("requisition"):
        if Requisition.objects.get(pk=one.requisition_id).status in FILLING:
            note_appointment(one.requisition, by=analyst)
    for one in made.exclude(person=None).select_related("person", "location", "application__posting"):
        free = free_positions(one.application.posting, one.location).first()
        if free is not None and analyst is not None:
            with contextlib.suppress(Refused):  # those that are left are promised to others
                fill_position(free, one.person, by=analyst)


def _appointment(application: Application, offer: Offer, analyst) -> Appointment:
    return Appointment(
        application=application,
        offer=offer,
        location_id=offer.location_id,
        job_class_id=application.posting.job_class_id,
        worksite_id=offer.location.worksite_id,
        shift=offer.location.shift,
        person_id=application.person_id,
        starts_on=offer.starts_on,
        created_by=analyst,
        created_at=timezone.now(),
    )


PATHS = (("offer",), ("offer", "clear"), ("offer", "clear"), ("offer", "clear", "appoint"))


def _move(turns: list[tuple], analyst) -> None:
    """The status of each application, and the acts that led there."""
    kind, now = ContentType.objects.get_for_model(Application), timezone.now()
    targets = [(one.pk, Application.TRANSITIONS[PATHS[turn][-1]].target) for one, _, turn in turns]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE personnel_application a SET status = t.status, version = a.version + 1"
            " FROM unnest(%s::bigint[], %s::text[]) AS t(id, status) WHERE a.id = t.id",
            [[key for key, _ in targets], [str(status) for _, status in targets]],
        )

    def events():
        for one, _, turn in turns:
            before = one.status
            for place, verb in enumerate(PATHS[turn]):
                after = Application.TRANSITIONS[verb].target
                yield AuditEvent(
                    at=now - timedelta(minutes=len(PATHS[turn]) - place), act=verb, actor=analyst, content_type=kind,
                    object_id=one.pk, object_name=str(one)[:200], before=before, after=after, details=MARKED,
                )  # fmt: skip
                before = after

    copy(AuditEvent, events())
