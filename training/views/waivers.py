"""Pages of waivers and of pauses of the clock."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, long_date, status_mark
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from training.actions.waivers import approve_waiver, ask_waiver, end_waiver, keep_pause
from training.forms.requirements import PauseFilter, PauseForm, WaiverFilter, WaiverForm
from training.models import ClockPause, Waiver
from training.tables.requirements import PauseTable, WaiverTable

AWAY = "Pauses of the clock"


class WaiverList(ListPage):
    """Requirements set aside for people, and those asked for."""

    model = Waiver
    permission_required = "training.view_waiver"
    title = "Waivers"
    intro = "Requirements set aside for one person until a day, each approved by somebody else than who asked."
    filterset_class = WaiverFilter
    table_class = WaiverTable
    order_by = "-starts_on"
    empty_text = "Nobody is waived from anything here."


class WaiverPage(Page):
    """A page about one waiver."""

    model = Waiver

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        up = (
            [("Waivers", reverse("training:waiver-list"))] if self.request.user.has_perm("training.view_waiver") else []
        )
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]


class WaiverDetail(WaiverPage, DetailPage):
    """One waiver: for whom, from what, why, and where it stands."""

    permission_required = "training.view_requirementrule"

    def facts(self):
        """Everything about it."""
        one = self.object
        return [
            ("State", status_mark(*one.stands())),
            ("Person", format_html('<a href="{}">{}</a>', one.person.get_absolute_url(), one.person)),
            ("Requirement", format_html('<a href="{}">{}</a>', one.rule.get_absolute_url(), one.rule)),
            ("Reason", one.reason),
            ("From", long_date(one.starts_on)),
            ("Until", long_date(one.ends_on)),
            ("Asked for by", one.created_by.shown_name if one.created_by else BLANK),
            ("Approved by", one.approved_by.shown_name if one.approved_by else BLANK),
        ]

    def actions(self):
        """Approving and ending, where they are still possible."""
        one = self.object
        steps = [
            ("approve", "Approve waiver", False, one.approved_at is None),
            ("end", "Take waiver back" if one.approved_at else "Decline waiver", True, True),
        ]
        return [
            {"verb": verb, "url": reverse(f"training:waiver-{verb}", args=[one.pk]), "label": label, "danger": danger}
            for verb, label, danger, possible in steps
            if possible and one.ended_on is None and self.may(f"training.{verb}_waiver", one)
        ]


class WaiverCreate(CreatePage):
    """Ask that a requirement be set aside for somebody."""

    model = Waiver
    permission_required = "training.add_waiver"
    form_class = WaiverForm
    title = "New waiver"
    intro = "Say why. Somebody else than you and the person approves it."
    button = "Ask for waiver"
    done = "Asked for. The requirement stands until somebody else approves the waiver."

    def trail(self):
        return [("Waivers", reverse("training:waiver-list"))]

    def keep(self, form):
        return ask_waiver(form.instance, by=self.request.user)


class WaiverApprove(WaiverPage, ActionPage):
    """Say yes."""

    permission_required = "training.approve_waiver"
    form_class = NoteForm
    action = staticmethod(approve_waiver)
    button = "Approve waiver"
    done = "Waiver approved. The requirement is set aside."

    def get_intro(self):
        """What is approved."""
        one = self.object
        return f"From {long_date(one.starts_on)} until {long_date(one.ends_on)}. Reason: {one.reason}"


class WaiverEnd(WaiverPage, ActionPage):
    """Take it back, or decline it."""

    permission_required = "training.end_waiver"
    form_class = ReasonForm
    action = staticmethod(end_waiver)
    done = "The waiver does not hold. The requirement stands."

    def get_button(self):
        return "Take waiver back" if self.object.approved_at else "Decline waiver"

    def is_dangerous(self):
        """The person owes it again."""
        return True


class ClockPauseList(ListPage):
    """Who is away so that the clock stands still."""

    model = ClockPause
    permission_required = "training.view_clockpause"
    title = AWAY
    intro = "Leave that stops the clock: due dates move by the days away. Which leave it is, the portal does not keep."
    filterset_class = PauseFilter
    table_class = PauseTable
    order_by = "-starts_on"
    row_name = "pause"
    empty_text = "Nobody's clock stands still."


class PausePage(Page):
    """A page about pauses."""

    model = ClockPause

    def trail(self):
        return [(AWAY, reverse("training:clockpause-list"))]


class ClockPauseCreate(PausePage, CreatePage):
    """Note that somebody is away."""

    permission_required = "training.add_clockpause"
    form_class = PauseForm
    button = "Add pause"
    done = "The clock stands still; due dates were moved."

    def keep(self, form):
        return keep_pause(form.instance, by=self.request.user)


class ClockPauseEdit(PausePage, EditPage):
    """Most often the first day back."""

    permission_required = "training.change_clockpause"
    form_class = PauseForm
    button = "Save pause"
    done = "Pause saved. Due dates were worked out again."

    @cached_property
    def title(self):
        """Whose pause."""
        return f"Pause of {self.object.person}"

    def keep(self, form, changed):
        return keep_pause(form.instance, by=self.request.user, changed=changed)
