"""Panels and their sealed sheets (personnel.md 3, items 16 and 25)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record
from doc_portal.core.models.base import days_within_reason
from personnel.models.announcements import Posting
from personnel.models.applications import Application

RATINGS = (1, 2, 3, 4, 5)


class PanelQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those one sits on, and those of announcements at worksites where one keeps panels or may read them.

        Who applied reads no panel of that announcement, whatever else they may.
        """
        applied = Application.objects.live().sent().filter(person__user=user).values("posting")
        rows = self.exclude(posting__in=applied)
        kinds = [scope_of(user, f"personnel.{right}_panel") for right in ("change", "view")]
        if any(kind.everywhere for kind in kinds) or user.has_perm("personnel.view_all_panel"):
            return rows
        sits = Q(Exists(PanelMember.objects.filter(panel=OuterRef("pk"), user=user)))
        for kind in kinds:
            if kind.worksites:
                sits |= Q(posting__locations__worksite__in=kind.worksites)
        return rows.filter(pk__in=self.model._default_manager.filter(sits).values("pk"))

    def for_list(self):
        return self.select_related("posting")

    def being_scored(self):
        """Those that were started and where somebody has not locked yet."""
        return self.filter(started_at__isnull=False, closed_at=None)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Panel(Record):
    """Who scores the applicants of one announcement. At least as many members as the setting says."""

    PAST_ACTS = {
        "create": "Set up",
        "add_member": "Member added",
        "release_member": "Member released",
        "add_competency": "Competency added",
        "edit_competency": "Competency changed",
        "remove_competency": "Competency removed",
        "choose_applicants": "Applicants chosen",
        "start": "Scoring started",
        "declare": "No conflict declared",
        "stand_down": "Stood down",
        "lock": "Sheets locked",
        "close": "All sheets locked, the result stands",
    }

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="panels", verbose_name="announcement")
    name = models.CharField(max_length=80, default="Interview panel")
    meets_on = models.DateField("meets", null=True, blank=True)
    started_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField("all sheets locked", null=True, editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("view_all_panel", "Can see every panel"),
            ("score_panel", "Can score as a member of a panel"),
        ]
        constraints = [
            days_within_reason("panel_day_within_reason", "meets_on"),
            models.UniqueConstraint(
                fields=["posting", "name"],
                name="panel_named_once",
                violation_error_message="This announcement already has a panel of that name.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="panel_closed_once_all_have_locked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.closed_at IS NOT NULL"),
                func="""
                    IF NEW.started_at IS NULL OR NOT EXISTS (SELECT 1 FROM personnel_panelmember m
                            WHERE m.panel_id = NEW.id AND m.locked_at IS NOT NULL)
                       OR EXISTS (SELECT 1 FROM personnel_panelmember m WHERE m.panel_id = NEW.id
                                    AND m.locked_at IS NULL AND m.conflict IS DISTINCT FROM true)
                    THEN RAISE EXCEPTION 'A panel closes once every member who scores has locked.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_closed_once_all_have_locked';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="panel_once_started_or_closed_stays_so",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.started_at IS NOT NULL AND NEW.started_at IS DISTINCT FROM OLD.started_at"
                    " OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at"
                    " OR OLD.posting_id IS DISTINCT FROM NEW.posting_id"
                ),
                func="RAISE EXCEPTION 'A panel that was started or closed stays so.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'panel_once_started_or_closed_stays_so';",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.posting}"

    def get_absolute_url(self):
        return reverse("personnel:panel-detail", args=[self.pk])

    @property
    def editable(self):
        """What is scored, by what and about whom, is settled before the start."""
        return self.started_at is None

    @property
    def phase(self) -> str:
        """Where the panel stands, in words."""
        if self.closed_at:
            return "Closed"
        return "Scoring" if self.started_at else "Being set up"

    def lies_in(self, scope) -> bool:
        """Whether its announcement has a place inside a scope."""
        if scope.everywhere or not scope.worksites:
            return scope.everywhere
        return any(place.worksite_id in scope.worksites for place in self.posting.locations.all())


PANEL_LEVELS = {"Being set up": "off", "Scoring": "warn", "Closed": "ok"}


def settled_before_the_start(name: str) -> pgtrigger.Trigger:
    """What a panel scores, and whom, is not changed once it was started."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF EXISTS (SELECT 1 FROM personnel_panel p WHERE p.started_at IS NOT NULL
                         AND p.id = CASE TG_OP WHEN 'DELETE' THEN OLD.panel_id ELSE NEW.panel_id END)
            THEN RAISE EXCEPTION 'A panel that was started keeps what it scores.'
                USING ERRCODE = '23514', CONSTRAINT = 'NAME';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """.replace("NAME", name),
    )


class Competency(models.Model):
    """What a panel rates from 1 to 5, with its weight and the anchor text of each rating."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="competencies")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    anchors = models.JSONField("what each rating means", default=dict)

    class Meta:
        verbose_name_plural = "competencies"
        ordering = ["panel", "order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "name"],
                name="competency_once_per_panel",
                violation_error_message="This competency already stands on the sheet.",
            ),
            models.CheckConstraint(
                name="competency_weighs_something",
                condition=Q(weight__gt=0),
                violation_error_message="Enter a weight above zero.",
            ),
        ]
        triggers = [settled_before_the_start("competency_settled_before_the_start")]

    def __str__(self):
        return self.name

    def anchor(self, rating: int) -> str:
        """What a rating means here; empty where nobody has said so yet."""
        return self.anchors.get(str(rating), "")

    @property
    def is_anchored(self) -> bool:
        """Whether every rating has its text."""
        return all(self.anchor(rating) for rating in RATINGS)

    @property
    def told(self) -> list[tuple[int, str]]:
        """Every rating with its text."""
        return [(rating, self.anchor(rating)) for rating in RATINGS]


