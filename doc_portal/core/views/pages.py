"""The kinds of page. A unit's views name a model, a permission, and what to show.

Every page fails closed: no `permission_required`, no page. A row outside `visible_to(user)` is 404; a row that may
be seen but not acted on, 403. Reading pages answer GET alone, writing pages GET and POST; anything else is 405.
"""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.functional import cached_property
from django.views.generic import CreateView, DetailView, FormView, ListView, UpdateView
from django.views.generic.base import ContextMixin, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from doc_portal.core import drafts, export, idempotency
from doc_portal.core.addresses import address_of
from doc_portal.core.audit import log, log_refusal
from doc_portal.core.display import cell, heading
from doc_portal.core.faults import Fault
from doc_portal.core.forms import NoteForm, article, error_list
from doc_portal.core.history import APART_REFUSAL, fields_apart
from doc_portal.core.models import AuditEvent
from doc_portal.core.tables import PER_PAGE, CappedPaginator, chips_of, table_of
from doc_portal.core.views.errors import fault_page
from doc_portal.core.workflow import Refused


class Page(ContextMixin, View):
    """A page of the portal: who may open it, its title, its place in the breadcrumb, its one-sentence introduction."""

    http_method_names = ["get", "head", "options"]
    permission_required: str
    model: Any = None
    title = ""
    intro = ""

    def dispatch(self, request, *args, **kwargs):
        """Refuse before anything is read: a page without a permission, another method, a person without the right."""
        if not isinstance(getattr(self, "permission_required", None), str):
            raise ImproperlyConfigured(f"{type(self).__name__} names no permission.")
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied(self.permission_required)
        return self.answer(request, *args, **kwargs)

    def answer(self, request, *args, **kwargs):
        """The answer to somebody who holds the page's permission somewhere."""
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        """The rows this person may see; the others do not exist for them."""
        return self.model._default_manager.visible_to(self.request.user)

    def get_object(self, queryset=None):
        """The row, visible or 404, and permitted or 403."""
        found = super().get_object(queryset)
        if not self.may(self.permission_required, found):
            raise PermissionDenied(self.permission_required)
        return found

    def may(self, permission: str, record) -> bool:
        """Whether the person asking holds `permission` on this row."""
        return self.request.user.has_perm(permission, record)

    def get_title(self) -> str:
        """The heading, also the window's title; unique in the portal."""
        return self.title

    def get_intro(self) -> str:
        """One sentence under the heading; empty where the page speaks for itself."""
        return self.intro

    is_sent_out = False
    """Whether its printed sheet leaves the department, and so names no page, version or rule of the portal."""

    def get_version(self) -> int | str:
        """Which version the page shows, for its printed sheets; empty where it has none."""
        return ""

    def trail(self) -> list[tuple[str, str]]:
        """The pages above this one, nearest last: (label, address)."""
        return []


class PlainPage(Page, TemplateView):
    """A page with its own template that neither lists nor edits one model."""


def list_url(model) -> str | None:
    """The address of a model's list, if it has one."""
    try:
        return address_of(f"{model._meta.app_label}:{model._meta.model_name}-list")
    except NoReverseMatch:
        return None


