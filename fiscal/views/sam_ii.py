"""Pages of the SAM II desk: its home, issues, access, changes of codes, overrides."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, long_date, short_date, status_mark
from doc_portal.core.views.pages import (
    ActionPage,
    AskPage,
    CreatePage,
    DetailPage,
    EditPage,
    ListPage,
    Page,
)
from fiscal.actions.sam_ii import (
    ask_access,
    ask_code_change,
    certify_accesses,
    decide_access,
    keep_issue,
    move_code_change,
    move_issue,
    recertify_days,
    remove_access,
)
from fiscal.code_uses import uses_of
from fiscal.forms.sam_ii import (
    CertifyForm,
    CodeChangeFilter,
    CodeChangeForm,
    DecideForm,
    MoveForm,
    OptionalNoteMoveForm,
    OverrideFilter,
    RemovalForm,
    SamIssueFilter,
    SamIssueForm,
    SystemAccessFilter,
    SystemAccessForm,
)
from fiscal.models import CodeChange, OverrideLog, SamIssue, SystemAccess
from fiscal.tables.sam_ii import CodeChangeTable, OverrideTable, SamIssueTable, SystemAccessTable

DESK = "SAM II desk"


def desk_trail() -> list[tuple[str, str]]:
    """The desk, above all its lists."""
    return [(DESK, reverse("fiscal:samii-desk"))]


class DeskList(ListPage):
    """A list of the desk."""

    def trail(self):
        return desk_trail()


class DeskPage(Page):
    """A page about one record of the desk, under its list."""

    list_title = ""
    list_url_name = ""

    def trail(self):
        up = [*desk_trail(), (self.list_title, reverse(self.list_url_name))]
        known = getattr(self, "object", None) is not None and self.object.pk and not isinstance(self, DetailPage)
        return [*up, (str(self.object), self.object.get_absolute_url())] if known else up


class MovePage(ActionPage):
    """Record what happened to a record: one of the moves that are possible now."""

    form_class = MoveForm
    button = "Record it"
    done = "Recorded."

    def get_form_kwargs(self):
        steps = self.object.TRANSITIONS
        moves = [(verb, steps[verb].label) for verb in self.object.allowed_verbs() if verb in steps]
        return super().get_form_kwargs() | {"moves": moves}

    def get_title(self):
        return f"What happened: {self.object}"


def move_button(page, permission: str, url_name: str, label: str = "Record what happened") -> list[dict]:
    """The one button that leads to the moves of a record, where there are any and this person may make them."""
    one = page.object
    if not one.allowed_verbs() or not page.may(permission, one):
        return []
    return [{"verb": "move", "url": reverse(url_name, args=[one.pk]), "label": label, "danger": False}]


class IssuePage(DeskPage):
    """A page about one issue."""

    model = SamIssue
    list_title = "SAM II issues"
    list_url_name = "fiscal:samissue-list"

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "reference__document_type")


class SamIssueList(DeskList):
    """Documents that were not taken, until they are mended."""

    model = SamIssue
    permission_required = "fiscal.view_samissue"
    title = "SAM II issues"
    intro = "Documents that SAM II did not take, each with its error and who mends it."
    filterset_class = SamIssueFilter
    table_class = SamIssueTable
    order_by = "-created_at"
    empty_text = "No issue is open."

    def unasked(self, rows):
        return rows.open()


class SamIssueDetail(IssuePage, DetailPage):
    """One issue."""

    permission_required = "fiscal.view_samissue"
    fields = ("status", "document", "error_code", "error_text", "reference")

    def facts(self):
        return [*super().facts(), ("Owner", self.object.owner.shown_name)]

    def actions(self):
        kept = [one for one in super().actions() if one["verb"] == "edit"]
        return [*kept, *move_button(self, "fiscal.move_samissue", "fiscal:samissue-move")]


class SamIssueCreate(IssuePage, CreatePage):
    """Open an issue."""

    permission_required = "fiscal.add_samissue"
    form_class = SamIssueForm
    button = "Open issue"
    done = "Issue opened. Its owner is told."

    def keep(self, form):
        return keep_issue(form.instance, by=self.request.user)


class SamIssueEdit(IssuePage, EditPage):
    """Change an issue, or who mends it."""

    permission_required = "fiscal.change_samissue"
    form_class = SamIssueForm
    button = "Save issue"
    done = "Issue saved."

    def keep(self, form, changed):
        return keep_issue(form.instance, by=self.request.user, changed=changed)


class SamIssueMove(IssuePage, MovePage):
    """Hand it to OA, record it as fixed, or open it again."""

    permission_required = "fiscal.move_samissue"
    action = staticmethod(move_issue)


class AccessPage(DeskPage):
    """A page about one access."""

    model = SystemAccess
    list_title = "Access to SAM II"
    list_url_name = "fiscal:systemaccess-list"

    def get_queryset(self):
        return super().get_queryset().select_related("system", "person", "created_by", "approved_by", "certified_by")


class SystemAccessList(DeskList):
    """Who may do what in the external systems."""

    model = SystemAccess
    permission_required = "fiscal.view_systemaccess"
    title = "Access to SAM II"
    filterset_class = SystemAccessFilter
    table_class = SystemAccessTable
    order_by = "certified_on"
    row_name = "request"
    empty_text = "No access is asked for or granted."
    template_name = "fiscal/systemaccess_list.html"

    def may_certify(self) -> bool:
        """Whether to offer certifying."""
        return self.request.user.has_perm("fiscal.certify_systemaccess")

    @cached_property
    def intro(self):
        """With the days of the setting."""
        return (
            "Asked for by one, for another, approved by a third. Access that nobody certifies again within "
            f"{recertify_days()[0]} days is listed for removal."
        )


class SystemAccessDetail(AccessPage, DetailPage):
    """One access."""

    permission_required = "fiscal.view_systemaccess"

    def facts(self):
        one = self.object
        return [
            ("Person", one.person.shown_name),
            ("System", one.system),
            ("What it opens", one.profile),
            ("Reason", one.reason),
            ("Asked for by", one.created_by.shown_name),
            ("Approved by", one.approved_by.shown_name if one.approved_by else BLANK),
            ("Last certified", self.certified()),
        ]

    def certified(self):
        """By whom and when, and whether that is too long ago."""
        one = self.object
        if not one.certified_on:
            return BLANK
        told = f"{long_date(one.certified_on)}, {one.certified_by.shown_name if one.certified_by else BLANK}"
        listed = SystemAccess.objects.filter(pk=one.pk).for_removal(recertify_days()[0]).exists()
        return status_mark(f"{told}: to be removed", "bad") if listed else told

    def actions(self):
        """Decide while it is asked for; take away while it stands."""
        one, found = self.object, []
        decides = one.status == one.Status.REQUESTED and self.may("fiscal.approve_systemaccess", one)
        if decides and self.request.user.pk not in (one.person_id, one.created_by_id):
            found.append(("decide", "Decide on access", False))
        if one.status == one.Status.GRANTED and self.may("fiscal.remove_systemaccess", one):
            found.append(("remove", "Record removal", True))
        return [
            {
                "verb": verb,
                "url": reverse(f"fiscal:systemaccess-{verb}", args=[one.pk]),
                "label": label,
                "danger": danger,
            }
            for verb, label, danger in found
        ]


class SystemAccessCreate(AccessPage, CreatePage):
    """Ask for access for somebody else."""

    permission_required = "fiscal.add_systemaccess"
    form_class = SystemAccessForm
    title = "New request for access"
    intro = "Ask for somebody else. A third person, who neither asks nor gets it, approves."
    button = "Ask for access"
    done = "Asked for. Somebody else approves it."

    def keep(self, form):
        return ask_access(form.instance, by=self.request.user)


class SystemAccessDecide(AccessPage, ActionPage):
    """Approve or refuse."""

    permission_required = "fiscal.approve_systemaccess"
    form_class = DecideForm
    action = staticmethod(decide_access)
    button = "Record decision"
    done = "Decision recorded."

    def get_intro(self):
        """What is asked for, and why."""
        one = self.object
        return f"Asked for by {one.created_by.shown_name}. Reason: {one.reason}"

    def get_title(self):
        return f"Decide on access: {self.object}"


class SystemAccessRemove(AccessPage, ActionPage):
    """Record that it was taken away."""

    permission_required = "fiscal.remove_systemaccess"
    form_class = RemovalForm
    action = staticmethod(remove_access)
    done = "Removal recorded."


class SystemAccessCertify(DeskPage, AskPage):
    """Say of many at once that they are still needed."""

    model = SystemAccess
    permission_required = "fiscal.certify_systemaccess"
    list_title = "Access to SAM II"
    list_url_name = "fiscal:systemaccess-list"
    form_class = CertifyForm
    title = "Certify access"
    intro = "What is due, the oldest first. Tick what is still needed; your own is certified by somebody else."
    button = "Certify access"
    done = "Certified."
    keeps_draft = False

    def work(self, form):
        certify_accesses(list(form.cleaned_data["accesses"]), by=self.request.user)
        return reverse("fiscal:systemaccess-list")


class CodeChangePage(DeskPage):
    """A page about one change of a code."""

    model = CodeChange
    list_title = "Code changes"
    list_url_name = "fiscal:codechange-list"


class CodeChangeList(DeskList):
    """Changes of the chart of accounts on their way to OA."""

    model = CodeChange
    permission_required = "fiscal.view_codechange"
    title = "Code changes"
    intro = "Changes of account codes for a fiscal year. They must reach OA before the day shown."
    filterset_class = CodeChangeFilter
    table_class = CodeChangeTable
    order_by = "due_before"
    empty_text = "No change of a code is on its way."

    def unasked(self, rows):
        return rows.open()


class CodeChangeDetail(CodeChangePage, DetailPage):
    """One change."""

    permission_required = "fiscal.view_codechange"

    def facts(self):
        one = self.object
        return [
            ("Fiscal year", f"FY {one.year_id}"),
            ("Change", f"{one.get_change_display()} {one.get_kind_display().lower()}"),
            ("Code", one.code),
            ("Name", one.name),
            *([("Still used by", self.uses)] if self.uses else []),
            ("Reason", one.reason),
            ("Must reach OA before", long_date(one.due_before)),
            ("Sent on", long_date(one.sent_on) if one.sent_on else BLANK),
        ]

    @cached_property
    def uses(self) -> str:
        """What still uses a code that is to end; empty once it is in SAM II."""
        return uses_of(self.object) if self.object.status in ("requested", "sent") else ""

    def actions(self):
        return move_button(self, "fiscal.move_codechange", "fiscal:codechange-move")


class CodeChangeCreate(CodeChangePage, CreatePage):
    """Ask for a change."""

    permission_required = "fiscal.add_codechange"
    form_class = CodeChangeForm
    button = "Add change"
    done = "Change added. Send it to OA before its day."

    def keep(self, form):
        used = form.cleaned_data["though_used"]
        return ask_code_change(form.instance, by=self.request.user, though_used=used)


class CodeChangeMove(CodeChangePage, MovePage):
    """Record it as sent, as done, or withdraw it."""

    permission_required = "fiscal.move_codechange"
    form_class = OptionalNoteMoveForm
    action = staticmethod(move_code_change)

    def get_intro(self):
        due = f"It must reach OA before {short_date(self.object.due_before)}. Sent later, the note says why."
        uses = uses_of(self.object)
        return f"{due} Still used by {uses}: as it is sent, the note says what becomes of them." if uses else due


class OverrideLogList(DeskList):
    """SAM II's log of overrides, as it was sent."""

    model = OverrideLog
    permission_required = "fiscal.view_overridelog"
    title = "Overrides in SAM II"
    intro = "Who overrode which error in SAM II, mirrored from its log (OLOG). Lines come by list and stay as sent."
    filterset_class = OverrideFilter
    table_class = OverrideTable
    order_by = "-overridden_on"
    empty_text = "No override is brought in. Bring the log in under Manage, Imports."

    def get_rows(self):
        return super().get_rows().select_related("document_type")
