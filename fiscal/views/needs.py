"""Pages of the annual list of needs."""

from django.db.models import Count, Sum
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date, written
from doc_portal.core.forms import NoteForm
from doc_portal.core.money import dollars
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from fiscal.actions.needs import close_list, keep_need, open_list, send_list
from fiscal.forms.needs import NeedFilter, NeedForm, NeedsListForm
from fiscal.models import NeedsLine, NeedsList
from fiscal.tables.cash import NeedsListTable, NeedTable
from fiscal.views.central import CentralPage
from fiscal.views.parts import Part, RecordPage

NUMBERS = frozenset({"Lines", "Estimate"})


def lines_of(needs_list: NeedsList, asked: str = "") -> str:
    """The address of the needs of a list, narrowed or taken away as the rest of the query says."""
    return f"{address_of('fiscal:needsline-list')}?needs_list={needs_list.pk}{asked}"


class NeedsListList(ListPage):
    """The list of every year."""

    model = NeedsList
    permission_required = "fiscal.view_needslist"
    title = "Lists of needs"
    intro = "What the department will need in a fiscal year, classified and at OA in time (RSMo 34.130)."
    table_class = NeedsListTable
    order_by = "-fy"
    empty_text = "No list was begun."


class NeedsListPage(CentralPage):
    """A page about the list of one year."""

    model = NeedsList


class NeedsListDetail(NeedsListPage, RecordPage):
    """The list of one year, consolidated by class."""

    permission_required = "fiscal.view_needslist"

    def facts(self):
        """Its days."""
        one = self.object
        return [
            ("Fiscal year", str(one.fy)),
            ("Due at OA", long_date(one.due_on)),
            ("Sent on", written(one.sent_on, long=True)),
            ("Closed on", written(one.closed_on, long=True)),
        ]

    def notices(self):
        """What keeps it from being sent."""
        left = next((row["lines"] for row in self.classes if row["commodity_class"] is None), 0)
        if left and self.object.status == NeedsList.Status.COLLECTING:
            link = format_html('<a href="{}">Classify them</a>', lines_of(self.object, "&state=unclassified"))
            told = format_html("Lines without a class: {}. The list is sent once each has one. {}.", left, link)
            return [("warning", told)]
        return []

    def actions(self):
        """Its steps, and its lines as a file, which is what goes to OA."""
        found = super().actions()
        if self.classes and self.request.user.has_perm("fiscal.export_needsline"):
            url = lines_of(self.object, "&export=xlsx")
            found.append({"verb": "export", "url": url, "label": "Export lines", "danger": False})
        return found

    @cached_property
    def classes(self) -> list[dict]:
        """Lines and estimates by class."""
        rows = self.object.lines.standing().order_by("commodity_class__code")
        named = rows.values("commodity_class", "commodity_class__code", "commodity_class__name")
        return list(named.annotate(lines=Count("pk"), estimate=Sum("estimate")))

    def parts(self):
        """The consolidated list; its lines can be listed and exported."""
        rows = [
            (
                format_html(
                    '<a class="row-link" href="{}">{}</a>',
                    lines_of(
                        self.object,
                        f"&commodity_class={row['commodity_class']}" if row["commodity_class"]
                        else "&state=unclassified",
                    ),
                    f"{row['commodity_class__code']}, {row['commodity_class__name']}"
                    if row["commodity_class"] else "Without a class",
                ),
                f"{row['lines']:,}", dollars(row["estimate"]),
            )
            for row in self.classes
        ]  # fmt: skip
        if rows:
            lines, money = (sum(row[name] for row in self.classes) for name in ("lines", "estimate"))
            rows.append(("All", f"{lines:,}", dollars(money)))
        return [
            Part("By class", ("Class", "Lines", "Estimate"), rows, "No worksite entered a need.", NUMBERS, totals=1)
        ]


class NeedsListCreate(CreatePage):
    """Begin the list of a year."""

    model = NeedsList
    permission_required = "fiscal.add_needslist"
    form_class = NeedsListForm
    button = "Begin list"
    done = "The list takes lines of every worksite."

    def keep(self, form):
        return open_list(form.instance, by=self.request.user)


class NeedsListSend(NeedsListPage, ActionPage):
    """Note that the list went to OA."""

    permission_required = "fiscal.send_needslist"
    form_class = NoteForm
    action = staticmethod(send_list)

    def get_intro(self):
        """With the way to what is sent."""
        lines = lines_of(self.object)
        return format_html(
            '<a href="{}&amp;export=xlsx">Export the lines</a>, send them to OA, then note it here. No line is changed '
            'afterwards. <a href="{}&amp;state=unclassified">Classify</a> first what has no class.', lines, lines,
        )  # fmt: skip


class NeedsListClose(NeedsListPage, ActionPage):
    """Close a list that was sent."""

    permission_required = "fiscal.close_needslist"
    form_class = NoteForm
    action = staticmethod(close_list)
    intro = "Close it once OA needs nothing more of it. It stays on record as it was sent."


class NeedsLineList(ListPage):
    """What worksites will need, for the export to OA too."""

    model = NeedsLine
    permission_required = "fiscal.view_needsline"
    title = "Needs"
    intro = "What each worksite will need in a fiscal year. Purchasing classifies it and sends the list to OA."
    table_class = NeedTable
    filterset_class = NeedFilter
    order_by = "item"
    row_name = "need"
    empty_text = "Nothing is entered here."


class NeedPage(Page):
    """A page about one need."""

    model = NeedsLine

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        up = [("Needs", address_of("fiscal:needsline-list"))]
        one = getattr(self, "object", None)
        inside = one is not None and one.pk and not isinstance(self, DetailPage)
        return [*up, (str(one), one.get_absolute_url())] if inside else up


class NeedsLineDetail(NeedPage, DetailPage):
    """One need of a worksite."""

    permission_required = "fiscal.view_needsline"
    fields = (
        "needs_list", "worksite", "item", "commodity_class", "quantity_words", "estimate", "needed_by", "withdrawn",
    )  # fmt: skip


class NeedsLineCreate(NeedPage, CreatePage):
    """Enter a need."""

    permission_required = "fiscal.add_needsline"
    form_class = NeedForm
    button = "Add need"
    done = "Need added."

    def keep(self, form):
        return keep_need(form.instance, by=self.request.user)


class NeedsLineEdit(NeedPage, EditPage):
    """Change or classify a need, or note that it is no longer one."""

    permission_required = "fiscal.change_needsline"
    form_class = NeedForm
    button = "Save need"
    done = "Need saved."

    def keep(self, form, changed):
        return keep_need(form.instance, by=self.request.user, changed=changed)
