"""Pages of positions: which chairs there are, who sits in them, and what happens to a chair."""

from django.utils.html import format_html
from django.utils.http import urlencode

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK
from doc_portal.core.forms import ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.positions import (
    abolish_position,
    add_position,
    fill_position,
    freeze_position,
    reopen_position,
    revise_position,
    vacate_position,
)
from personnel.forms.positions import FillForm, PositionFilter, PositionForm
from personnel.models import Position, Requisition, RequisitionPosition, Shift
from personnel.staffing import LIVE
from personnel.suppression import NOT_LISTED, note_override, shown_to
from personnel.tables.positions import PositionTable

RIGHTS = {"edit": "change", "fill": "vacate", "reopen": "freeze"}
"""The right behind a verb where it is not called like it."""


class PositionList(ListPage):
    """Every chair one may see; abolished ones only where they are asked for."""

    model = Position
    permission_required = "personnel.view_position"
    filterset_class = PositionFilter
    table_class = PositionTable
    order_by = "position_no"
    intro = "Numbered, budgeted positions. Vacant ones can be asked for; frozen ones cannot be filled."
    empty_text = "Positions appear here once they are brought in."

    def unasked(self, rows):
        return rows.standing()


class PositionPage(Page):
    """A page about one chair."""

    model = Position

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        return f"Position {self.object.position_no}"


class PositionDetail(PositionPage, DetailPage):
    """One chair, who sits in it, and which request is to fill it."""

    permission_required = "personnel.view_position"

    def get_intro(self):
        one = self.object
        return f"{one.job_class} at {one.worksite}, {Shift(one.shift).phrase}."

    def facts(self):
        """What it is, who holds it and what is planned."""
        one = self.object
        told = [
            ("Class", _link(one.job_class)),
            ("Worksite", _link(one.worksite)),
            ("Unit", _link(one.unit) if one.unit else BLANK),
            ("Shift", one.get_shift_display()),
            ("FTE", one.fte_words),
            ("Held by", self.held_by()),
            ("Note", one.note or BLANK),
        ]
        naming = Requisition.objects.visible_to(self.request.user).filter(chairs__position=one).order_by("-pk")
        told += [("Named by", _link(request)) for request in naming[:5]]
        return told

    def held_by(self):
        """The holder, where the person asking may see them; showing who is not listed is recorded."""
        holder = self.object.holder
        if holder is None:
            return BLANK
        if holder.pk not in shown_to(self.request.user, [holder]):
            return NOT_LISTED
        note_override([holder], by=self.request.user)
        return _link(holder)

    def may_be_asked_for(self) -> bool:
        """Whether whoever looks may ask to fill it: vacant, and named by no request that is on its way."""
        one = self.object
        if one.status != Position.Status.VACANT or not self.may("personnel.add_requisition", one):
            return False
        return not RequisitionPosition.objects.filter(position=one, requisition__status__in=LIVE).exists()

    def asking_address(self) -> str:
        """Where a request for it is written, with its class, worksite and shift filled in."""
        return f"{address_of('personnel:requisition-create')}?{urlencode({'position': self.object.position_no})}"

    def actions(self):
        """What may be done with the chair now and here."""
        one = self.object
        verbs = [*(["edit"] if one.editable else []), *one.allowed_verbs()]
        asks = {"verb": "ask", "url": self.asking_address(), "label": "Ask to fill", "danger": False}
        return ([asks] if self.may_be_asked_for() else []) + [
            {
                "verb": verb,
                "url": address_of(f"personnel:position-{verb}", one.pk),
                "label": one.TRANSITIONS[verb].label if verb in one.TRANSITIONS else "Edit",
                "danger": verb in one.TRANSITIONS and one.TRANSITIONS[verb].danger,
            }
            for verb in verbs
            if self.may(f"personnel.{RIGHTS.get(verb, verb)}_position", one)
        ]


class PositionCreate(CreatePage):
    """Add a vacant position."""

    model = Position
    permission_required = "personnel.add_position"
    form_class = PositionForm
    button = "Add position"
    done = "Position added. It is vacant."

    def keep(self, form):
        return add_position(form.instance, by=self.request.user)


class PositionEdit(PositionPage, EditPage):
    """Change what a position is."""

    permission_required = "personnel.change_position"
    form_class = PositionForm
    button = "Save position"
    done = "Position saved."

    def get_title(self):
        return f"Edit position {self.object.position_no}"

    def keep(self, form, changed):
        return revise_position(form.instance, by=self.request.user, changed=changed)


class PositionAct(PositionPage, ActionPage):
    """Something done with a chair."""

    def get_title(self):
        return f"{self.get_button()}: {self.object}"


class PositionFill(PositionAct):
    """Put somebody into a vacant position."""

    permission_required = "personnel.vacate_position"
    form_class = FillForm
    action = staticmethod(fill_position)
    verb = "fill"
    intro = "Who was appointed to one of this kind has then taken it."


class PositionVacate(PositionAct):
    """Make a position vacant."""

    permission_required = "personnel.vacate_position"
    action = staticmethod(vacate_position)
    intro = "Nobody holds it any more, and it can be asked for. Their assignment is not changed by this."


class PositionFreeze(PositionAct):
    """Keep a vacant position from being filled."""

    permission_required = "personnel.freeze_position"
    form_class = ReasonForm
    action = staticmethod(freeze_position)
    intro = "It cannot be filled and is not counted as authorized until it is opened again."


class PositionReopen(PositionAct):
    """Let a frozen position be filled again."""

    permission_required = "personnel.freeze_position"
    action = staticmethod(reopen_position)
    verb = "reopen"
    intro = "It is vacant again and can be asked for."


class PositionAbolish(PositionAct):
    """End a position for good."""

    permission_required = "personnel.abolish_position"
    form_class = ReasonForm
    action = staticmethod(abolish_position)
    intro = "It is kept on record and never filled again."


def _link(record):
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)