def plural(model) -> str:
    """What rows of a model are called, as a heading."""
    name = str(model._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


UNKNOWN_FORMAT = Fault(400, "Lists are exported as CSV or XLSX. Go back and choose one of them.")
UNREAD_EXPORT = "Nothing was exported: we could not read {names} in the filter. Go back, change it and export again."


class ListPage(Page, ListView):
    """Rows with columns, filters, sorting, pages and export.

    `columns` is enough for plain lists; `table_class` and `filterset_class` say more. A query string that cannot be
    read gives the default view with a notice (RULINGS 8).
    """

    template_name = "generic/list.html"
    columns: tuple[str, ...] = ()
    table_class: Any = None
    filterset_class: Any = None
    order_by = ""
    empty_text = ""
    create_url_name = ""
    row_name = ""

    def get_title(self):
        """What the rows are called."""
        return self.title or plural(self.model)

    def get_rows(self):
        """Every row this person may list, before filters."""
        return super().get_queryset().for_list()

    @cached_property
    def filterset(self):
        """The filters with what the address asks of them; None where the list has none."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET or None, queryset=self.get_rows(), request=self.request)

    @cached_property
    def unread(self) -> str:
        """The filters of the address that could not be read, by their names; empty where all could."""
        if self.filterset is None or not self.filterset.is_bound or self.filterset.form.is_valid():
            return ""
        form = self.filterset.form
        return ", ".join(f"“{form.fields[name].label or name}”" for name in form.errors)

    @cached_property
    def notices(self) -> list[str]:
        """What could not be read in the address, one sentence each."""
        found = []
        if self.unread:
            found.append(
                f"We could not read {self.unread} in the filter, so everything is shown. Change it and filter again."
            )
        if self.request.GET.get("sort") and not self.sorting:
            found.append("We could not read how to sort the list, so it stands in its usual order.")
        page = self.request.GET.get("page", "")
        if page and not (page.isascii() and page.isdigit() and len(page) < 9):
            found.append("That page number could not be read, so this is the first page.")
        return found

    def get_queryset(self):
        """The filtered rows; those shown unasked where nothing is asked for, or nothing that can be read."""
        if self.filterset is None:
            return self.unasked(self.get_rows())
        asked = self.filterset.is_bound and self.filterset.form.is_valid()
        return self.filterset.qs if asked else self.unasked(self.filterset.queryset)

    def unasked(self, rows):
        """Of the rows one may list, those shown while no filter is used: all of them."""
        return rows

    @cached_property
    def table_kind(self):
        """The columns of this list."""
        return self.table_class or table_of(self.model, self.columns)

    @cached_property
    def sorting(self) -> str:
        """The columns the address sorts by; empty where it names none, or one this list does not have."""
        wanted = self.request.GET.get("sort", "")
        return wanted if {one.lstrip("-") for one in wanted.split(",")} <= set(self.table_kind.base_columns) else ""

    @cached_property
    def table(self):
        """The page of rows that is shown, sorted by known columns alone."""
        table = self.table_kind(self.object_list, order_by=self.sorting or self.order_by or None)
        table.order_by_field = "sort"
        table.paginate(per_page=PER_PAGE, paginator_class=CappedPaginator)
        table.page = table.paginator.get_page(self.page_number)
        return table

    @cached_property
    def page_number(self):
        """The page asked for; the first where that is no number."""
        page = self.request.GET.get("page", "1")
        return int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1

    def export_permission(self) -> str:
        """The right to take the list away, which is more than seeing it."""
        return f"{self.model._meta.app_label}.export_{self.model._meta.model_name}"

    def may_export(self) -> bool:
        """Whether to offer the export."""
        return self.request.user.has_perm(self.export_permission())

    def create_url(self) -> str | None:
        """The address of “New …”, for those who may add rows somewhere."""
        label, name = self.model._meta.app_label, self.model._meta.model_name
        if not self.request.user.has_perm(f"{label}.add_{name}"):
            return None
        try:
            return address_of(self.create_url_name or f"{label}:{name}-create")
        except NoReverseMatch:
            return None

    def get(self, request, *args, **kwargs):
        """The list as a page, or as a download where the address asks for one."""
        if form := request.GET.get("export"):
            return self.export(form)
        return super().get(request, *args, **kwargs)

    def export(self, form: str):
        """The whole filtered list as CSV or XLSX, logged with its count and filter."""
        if not self.may_export():
            raise PermissionDenied(self.export_permission())
        if form not in export.FORMATS:
            return fault_page(self.request, UNKNOWN_FORMAT)
        if self.unread:
            return fault_page(self.request, Fault(400, UNREAD_EXPORT.format(names=self.unread)))
        self.object_list = self.get_queryset().permitted(self.request.user, self.export_permission())
        words = "; ".join(_in_words(chip) for chip in chips_of(self.filterset, self.request.GET))
        return export.respond(
            form, self.table, self.table.data.data, title=self.get_title(), filter_words=words, by=self.request.user
        )


def _in_words(chip: dict) -> str:
    """A filter in use as its chip says it, with the name of the filter in front."""
    return chip["text"] if chip["text"].startswith(chip["name"]) else f"{chip['name']}: {chip['text']}"


class DetailPage(Page, DetailView):
    """One record: facts, what happened to it, and the buttons that are legal now and permitted here."""

    template_name = "generic/detail.html"
    fields: tuple[str, ...] = ()
    show_history = True

    def get_title(self):
        """The record's name."""
        return str(self.object)

    def get_version(self):
        """How often the record was changed, counted from one."""
        return getattr(self.object, "version", "")

    def trail(self):
        """Under the list of its kind."""
        url = list_url(self.model)
        return [(plural(self.model), url)] if url else []

    def facts(self) -> list[tuple[str, str]]:
        """The values of `fields` with their names."""
        return [(heading(self.model, path), cell(self.object, path, long=True)) for path in self.fields]

    def actions(self) -> list[dict]:
        """Edit, then the workflow verbs open to this person on this record, in the order declared."""
        label, name = self.object._meta.app_label, self.object._meta.model_name
        found = []
        for verb in ("edit", *getattr(self.object, "allowed_verbs", list)()):
            permission = f"{label}.{'change' if verb == 'edit' else verb}_{name}"
            step = getattr(self.object, "TRANSITIONS", {}).get(verb)
            if verb == "edit" and not getattr(self.object, "editable", True):
                continue
            if not self.may(permission, self.object):
                continue
            try:
                url = address_of(f"{label}:{name}-{verb}", self.lookup_value())
            except NoReverseMatch:
                continue
            found.append(
                {
                    "verb": verb,
                    "url": url,
                    "label": step.label if step else "Edit",
                    "danger": bool(step and step.danger),
                }
            )
        return found

    def lookup_value(self):
        """What the address of this record's pages names it by."""
        return self.kwargs.get(self.pk_url_kwarg, self.kwargs.get(self.slug_url_kwarg, self.object.pk))

    def history(self):
        """The record's acts, oldest first."""
        if not self.show_history:
            return []
        told = AuditEvent.objects.of(self.object).exclude(act__in=self.untold_acts())
        return told.select_related("actor")[:50]

    def untold_acts(self) -> tuple[str, ...]:
        """Acts that are no matter of whoever reads the page."""
        return ()


SENT_OTHERWISE = (
    "This form was already sent with other contents, and that was kept. Open the page again to make a further change."
)


class WritingPage(Page):
    """What pages that write share: one effect for a form sent twice, typed text kept, refusals as a page."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "generic/form.html"
    button = "Save"
    cancel_url = ""
    keeps_draft = False

    @cached_property
    def draft(self):
        """What was typed here before and not saved, when the form is opened."""
        wanted = self.keeps_draft and self.request.method != "POST"
        return drafts.draft_for(self.request) if wanted else None

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.draft:
            drafts.fill(form, self.draft)
        return form

    def get_form_kwargs(self):
        """With who asks, since choices are limited to what they may use."""
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        """With the errors for the summary, and the key this form was or will be sent with."""
        context = super().get_context_data(**kwargs) | {"draft": self.draft}
        form = context.get("form")
        context["errors"] = error_list(form) if form is not None and form.is_bound else []
        context["form_key"] = self.request.POST.get(idempotency.FIELD) or idempotency.new_key()
        if idempotency.read_key({idempotency.FIELD: context["form_key"]}) is None:
            context["form_key"] = idempotency.new_key()
        return context

    def answer(self, request, *args, **kwargs):
        """A form sent again is answered even where what it did has put its record out of reach."""
        try:
            return super().answer(request, *args, **kwargs)
        except (Http404, PermissionDenied):
            key = idempotency.read_key(request.POST)
            sent = idempotency.earlier(key, user=request.user, form=request.path[:200]) if key else None
            if sent is None:
                raise
            if sent.payload_hash == idempotency.payload_hash(request.POST, request.FILES):
                return self.already_recorded(sent.result_url)
            return render(request, "409.html", {"sentence": SENT_OTHERWISE}, status=409)

    def already_recorded(self, url: str):
        """To where the first sending led, with a word about it."""
        messages.info(self.request, "This was already recorded. Sending it again changed nothing.")
        return HttpResponseRedirect(url or self.request.path)

    def post(self, request, *args, **kwargs):
        """Claim the form's key, then do the work, in one transaction: both are kept or neither."""
        key = idempotency.read_key(request.POST)
        if key is None:
            return self.incomplete()
        payload = idempotency.payload_hash(request.POST, request.FILES)
        try:
            with transaction.atomic():
                claim = idempotency.claim(key, user=request.user, form=request.path[:200], payload=payload)
                if not claim.fresh:
                    return self.already_recorded(claim.result_url)
                response = super().post(request, *args, **kwargs)
                if response.status_code != 302:
                    raise _NotKept(response)
                claim.settle(response.url)
                return response
        except _NotKept as unsaved:
            return unsaved.response
        except idempotency.PayloadChanged:
            return self.refuse(SENT_OTHERWISE)

    def incomplete(self):
        """A form without its key: nothing is done and everything typed comes back."""
        self.object = getattr(self, "object", None) or self.find_object()
        form = self.get_form()
        form.is_valid()
        form.add_error(None, "The form arrived incomplete. Check what you typed and send it again.")
        return self.form_invalid(form)

    def find_object(self):
        """The record a form is about, for pages that have not read it yet."""
        return

    def form_invalid(self, form):
        """The form comes back with everything typed. Rendered now, before the transaction is rolled back."""
        return self.render_to_response(self.get_context_data(form=form)).render()

    def refuse(self, sentence: str):
        """The rules forbid it: 409 with the sentence, what was typed, and the way out."""
        self.object = getattr(self, "object", None) or self.find_object()
        form = self.get_form()
        context = self.get_context_data(form=form, refusal=sentence)
        response = render(self.request, self.get_template_names(), context, status=409)
        record = self.object if self.object is not None and self.object.pk else None
        apart = record is not None and fields_apart(type(record))
        log_refusal(self.refused_act(), record, by=self.request.user, reason=APART_REFUSAL if apart else sentence)
        return response

    def refused_act(self) -> str:
        """What was tried, in the words of acts done: “end” for `RoleGrantEnd`, and all its words without a record."""
        words = re.findall("[A-Z][a-z]*", type(self).__name__)
        return (words[-1] if self.object is not None and self.object.pk else "_".join(words)).lower()


class _NotKept(Exception):  # noqa: N818
    """Carries the answer out of a transaction that must not be kept."""

    def __init__(self, response):
        self.response = response


class SavingPage(WritingPage):
    """What adding and editing share: the save itself, and constraints of the database told as form errors."""

    done = "Saved."
    keeps_draft = True

    def form_valid(self, form):
        """Save and lead on; a rule that forbids it is told on the page, a constraint at its field."""
        try:
            with transaction.atomic():
                self.save(form)
        except Refused as refusal:
            return self.refuse(str(refusal))
        except IntegrityError as error:
            name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
            if not form.add_constraint_error(name):
                raise
            return self.form_invalid(form)
        drafts.forget(self.request, self.request.path)
        messages.success(self.request, self.done_message())
        return HttpResponseRedirect(self.get_success_url())

    def done_message(self) -> str:
        """What is said after the save."""
        return self.done

    def save(self, form) -> None:
        """Write the record and its act; each kind of page knows how."""
        raise NotImplementedError


class CreatePage(SavingPage, CreateView):
    """Add one record. Its unit and worksite must lie where the person may add."""

    def get_title(self):
        """What is about to be added."""
        return self.title or f"New {self.model._meta.verbose_name}"

    def trail(self):
        """Under the list of its kind."""
        url = list_url(self.model)
        return [(plural(self.model), url)] if url else []

    def save(self, form):
        """Add the record, where the person may add one there."""
        form.instance.created_by = self.request.user
        if not self.may(self.permission_required, form.instance):
            raise Refused(
                f"You cannot add {_a(self.model)} there: your role counts elsewhere. "
                "Choose a unit or worksite of your own, or ask a portal administrator."
            )
        self.object = self.keep(form)

    def keep(self, form):
        """Write the new record; a unit with an action for it calls that instead."""
        made = form.save()
        log("create", made, by=self.request.user)
        return made


def _as_list(value):
    """Rows chosen or kept as a list, in their order; any other value as it is."""
    rows = value.all() if isinstance(value, models.Manager | models.QuerySet) else None
    return value if rows is None else list(rows)


class EditPage(SavingPage, UpdateView):
    """Change one record. A save over somebody else's newer save writes nothing and shows both texts."""

    def get_title(self):
        """What is about to be changed."""
        return self.title or f"Edit {self.object}"

    def trail(self):
        """Under the list of its kind and the record itself."""
        up = [(str(self.object), self.object.get_absolute_url())] if hasattr(self.object, "get_absolute_url") else []
        url = list_url(self.model)
        return ([(plural(self.model), url)] if url else []) + up

    def get_queryset(self):
        """The visible rows; without DISTINCT for a save, since such rows cannot be locked."""
        rows = super().get_queryset()
        if self.request.method != "POST":
            return rows
        return rows.order_by().distinct(False) if rows.query.distinct else rows

    def get_object(self, queryset=None):
        """The record; for a save fresh and locked, with the version that is stored now."""
        found = super().get_object(queryset)
        if self.request.method == "POST":
            # The row is locked by its key alone, so that no join of visible_to() is locked with it.
            fresh = self.model._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
            self.stored_version = fresh.version
            return fresh
        return found

    def find_object(self):
        """The record, locked, for a form that must be shown again."""
        return self.get_object()

    def get_context_data(self, **kwargs):
        """With the version the typed text belongs to."""
        context = super().get_context_data(**kwargs)
        kept = self.draft.data.get("_version") if self.draft else None
        context["record_version"] = self.request.POST.get("_version") or kept or self.object.version
        return context

    def form_valid(self, form):
        """Save, unless somebody else saved meanwhile or nothing differs from what is stored."""
        if self.request.POST.get("_version") != str(self.stored_version):
            return self.conflict(form)
        if not form.changed_data:
            messages.info(self.request, "Nothing was changed.")
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)

    def conflict(self, form):
        """Somebody saved meanwhile: show theirs beside what was typed, keep nothing (409)."""
        stored = self.model._base_manager.get(pk=self.object.pk)
        last = AuditEvent.objects.of(stored).select_related("actor").last()
        differences = [
            {
                "label": field.label,
                "theirs": field.kept_words() if hasattr(field, "kept_words") else cell(stored, name, long=True),
                "yours": _as_list(form.cleaned_data.get(name)),
                "field": form[name].id_for_label,
            }
            for name, field in form.fields.items()
            if hasattr(stored, name) and _as_list(form.cleaned_data.get(name)) != _as_list(getattr(stored, name))
        ]
        context = self.get_context_data(form=form, conflict={"last": last, "differences": differences})
        context["record_version"] = stored.version
        return render(self.request, self.get_template_names(), context, status=409)

    def save(self, form):
        """Count the version up and write the record, where it stays within the person's reach."""
        form.instance.version = self.stored_version + 1
        if not self.may(self.permission_required, form.instance):
            raise Refused(
                f"You cannot move this {self.model._meta.verbose_name} there: your role does not count there. "
                "Choose a unit or worksite of your own."
            )
        labels = [str(form.fields[name].label).removesuffix(" (optional)") for name in form.changed_data]
        self.object = self.keep(form, ", ".join(labels))

    def keep(self, form, changed: str):
        """Write the changed record; a unit with an action for it calls that instead. `changed` names the fields."""
        kept = form.save()
        log("edit", kept, by=self.request.user, reason=changed)
        return kept


