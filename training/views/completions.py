"""Pages of completions that wait to be placed, and of courses taken elsewhere."""

from datetime import date

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment, partial_date, plain_number
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, ListPage, Page
from training.actions.completions import match_completion, set_completion_aside
from training.actions.outside import accept_course, hand_in_course, refuse_course
from training.forms.credit import ASIDE, OutsideFilter, OutsideForm, SettleForm, UnplacedFilter
from training.lists.completions import versions_by_code
from training.models import OutsideCompletion, UnplacedCompletion
from training.tables.credit import OutsideTable, UnplacedTable

QUEUE = "Completions to place"
ELSEWHERE = "Courses taken elsewhere"


class UnplacedCompletionList(ListPage):
    """The queue; what was settled where that is asked for."""

    model = UnplacedCompletion
    permission_required = "training.import_trainingcredit"
    title = QUEUE
    intro = "What online systems sent about nobody or no course we know. Credit each to whom it is, or set it aside."
    filterset_class = UnplacedFilter
    table_class = UnplacedTable
    row_name = "completion"
    order_by = "arrived_at"
    empty_text = "Nothing waits. A list brings in what online systems say; what it names and we do not know waits here."

    def unasked(self, rows):
        return rows.open()

    def may_export(self):
        return False


class UnplacedCompletionSettle(ActionPage):
    """One completion of the queue: credit it, or set it aside."""

    model = UnplacedCompletion
    permission_required = "training.import_trainingcredit"
    template_name = "training/unplacedcompletion_settle.html"
    form_class = SettleForm
    button = "Settle completion"

    def get_title(self):
        return f"Place completion {self.object}"

    def trail(self):
        return [(QUEUE, address_of("training:unplacedcompletion-list"))]

    def get_initial(self):
        """What the line says, as far as it can be read."""
        row = self.object.row
        version = versions_by_code([row.get("course", "").upper()]).get(row.get("course", "").upper())
        try:
            day = date.fromisoformat(row.get("completed_on", ""))
        except ValueError:
            day = None
        return {"version": version, "completed_on": day, "hours": row.get("hours") or None}

    def facts(self) -> list[tuple[str, str]]:
        """The line as it came, and what became of it."""
        one = self.object
        told = [
            ("Source", one.get_source_display()),
            ("Number there", one.external_id),
            ("Why it waits", f"{one.get_problem_display()}. {one.words}"),
            ("Employee number", one.row.get("employee_number") or BLANK),
            ("Course", one.row.get("course") or BLANK),
            ("Completed", partial_date(one.row.get("completed_on") or BLANK)),
            ("Hours", one.row.get("hours") or BLANK),
            ("Arrived", long_moment(one.arrived_at)),
        ]
        if one.settled_at is not None:
            why = f": {one.settled_because}" if one.settled_because else ""
            told.append((one.state_words, f"{long_moment(one.settled_at)}{why}"))
        return told

    def action(self, waiting, *, by, decision, person, version, completed_on, hours, note):
        """Match or set aside."""
        if decision == ASIDE:
            return set_completion_aside(waiting, by=by, note=note)
        return match_completion(waiting, person, version, completed_on=completed_on, hours=hours, by=by)

    def done_message(self):
        return f"{self.object} is {self.object.state_words.lower()}."

    def get_success_url(self):
        return address_of("training:unplacedcompletion-list")


class OutsideCompletionList(ListPage):
    """One's own courses taken elsewhere, and those of people one leads or looks after."""

    model = OutsideCompletion
    permission_required = "training.view_outsidecompletion"
    title = ELSEWHERE
    intro = "Hand in a course you or your people took elsewhere, with its evidence. The registrar accepts it or not."
    filterset_class = OutsideFilter
    table_class = OutsideTable
    row_name = "course taken elsewhere"
    order_by = "-completed_on"
    empty_text = "No course taken elsewhere was handed in."

    def may_export(self):
        return False


class OutsidePage(Page):
    """A page about one course taken elsewhere."""

    model = OutsideCompletion

    def get_queryset(self):
        return super().get_queryset().for_list().select_related("evidence", "created_by", "decided_by", "credit")

    def get_title(self):
        return f"{self.get_button()}: {self.object}" if isinstance(self, ActionPage) else str(self.object)


class OutsideCompletionDetail(OutsidePage, DetailPage):
    """What was handed in, its evidence, and what the registrar says."""

    permission_required = "training.view_outsidecompletion"

    def facts(self):
        one = self.object
        return [
            ("Person", one.person),
            ("Course", _link(one.course_version.course.get_absolute_url(), one.course_version.course)),
            ("Held by", one.held_by),
            ("Completed", long_date(one.completed_on)),
            ("Hours", plain_number(one.hours)),
            ("Evidence", _evidence(one)),
            ("Handed in by", one.created_by.shown_name if one.created_by else BLANK),
            ("The registrar says", one.answer or BLANK),
            ("Credit", _link(one.credit.get_absolute_url(), one.credit.year_words) if one.credit else BLANK),
        ]

    def actions(self):
        """Accepting and turning down are one right."""
        one = self.object
        if one.status != OutsideCompletion.Status.WAITING or not self.may("training.accept_outsidecompletion", one):
            return []
        return [
            {"verb": verb, "label": one.TRANSITIONS[verb].label, "danger": verb == "refuse",
             "url": address_of(f"training:outsidecompletion-{verb}", one.pk)}
            for verb in ("accept", "refuse")
        ]  # fmt: skip


def _link(url, words):
    return format_html('<a href="{}">{}</a>', url, words)


def _evidence(one: OutsideCompletion):
    if one.evidence is None:
        return BLANK
    return _link(address_of("core:attachment-download", one.evidence.uuid), one.evidence.name)


class OutsideCompletionCreate(CreatePage):
    """Hand in a course taken elsewhere."""

    model = OutsideCompletion
    permission_required = "training.add_outsidecompletion"
    form_class = OutsideForm
    title = "Hand in a course taken elsewhere"
    button = "Hand in course"
    done = "The course is handed in. The registrar accepts it or turns it down; you are told."

    def keep(self, form):
        return hand_in_course(form.instance, by=self.request.user, evidence=form.cleaned_data["evidence"])


class OutsideCompletionAccept(OutsidePage, ActionPage):
    """Accept a course: the person has its credit."""

    permission_required = "training.accept_outsidecompletion"
    form_class = NoteForm
    action = staticmethod(accept_course)
    intro = "The person has its credit in the fiscal year of its completion."


class OutsideCompletionRefuse(OutsidePage, ActionPage):
    """Turn a course down."""

    permission_required = "training.accept_outsidecompletion"
    verb = "refuse"
    form_class = ReasonForm
    action = staticmethod(refuse_course)
    intro = "Who handed it in reads your reason."
