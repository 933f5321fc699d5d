"""Who works here, and where: people of the directory and their assignments (portal.md 8).

There is no column for a home address, a private telephone, a birth date or a Social Security number, on purpose.
"""

import operator
import uuid
from datetime import timedelta
from functools import reduce

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models import Attachment, PortalQuerySet, Record, Unit, Worksite
from doc_portal.core.models.base import positive_period
from doc_portal.core.ranges import DateSpan, OnePoint
from personnel.names import FoldedNames, word_beginnings

TEN_DIGITS = RegexValidator(
    r"\A\(\d{3}\) \d{3}-\d{4}\Z", "Enter the telephone number with its ten digits, like (573) 555-0100."
)
EXTENSION = RegexValidator(r"\A\d{1,6}\Z", "Enter the extension in one to six digits.")


class PersonQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Everyone but suppressed people: those only stewards in their scope, their supervisor and themselves see.

        Rows outside answer 404 and appear in no list, count, export, search or feed (portal.md 8).
        """
        steward = scope_of(user, "personnel.view_suppressed_person")
        if steward.everywhere:
            return self.all()
        led = Assignment.objects.current().filter(person=OuterRef("pk"), supervisor__user=user)
        return self.filter(Q(suppressed=False) | Q(user=user) | Q(Exists(led)) | steward.rows_of(self.model))

    def current(self, on=None):
        """People who work here on a day: not ended by then."""
        on = on or timezone.localdate()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def listed(self):
        """People of the directory: current ones. Who left has a page for a while and is in no list."""
        return self.current()

    def directory(self):
        """Whom a list shows unless it is asked for others: current people who are not suppressed."""
        return self.current().filter(suppressed=False)

    def gone(self, on=None):
        """People who have left by a day."""
        return self.filter(ended_on__lte=on or timezone.localdate())

    def led_by(self, person):
        """People who report to a person today."""
        return self.filter(Exists(Assignment.objects.current().filter(person=OuterRef("pk"), supervisor=person)))

    def unlisted_led_by(self, user, on=None):
        """Current people out of the directory whom `user` supervises: they alone and stewards still see them."""
        led = Assignment.objects.current(on).filter(person=OuterRef("pk"), supervisor__user=user)
        return self.current(on).filter(Exists(led), suppressed=True)

    def with_stub(self, days: int):
        """People whose page still answers: current ones, and who left within the last `days`."""
        return self.current(timezone.localdate() - timedelta(days=days))

    def named(self, text: str):
        """People who have every word of `text` at the beginning of some part of their name, in any spelling."""
        return self.filter(self.names_like(text))

    def names_like(self, text: str) -> Q:
        """The condition of `named()`; nobody fits a text without letters or digits."""
        wanted = [Q(folded_name__contains=beginning) for beginning in word_beginnings(text)]
        return reduce(operator.and_, wanted) if wanted else Q(pk__in=())

    def unconfirmed_since(self, day):
        """Current people who have not confirmed their entry since a day."""
        return self.current().filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=day))

    def for_list(self):
        return self.naming("unit", "worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["folded_name"])
class Person(Record):
    """A person of the directory: how to call and reach them at work. `user` is the account, if there is one.

    `title`, `unit` and `worksite` are those of the main assignment of today. `place_people()` alone writes them, here
    and on the account: after each change of an assignment, and every night for those that begin or end by date.
    """

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    employee_number = models.CharField(max_length=20, null=True, blank=True, unique=True)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    preferred_name = models.CharField("preferred first name", max_length=60, blank=True)
    pronunciation = models.CharField("how to say the name", max_length=120, blank=True)
    email = models.EmailField("work e-mail", blank=True)
    phone = models.CharField("work phone", max_length=20, blank=True, validators=[TEN_DIGITS])
    extension = models.CharField(max_length=6, blank=True, validators=[EXTENSION])
    languages = models.CharField(max_length=160, blank=True)
    title = models.CharField("job title", max_length=120, blank=True, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="people"
    )
    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="people"
    )
    can_help_with = models.CharField("can help with", max_length=240, blank=True)
    photo = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    photo_consent = models.BooleanField("agrees that the photo is shown", default=False)
    suppressed = models.BooleanField("not listed", default=False, editable=False)
    confirmed_on = models.DateField("entry confirmed", null=True, blank=True, editable=False)
    ended_on = models.DateField("left", null=True, blank=True, editable=False)
    access_ended_at = models.DateTimeField("access stopped", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("record closed", null=True, blank=True, editable=False)
    sample = models.BooleanField("invented for the sample", default=False, editable=False)
    folded_name = models.GeneratedField(
        expression=FoldedNames("first_name", "preferred_name", "last_name"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["last_name", "first_name", "pk"]
        default_permissions = ("add", "change", "view", "export", "import")
        permissions = [
            ("view_suppressed_person", "Can see people who are not listed"),
            ("suppress_person", "Can take a person out of the directory and list them again"),
            ("end_person", "Can end a person's employment"),
        ]
        indexes = [
            models.Index(fields=["ended_on"], name="person_ended"),
            models.Index(fields=["ended_on"], name="person_in_directory", condition=Q(suppressed=False)),
            models.Index(Lower("last_name"), Lower("first_name"), name="person_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~Q(first_name="") & ~Q(last_name=""),
                violation_error_message="Enter a first and a last name.",
            ),
            models.CheckConstraint(
                name="person_phone_has_ten_digits",
                condition=Q(phone="") | Q(phone__regex=r"^\(\d{3}\) \d{3}-\d{4}$"),
                violation_error_message=str(TEN_DIGITS.message),
            ),
            models.CheckConstraint(
                name="person_photo_is_shown_with_consent",
                condition=Q(photo_consent=True) | Q(photo__isnull=True),
                violation_error_message="A photo is kept only while the person agrees that it is shown.",
            ),
            models.CheckConstraint(
                name="person_closed_after_access_stopped",
                condition=Q(closed_at__isnull=True) | Q(access_ended_at__isnull=False, ended_on__isnull=False),
                violation_error_message="Stop the person's access and hand over what they own before closing.",
            ),
            models.CheckConstraint(
                name="person_dates_within_reason",
                condition=Q(ended_on__isnull=True) | Q(ended_on__range=("1960-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1960 and 2199.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="person_ends_and_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="account_is_listed_as_the_person_is",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("suppressed", "user_id"),
                when=pgtrigger.After,
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.user_id IS DISTINCT FROM NEW.user_id THEN
                        UPDATE core_user SET listed = true WHERE id = OLD.user_id AND NOT listed;
                    END IF;
                    UPDATE core_user SET listed = NOT NEW.suppressed WHERE id = NEW.user_id AND listed = NEW.suppressed;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return address_of("personnel:person-detail", self.uuid)

    @property
    def full_name(self):
        """The name as it is shown: the preferred first name where there is one."""
        return f"{self.preferred_name or self.first_name} {self.last_name}"

    @property
    def is_current(self):
        return self.ended_on is None or self.ended_on > timezone.localdate()

    @property
    def telephone(self):
        """The number with its extension."""
        return f"{self.phone}, ext. {self.extension}" if self.phone and self.extension else self.phone

    def hands_out(self, attachment, user) -> bool:
        """Whether a file of this person leaves the portal: the photo they agreed to, while they work here."""
        return self.photo_consent and self.photo_id == attachment.pk and self.is_current


NO_LOOPS = """
    PERFORM pg_advisory_xact_lock(hashtextextended('personnel.supervisors', 0));
    IF EXISTS (
        WITH RECURSIVE above(led, leader, during) AS (
            SELECT person_id, supervisor_id, daterange(starts_on, ends_on)
              FROM changed WHERE supervisor_id IS NOT NULL
            UNION
            SELECT above.led, one.supervisor_id, above.during * daterange(one.starts_on, one.ends_on)
              FROM above JOIN personnel_assignment one ON one.person_id = above.leader
             WHERE one.supervisor_id IS NOT NULL AND above.leader <> above.led
               AND daterange(one.starts_on, one.ends_on) && above.during)
        SELECT 1 FROM above WHERE leader = led)
    THEN
        RAISE EXCEPTION 'Nobody is led by somebody they lead.'
            USING ERRCODE = '23514', CONSTRAINT = 'assignment_supervisors_form_no_loop';
    END IF;
    RETURN NULL;
