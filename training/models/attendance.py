"""Who was there for how long, and what they scored. A correction is a further line (training.md 3, items 12, 14)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet
from doc_portal.core.models.rules import guard
from training.models.enrolment import CLASS_OF_ENROLMENT, Enrolment
from training.models.meetings import Meeting
from training.models.rules import own, while_open

PERSON_OF_ENROLMENT = "(SELECT e.person_id FROM training_enrolment e WHERE e.id = NEW.enrolment_id)"


class AttendanceQuerySet(PortalQuerySet):
    def counting(self):
        """The lines that count: those no later line corrects."""
        later = self.model._default_manager.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(later))

    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Attendance(models.Model):
    """Minutes somebody was at a meeting. Nobody records their own."""

    class Status(models.TextChoices):
        PRESENT = "present", "Present"
        LATE = "late", "Came late or left early"
        ABSENT = "absent", "Absent"
        APOLOGY = "apology", "Said beforehand that they cannot come"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField("why it is corrected", max_length=240, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "attendance"
        verbose_name_plural = "attendance"
        ordering = ["meeting", "enrolment", "pk"]
        default_permissions = ()
        permissions = [
            ("record_attendance", "Can record attendance of any class"),
            ("correct_attendance", "Can correct attendance"),
            ("import_attendance", "Can bring in attendance as a list"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "enrolment"],
                condition=Q(corrects=None),
                name="attendance_recorded_once",
                violation_error_message="This was already recorded. Correct the line instead.",
            ),
            models.CheckConstraint(
                name="attendance_corrected_for_a_reason",
                condition=Q(corrects=None) | ~Q(reason=""),
                violation_error_message="Say why it is corrected.",
            ),
            models.CheckConstraint(
                name="attendance_absent_is_no_minutes",
                condition=~Q(status__in=["absent", "apology"]) | Q(minutes=0),
                violation_error_message="Who was absent was there for 0 minutes.",
            ),
            models.CheckConstraint(
                name="attendance_status_known", condition=Q(status__in=["present", "late", "absent", "apology"])
            ),
            models.CheckConstraint(name="attendance_corrects_another", condition=~Q(corrects=F("pk"))),
        ]
        triggers = [
            while_open("attendance_of_a_finalised_class_stays", CLASS_OF_ENROLMENT),
            guard("attendance_corrections_append", "true", pgtrigger.Update | pgtrigger.Delete),
            guard(
                "attendance_not_recorded_by_oneself",
                own(PERSON_OF_ENROLMENT, "NEW.recorded_by_id"),
                pgtrigger.Insert,
            ),
            guard(
                "attendance_within_the_meeting",
                """NEW.minutes > (SELECT extract(epoch FROM m.ends_at - m.starts_at) / 60
                                    FROM training_meeting m WHERE m.id = NEW.meeting_id)""",
                pgtrigger.Insert,
            ),
            guard(
                "attendance_of_the_class_enrolled_in",
                """NOT EXISTS (SELECT 1 FROM training_meeting m JOIN training_enrolment e
                       ON e.scheduled_class_id = m.scheduled_class_id
                    WHERE m.id = NEW.meeting_id AND e.id = NEW.enrolment_id)
                   OR (NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM training_attendance a
                        WHERE a.id = NEW.corrects_id AND a.meeting_id = NEW.meeting_id
                          AND a.enrolment_id = NEW.enrolment_id))""",
                pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"{self.enrolment.person}: {self.minutes} minutes"


class Assessment(models.Model):
    """One attempt at one part of a test. Attempts are counted; nobody scores themselves."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="assessments")
    component = models.CharField("part", max_length=80)
    attempt = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=5, decimal_places=2)
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "component", "attempt"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "component", "attempt"],
                name="assessment_attempt_once",
                violation_error_message="This attempt was already scored.",
            ),
            models.CheckConstraint(
                name="assessment_score_is_percent",
                condition=Q(score__range=(0, 100)),
                violation_error_message="Enter a score from 0 to 100.",
            ),
            models.CheckConstraint(name="assessment_attempts_count_from_one", condition=Q(attempt__gte=1)),
        ]
        triggers = [
            while_open("assessment_of_a_finalised_class_stays", CLASS_OF_ENROLMENT),
            guard("assessment_stays_as_scored", "true", pgtrigger.Update | pgtrigger.Delete),
            guard("assessment_not_of_oneself", own(PERSON_OF_ENROLMENT, "NEW.evaluator_id"), pgtrigger.Insert),
            guard(
                "assessment_within_the_attempts",
                """NEW.attempt > (SELECT v.max_attempts FROM training_enrolment e
                     JOIN training_scheduledclass c ON c.id = e.scheduled_class_id
                     JOIN training_courseversion v ON v.id = c.course_version_id WHERE e.id = NEW.enrolment_id)""",
                pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"{self.enrolment.person}: {self.component}, attempt {self.attempt}"
