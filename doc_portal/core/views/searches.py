"""The search desk: results pinned to questions, and questions that found nothing."""

import re
from urllib.parse import urlsplit

import django_filters
from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.actions.searches import answer_question, end_pin, pin_result, start_rebuild
from doc_portal.core.forms import ConfirmForm, PortalForm, ReasonForm
from doc_portal.core.models import SearchEntry, SearchLog, SearchPin
from doc_portal.core.search.folding import squeezed
from doc_portal.core.search.log import KEEP_DAYS
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, AskPage, DetailPage, ListPage

PINNED = "Pinned results"
UNANSWERED = "Searches without an answer"


class SearchPinFilter(django_filters.FilterSet):
    """Pins by their words, and whether they still count."""

    STATES = [("live", "Pinned"), ("ended", "Ended")]

    question = django_filters.CharFilter(label="Words", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="State", empty_label="All pins")

    class Meta:
        model = SearchPin
        fields = []

    def in_state(self, rows, name, value):
        return rows.filter(ended_at__isnull=value == "live")


class SearchPinTable(PortalTable):
    """Which words lead to which result first."""

    question = LinkColumn(verbose_name="Words")
    title = Column(verbose_name="Result")
    place = Column(verbose_name="Belongs to", order_by=("unit__name", "worksite__name", "pk"))
    state = MarkColumn(verbose_name="State", orderable=False, levels={"Pinned": "ok"})
    created_by = Column(verbose_name="Pinned by", accessor="created_by__shown_name", orderable=False, wide=True)


class SearchPinList(ListPage):
    """The results that editors have put first."""

    model = SearchPin
    permission_required = "core.view_searchpin"
    table_class = SearchPinTable
    filterset_class = SearchPinFilter
    title = PINNED
    row_name = "pinned result"
    intro = "When somebody searches for these words, and no others, the pinned result comes first."
    order_by = "question"
    empty_text = "No result is pinned. Pin one where search does not put the best answer first."


class PinForm(PortalForm):
    """The words people type, and the page that answers them."""

    question = forms.CharField(
        label="Words", max_length=60, help_text="As people type them into search. Case and hyphens make no difference."
    )
    page = forms.CharField(
        label="Page that answers them",
        max_length=500,
        help_text="Its address, as the browser shows it, like /units/fiscal-management-unit/.",
    )

    def clean_question(self):
        question = " ".join(self.cleaned_data["question"].split())
        if not squeezed(question):
            raise forms.ValidationError("Enter a word or a number. Punctuation alone finds nothing.")
        return question

    def clean_page(self):
        """The entry of search that leads to this address, among those the editor may see."""
        entries = SearchEntry.objects.visible_to(self.user).order_by("pk")
        path = _path_of(self.cleaned_data["page"])
        by_link = re.fullmatch(r"/search/go/([0-9]{1,18})/", path)
        found = list(entries.filter(pk=by_link[1]) if by_link else entries.filter(url=path)[:2])
        if not found:
            raise forms.ValidationError(
                "Search knows no page at this address. Search for it, open it, and copy its address from the browser."
            )
        return found[0]