"""
"""Looks at all rows of a statement at once, since a list brought in changes thousands: at no time may a chain of
supervisors come back to where it began."""


def no_loops(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """The trigger that refuses supervisors who are led by those they lead, for one kind of statement."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="changed"),
        func=NO_LOOPS,
    )


class AssignmentQuerySet(PortalQuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)

    def unended(self, on=None):
        """Those in force on a day or from a later one on."""
        return self.exclude(ends_on__lte=on or timezone.localdate())

    def primary(self, on=None):
        """The primary assignments in force on a day, one a person."""
        return self.current(on).filter(primary=True)

    def visible_to(self, user):
        """Those of people one may see."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def for_list(self):
        return self.select_related("person", "unit", "worksite", "supervisor")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Assignment(Record):
    """What a person does where, from a day on. One is primary at any time: it says where they belong."""

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    class Shift(models.TextChoices):
        NONE = "", "None"
        DAY = "day", "Day"
        EVENING = "evening", "Evening"
        NIGHT = "night", "Night"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField("job title", max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="assignments")
    supervisor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="led")
    shift = models.CharField(max_length=10, choices=Shift, default=Shift.NONE, blank=True)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The first day on which it no longer holds.")
    primary = models.BooleanField("main assignment", default=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-primary", "-starts_on", "-pk"]
        default_permissions = ("add", "change", "view", "export", "import")
        permissions = [("end_assignment", "Can end an assignment")]
        indexes = [
            models.Index(fields=["worksite", "ends_on"], name="assignment_at_worksite"),
            models.Index(fields=["supervisor"], condition=Q(ends_on__isnull=True), name="assignment_led_by"),
        ]
        constraints = [
            positive_period("assignment_ends_after_it_starts", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="assignment_has_a_title",
                condition=~Q(title=""),
                violation_error_message="Enter a job title.",
            ),
            models.CheckConstraint(
                name="assignment_nobody_supervises_themselves",
                condition=Q(supervisor__isnull=True) | ~Q(supervisor=models.F("person")),
                violation_error_message="Nobody supervises themselves. Choose another supervisor.",
            ),
            models.CheckConstraint(
                name="assignment_dates_within_reason",
                condition=Q(starts_on__range=("1960-01-01", "2199-12-31"))
                & (Q(ends_on__isnull=True) | Q(ends_on__range=("1960-01-01", "2199-12-31"))),
                violation_error_message="Enter a year between 1960 and 2199.",
            ),
            ExclusionConstraint(
                name="assignment_one_primary_at_a_time",
                expressions=[
                    (OnePoint("person"), RangeOperators.OVERLAPS),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(primary=True),
                violation_error_message="The person already has a main assignment in that time. End it first, or "
                "make this one an additional assignment.",
            ),
        ]
        triggers = [
            no_loops("assignment_added_supervisors_form_no_loop", pgtrigger.Insert),
            no_loops("assignment_changed_supervisors_form_no_loop", pgtrigger.Update),
        ]

    def __str__(self):
        return f"{self.title}, {self.worksite}"

    def get_absolute_url(self):
        return self.person.get_absolute_url()


class CorrectionQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those a steward looks after, and one's own; never those about people one may not see."""
        kept = scope_of(user, "personnel.view_correction")
        rows = self if kept.everywhere else self.filter(Q(created_by=user) | kept.rows_of(self.model))
        return rows.filter(person__in=Person.objects.visible_to(user))

    def open(self):
        return self.filter(decided_at__isnull=True)

    def for_list(self):
        return self.select_related("person", "created_by")


class Correction(Record):
    """What somebody says is wrong in a person's entry, until a steward has taken or declined it."""

    UNIT_PATH = "person__unit"
    WORKSITE_PATH = "person__worksite"

    class Outcome(models.TextChoices):
        OPEN = "", "Open"
        TAKEN = "taken", "Taken over"
        DECLINED = "declined", "Not taken over"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField("what should be changed", max_length=1000)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True, editable=False)
    answer = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("change", "view")
        constraints = [
            models.CheckConstraint(
                name="correction_says_something", condition=~Q(text=""), violation_error_message="Say what is wrong."
            ),
            models.CheckConstraint(
                name="correction_is_decided_by_somebody",
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(outcome__in=["taken", "declined"], decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Correction for {self.person}"

    def get_absolute_url(self):
        return address_of("personnel:correction-detail", self.pk)