class PanelApplicant(models.Model):
    """One whom a panel scores: the same for every member, settled before the start."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="candidates")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="panel_seats")

    class Meta:
        ordering = ["panel", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["panel", "application"], name="panel_scores_an_applicant_once"),
        ]
        triggers = [
            settled_before_the_start("panel_applicant_settled_before_the_start"),
            pgtrigger.Trigger(
                name="panel_applicant_of_its_announcement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM personnel_application a
                                   JOIN personnel_panel p ON p.posting_id = a.posting_id
                                   WHERE a.id = NEW.application_id AND p.id = NEW.panel_id)
                    THEN RAISE EXCEPTION 'A panel scores those who applied for its announcement.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_applicant_of_its_announcement';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return str(self.application.who)


class PanelMember(models.Model):
    """One who scores: declares conflicts, kinship included (policy D2-11.3), before scoring; locks their sheets after.

    Who declares a conflict stands down: they score nobody, and nobody waits for them.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel_seats")
    declared_at = models.DateTimeField(null=True)
    conflict = models.BooleanField(null=True)
    declaration = models.TextField("what was declared", blank=True, max_length=1000)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["panel", "user__last_name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                name="panel_member_once",
                violation_error_message="This person already sits on the panel.",
            ),
            models.CheckConstraint(
                name="panel_member_declared_before_locking",
                condition=Q(locked_at=None) | Q(declared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="panel_member_conflict_is_declared",
                condition=Q(declared_at=None, conflict=None) | Q(declared_at__isnull=False, conflict__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="panel_member_once_locked_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.locked_at IS NOT NULL"),
                func="RAISE EXCEPTION 'A locked sheet stays locked.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'panel_member_once_locked_stays';",
            ),
            pgtrigger.Trigger(
                name="panel_member_verified_no_claim",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM personnel_posting o JOIN personnel_panel p ON p.posting_id = o.id
                      WHERE p.id = NEW.panel_id FOR NO KEY UPDATE OF o;
                    IF EXISTS (SELECT 1 FROM personnel_preferenceclaim c
                               JOIN personnel_application a ON a.id = c.application_id
                               JOIN personnel_panel p ON p.posting_id = a.posting_id
                               WHERE p.id = NEW.panel_id AND c.decided_by_id = NEW.user_id)
                    THEN RAISE EXCEPTION 'Who verified claims does not sit on the panel.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_verified_no_claim';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="panel_member_not_after_the_end",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_panel p WHERE p.id = NEW.panel_id AND p.closed_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'A closed panel takes no further member.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_not_after_the_end';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="panel_member_did_not_apply",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM personnel_posting o JOIN personnel_panel p ON p.posting_id = o.id
                      WHERE p.id = NEW.panel_id FOR NO KEY UPDATE OF o;
                    IF EXISTS (SELECT 1 FROM personnel_panel p
                               JOIN personnel_application a ON a.posting_id = p.posting_id
                               JOIN personnel_person o ON o.id = a.person_id
                               WHERE p.id = NEW.panel_id AND o.user_id = NEW.user_id
                                 AND a.status NOT IN ('draft', 'abandoned', 'withdrawn'))
                    THEN RAISE EXCEPTION 'Who applied does not sit on the panel.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_did_not_apply';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def scores(self) -> bool:
        """Whether this member may write on their sheets now."""
        return self.declared_at is not None and not self.conflict and self.locked_at is None

    @property
    def phase(self) -> str:
        """Where this member stands, in words."""
        if self.conflict:
            return "Stands down"
        if self.locked_at:
            return "Locked"
        return "Scores" if self.declared_at else "To declare"

    @property
    def phase_level(self) -> str:
        """The shape beside the phase."""
        return {"Locked": "ok", "To declare": "warn", "Scores": "info"}.get(self.phase, "off")


class ScoreSheetQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """One's own ratings, and all of a panel that has closed. The database seals them by itself besides."""
        return self.filter(Q(panellist=user) | Q(panel__closed_at__isnull=False))

    def counting(self):
        """Those of members who locked: the sheets of who stood down do not count."""
        locked = PanelMember.objects.filter(
            panel=OuterRef("panel"), user=OuterRef("panellist"), locked_at__isnull=False, conflict=False
        )
        return self.filter(Exists(locked))


class ScoreSheet(models.Model):
    """One rating by one member for one applicant and competency.

    Row-level security seals it (migration `panels_keep_what_they_score`): the app's role sees another's sheet only once
    the panel has closed, which takes every member's lock; `doc_portal.core.actor` says in the transaction who asks.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    panellist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, max_length=1000)
    rated_at = models.DateTimeField(default=timezone.now)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["panellist", "application", "competency"], name="score_sheet_once"),
            models.CheckConstraint(
                name="score_sheet_rating_from_one_to_five",
                condition=Q(rating__range=(1, 5)),
                violation_error_message="Rate from 1 to 5.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="score_sheet_written_by_a_member_who_declared",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM personnel_panelmember m
                        WHERE m.panel_id = OLD.panel_id AND m.user_id = OLD.panellist_id AND m.locked_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'A locked sheet is not changed.'
                        USING ERRCODE = '23514', CONSTRAINT = 'score_sheet_once_locked_stays';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    IF NOT EXISTS (SELECT 1 FROM personnel_panelmember m
                        WHERE m.panel_id = NEW.panel_id AND m.user_id = NEW.panellist_id
                          AND m.declared_at IS NOT NULL AND NOT m.conflict AND m.locked_at IS NULL)
                    THEN RAISE EXCEPTION 'Scoring comes after declaring and before locking.'
                        USING ERRCODE = '23514', CONSTRAINT = 'score_sheet_written_by_a_member_who_declared';
                    END IF;
                    IF NOT EXISTS (SELECT 1 FROM personnel_panel p
                                   JOIN personnel_competency c ON c.panel_id = p.id
                                   JOIN personnel_panelapplicant a ON a.panel_id = p.id
                                   WHERE p.id = NEW.panel_id AND p.started_at IS NOT NULL
                                     AND c.id = NEW.competency_id AND a.application_id = NEW.application_id)
                    THEN RAISE EXCEPTION 'A sheet is about what its panel scores.'
                        USING ERRCODE = '23514', CONSTRAINT = 'score_sheet_about_what_its_panel_scores';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.application_id}: {self.rating}"