def _path_of(address: str) -> str:
    """The path of an address, with its place on the page; what cannot be read stays as it is."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    return parts.path + (f"#{parts.fragment}" if parts.fragment else "")


class SearchPinCreate(AskPage):
    """Pin a result to a question."""

    model = SearchPin
    permission_required = "core.add_searchpin"
    form_class = PinForm
    title = "Pin a result"
    intro = "It then comes first when somebody searches for exactly these words."
    button = "Pin result"

    def get_initial(self):
        return {"question": self.request.GET.get("words", "").replace("\0", "")[:60]}

    def trail(self):
        return [(PINNED, reverse("core:searchpin-list"))]

    def work(self, form):
        pin = pin_result(form.cleaned_data["page"], question=form.cleaned_data["question"], by=self.request.user)
        messages.success(self.request, f"“{pin.title}” now comes first for “{pin.question}”.")
        return pin.get_absolute_url() if self.may("core.view_searchpin", pin) else reverse("core:manage")


class SearchPinDetail(DetailPage):
    """One pin, with what happened to it."""

    model = SearchPin
    permission_required = "core.view_searchpin"
    fields = ("question", "title", "url", "place", "state", "created_by.shown_name", "created_at", "ended_at")

    def get_queryset(self):
        return super().get_queryset().for_list()

    def trail(self):
        return [(PINNED, reverse("core:searchpin-list"))]

    def actions(self):
        if self.object.ended_at is not None or not self.may("core.end_searchpin", self.object):
            return []
        url = reverse("core:searchpin-end", args=[self.object.pk])
        return [{"verb": "end", "label": "End pin", "danger": False, "url": url}]


class SearchPinEnd(ActionPage):
    """Let a pinned result take its own place again."""

    model = SearchPin
    permission_required = "core.end_searchpin"
    form_class = ReasonForm
    action = staticmethod(end_pin)
    button = "End pin"
    done = "The pin has ended. Search puts the result in its own place again."

    def trail(self):
        return [(PINNED, reverse("core:searchpin-list")), (str(self.object), self.object.get_absolute_url())]


class AnsweredColumn(Column):
    """The way to mark a question as answered, for those who may."""

    def draw(self, record, accessor):
        url = reverse("core:searchlog-answer", args=[record.pk])
        return format_html('<a href="{}">Answered<span class="visually-hidden">: {}</span></a>', url, record.query)


class UnansweredTable(PortalTable):
    """What was asked, how often and when last. Nobody's name is known."""

    query = Column(verbose_name="Looked for", order_by=("query", "pk"))
    times = NumberColumn(verbose_name="Times")
    at = Column(verbose_name="Last asked", nowrap=True)
    answer = AnsweredColumn(verbose_name="Seen to", orderable=False, accessor="pk")


class UnansweredList(ListPage):
    """Questions that found nothing while searches are kept: the list of pages to write."""

    model = SearchLog
    permission_required = "core.view_searchlog"
    table_class = UnansweredTable
    title = UNANSWERED
    row_name = "search without an answer"
    order_by = "-times"
    empty_text = "Every search found something. What finds nothing appears here, without the person who asked."

    @cached_property
    def days(self) -> int:
        """How many days searches are kept."""
        return int(value_of(KEEP_DAYS))

    def get_intro(self):
        """Says of which days these are, and that nobody is known."""
        return f"What people looked for in the last {self.days} days and did not find. Nobody's name is kept."

    def get_rows(self):
        """The newest search of each question, with its count."""
        return SearchLog.objects.permitted(self.request.user, self.permission_required).questions(self.days)


class Answered(ActionPage):
    """Take a question off the list until somebody asks it again without a result."""

    model = SearchLog
    permission_required = "core.answer_searchlog"
    form_class = ConfirmForm
    action = staticmethod(answer_question)
    button = "Mark as answered"
    done = "Taken off the list. Searched for again without a result, it comes back."

    def get_title(self):
        return f"Mark “{self.object.query}” as answered"

    def get_intro(self):
        return "Do so once a page, another name or a pinned result answers it, or where it needs no answer."

    def trail(self):
        return [(UNANSWERED, reverse("core:searchlog-list"))]


class SearchRebuild(AskPage):
    """Have the worker write the whole index anew."""

    permission_required = "core.rebuild_searchentry"
    template_name = "generic/form.html"
    form_class = ConfirmForm
    title = "Write the search index anew"
    intro = (
        "Every entry is written again from its record, in the background. Search goes on meanwhile. Each night the "
        "index is compared with the records anyway."
    )
    button = "Write anew"
    keeps_draft = False

    def trail(self):
        return [("Manage", reverse("core:manage"))]

    def work(self, form):
        return start_rebuild(by=self.request.user).get_absolute_url()
