"""What training puts into a person's calendar: each meeting they have a seat for, and each they teach (training.md 4).

One entry a meeting, known by the seat and the meeting: it never changes its name, its number rises with every move of
the one and every change of the other. What falls away stays for a while, marked as canceled.
"""

from datetime import timedelta

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import CharField, DateTimeField, IntegerField
from django.db.models.functions import Cast, Concat, Greatest
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.calendars import CalendarEntry
from doc_portal.core.models import User
from training.models import SEATED, Hold, Meeting, Mode, ScheduledClass

KEPT = timedelta(days=30)
"""How long what was canceled stays in calendars, marked."""
SEAT, LINE, CLASS = "scheduled_class__enrolments", "scheduled_class__instructors", "scheduled_class"
COLUMNS = (
    "entry", "number", "changed", "gone", "open", "starts_at", "ends_at", "mode", "room__code",
    "room__center__name", f"{CLASS}__number", f"{CLASS}__course_version__course__title",
)  # fmt: skip
TAUGHT = "Teaching: "


def classes_of(user: User, start, stop, most: int | None = None) -> list[CalendarEntry]:
    """The meetings one has a seat for or teaches that touch [start, stop), the first `most` of them; one query."""
    if not user.has_perm("training.view_scheduledclass"):
        return []
    rows = _seats(user, start, stop).union(_taught(user, start, stop), all=True).order_by("starts_at", "entry")
    return [_entry(*row) for row in (rows[:most] if most else rows)]


def _seats(user: User, start, stop) -> QuerySet:
    """Meetings of classes somebody has a seat in, or had one until a while ago; an offered seat is not theirs yet."""
    held = Hold.objects.filter(meeting=OuterRef("pk"), enrolment=OuterRef(f"{SEAT}__pk"))
    rows = _within(start, stop).filter(**{f"{SEAT}__person__user": user})
    return _told(
        rows.annotate(
            entry=Concat(Cast(f"{SEAT}__uid", CharField()), Value("-"), Cast("uid", CharField())),
            number=F("sequence") + F(f"{SEAT}__sequence"),
            changed=Greatest("changed_at", f"{SEAT}__changed_at", output_field=DateTimeField()),
            gone=Case(
                When(canceled_at__isnull=False, then=True),
                When(**{f"{SEAT}__status__in": SEATED}, then=False),
                When(**{f"{SEAT}__status": "excused", f"{SEAT}__changed_at__gte": F("starts_at")}, then=False),
                default=True,
                output_field=BooleanField(),
            ),
            open=_flag(Q(**{f"{SEAT}__status": "offered"})),
        ),
        held,
    )


def _taught(user: User, start, stop) -> QuerySet:
    """Meetings of classes somebody teaches, or did until a while ago; a class in preparation may still change."""
    person = OuterRef(f"{LINE}__instructor__person")
    held = Hold.objects.filter(meeting=OuterRef("pk"), source=Hold.Source.TEACHING, resource__person=person)
    rows = _within(start, stop).filter(**{f"{LINE}__instructor__person__user": user})
    over = Q(**{f"{LINE}__ended_at__isnull": False})
    return _told(
        rows.annotate(
            entry=Concat(Value("teach-"), Cast(f"{LINE}__pk", CharField()), Value("-"), Cast("uid", CharField())),
            number=F("sequence") + Case(When(over, then=1), default=0, output_field=IntegerField()),
            changed=Greatest("changed_at", f"{LINE}__ended_at", output_field=DateTimeField()),
            gone=_flag(over | Q(canceled_at__isnull=False)),
            open=_flag(Q(**{f"{CLASS}__status": ScheduledClass.Status.DRAFT})),
        ),
        held,
    )


def _within(start, stop) -> QuerySet:
    return Meeting.objects.order_by().filter(starts_at__lt=stop, ends_at__gt=start)


def _told(rows: QuerySet, held: QuerySet) -> QuerySet:
    """What stands, and what was booked once and fell away lately."""
    lately = Q(gone=True, changed__gt=timezone.now() - KEPT)
    kept = rows.annotate(booked=Exists(held)).filter(Q(gone=False) | lately & Q(booked=True))
    return kept.values_list(*COLUMNS)


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _entry(
    uid: str, sequence: int, changed, gone: bool, undecided: bool, starts_at, ends_at, mode, room, center, number, title
) -> CalendarEntry:
    return CalendarEntry(
        uid=uid,
        sequence=sequence,
        title=f"{TAUGHT}{title}" if uid.startswith("teach-") else title,
        starts_at=starts_at,
        ends_at=ends_at,
        url=reverse("training:scheduledclass-detail", args=[number]),
        place=f"{center}, room {room}" if room else Mode(mode).label,
        about=number,
        canceled=gone,
        tentative=undecided and not gone,
        changed_at=changed,
    )