class ActionPage(WritingPage, SingleObjectMixin, FormView):
    """Confirm, then call one function of the unit's `actions.py` with the record, `by` and what was typed."""

    template_name = "generic/confirm.html"
    form_class = NoteForm
    action: Any
    verb = ""
    done = ""

    def get(self, request, *args, **kwargs):
        """Ask for confirmation."""
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Find the record, then act on it."""
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    @cached_property
    def step(self):
        """The move of the workflow behind this page; None where the act is none."""
        verb = self.verb or self.permission_required.split(".")[1].partition("_")[0]
        return getattr(self.object, "TRANSITIONS", {}).get(verb)

    def get_title(self):
        """What is about to be done to which record."""
        return self.title or f"{self.get_button()}: {self.object}"

    def get_button(self) -> str:
        """The verb on the button, the same as on the record's page."""
        return self.step.label if self.step else self.button

    def is_dangerous(self) -> bool:
        """Whether the button warns."""
        return bool(self.step and self.step.danger)

    def not_now(self) -> str:
        """Why this person cannot do it, or not now, said in place of the form; empty where it is to be tried."""
        return ""

    def trail(self):
        """Under the list of its kind and the record itself."""
        url = list_url(self.model)
        up = [(plural(self.model), url)] if url else []
        return [*up, (str(self.object), self.object.get_absolute_url())]

    def get_context_data(self, **kwargs):
        """With the version the person decides on."""
        context = super().get_context_data(**kwargs)
        if self.step:
            seen = None if context.get("refusal") else self.request.POST.get("_version")
            context["record_version"] = seen or self.object.version
        return context

    def require_as_seen(self):
        """Refuse a decision on a record that was changed after the page was opened: it was made on other words.

        A record that has left the status is left to the action, whose sentence says where it stands.
        """
        seen = self.request.POST.get("_version")
        if seen is None or not self.step or self.object.status not in self.step.sources:
            return
        if seen != str(self.object.version):
            raise Refused(
                f"“{self.object}” was changed after you opened this page. Nothing was done. "
                "Open it again, read it as it is now, and then decide."
            )

    def form_valid(self, form):
        """Call the action; a rule that forbids it is told on the page."""
        try:
            with transaction.atomic():
                self.require_as_seen()
                self.object = self.action(self.object, by=self.request.user, **form.cleaned_data)
        except Refused as refusal:
            return self.refuse(str(refusal))
        messages.success(self.request, self.done_message())
        return HttpResponseRedirect(self.get_success_url())

    def done_message(self) -> str:
        """What is said afterwards: the move in the past tense."""
        return self.done or (f"{self.step.past}." if self.step else "Done.")

    def get_success_url(self):
        """Back to the record."""
        return self.object.get_absolute_url()


class AskPage(WritingPage, FormView):
    """A form that belongs to no single record yet: ask, then do one thing. `work(form)` returns where to go next."""

    done = ""
    keeps_draft = True

    def form_valid(self, form):
        """Do the work and lead on; a rule that forbids it is told on the page."""
        try:
            with transaction.atomic():
                url = self.work(form)
        except Refused as refusal:
            return self.refuse(str(refusal))
        drafts.forget(self.request, self.request.path)
        if self.done:
            messages.success(self.request, self.done)
        return HttpResponseRedirect(url)

    def work(self, form) -> str:
        """Do the one thing this page is for and return the address to go to."""
        raise NotImplementedError


def _a(model) -> str:
    return article(str(model._meta.verbose_name))
