"""Pages on which a requisition is written: twenty lines by keyboard or pasted, with the money left beside each."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.utils.functional import cached_property

from doc_portal.core.addresses import address_of
from doc_portal.core.views.pages import CreatePage, EditPage, PlainPage
from fiscal.actions.requisitions import keep_requisition
from fiscal.forms.requisitions import MORE, CopyForm, RequisitionForm, faults_pasted, lines_of, lines_typed, rows_pasted
from fiscal.funds import Funds, funds_of
from fiscal.models import CoaCode, CommodityClass, FundingString, LineFunding, Requisition
from fiscal.views.purchase_page import OPEN, RequisitionPage

LATELY, OFFERED, FAULTS = 50, 200, 8
"""Of how many purchases strings are offered while typing, how many of them, and how many faults of pasted rows are
told; any other string can be typed."""


class RequisitionWriting(RequisitionPage):
    """Entering lines: more rows, rows pasted, and saving."""

    template_name = "fiscal/requisition_form.html"
    form_class = RequisitionForm

    def post(self, request, *args, **kwargs):
        """More rows and pasted rows change the form alone; everything else saves."""
        for name in ("more", "paste"):
            if name in request.POST:
                return self.with_rows(name)
        return super().post(request, *args, **kwargs)

    def with_rows(self, name: str) -> HttpResponse:
        """The form as typed, with more rows or with those of a spreadsheet behind the last one filled."""
        self.object = self.find_object()
        typed = {key: value for key, value in self.request.POST.items() if not key.startswith(("_", "csrf"))}
        problem, count = "", _rows_in(typed)
        if name == "more":
            count += MORE
        else:
            try:
                pasted = rows_pasted(typed.get("pasted", ""))
            except ValidationError as error:
                pasted, problem = [], error.messages[0]
            filled = _rows_in({key: value for key, value in typed.items() if value and not key.endswith("_unit")})
            problem = problem or " ".join(faults_pasted(pasted, filled + 1)[:FAULTS])
            for no, row in enumerate(pasted, filled):
                typed |= {f"row{no}_{column}": value for column, value in row.items()}
            count = max(count, filled + len(pasted))
        form = self.form_class(**self.plain_kwargs(), initial=typed | {"_typed": ["org"]}, rows=count)
        return self.render_to_response(self.get_context_data(form=form, paste_problem=problem))

    def plain_kwargs(self) -> dict:
        """What the form is made with when it is not sent."""
        return {"user": self.request.user, "instance": self.object}

    def strings(self):
        """Strings to choose from while typing, first those lately charged where this person writes."""
        strings = FundingString.objects.filter(budget_fy__status="open").for_list()
        paid = LineFunding.objects.filter(line__requisition__in=self.lately.values("pk")).values("funding")
        near = Case(When(Q(pk__in=paid) | Q(org__in=self.lately.values("org")), then=0), default=1)
        return sorted(strings.order_by(near, "pk")[:OFFERED], key=str)

    @property
    def lately(self):
        """What was asked for last where this person writes."""
        return Requisition.objects.permitted(self.request.user, self.permission_required).order_by("-pk")[:LATELY]

    def orgs(self):
        """Codes and names of organizations to choose from while typing, first those that asked lately."""
        open_years = CoaCode.objects.filter(kind="org", year__status="open", active=True)
        near = Case(When(code__in=self.lately.values("org__code"), then=0), default=1)
        return open_years.annotate(near=near).order_by("near", "code").values_list("code", "name").distinct()[:OFFERED]

    def classes(self):
        """The classes in use, to choose from while typing."""
        return CommodityClass.objects.in_use()


def _rows_in(typed: dict[str, str]) -> int:
    """How many rows are named, the last one included."""
    return max((int(key[3:].partition("_")[0]) + 1 for key in typed if _is_row(key)), default=0)


def _is_row(key: str) -> bool:
    head = key.partition("_")[0]
    return head.startswith("row") and head[3:].isascii() and head[3:].isdigit() and len(head) < 6


class RequisitionCreate(RequisitionWriting, CreatePage):
    """Ask for something. With “copy” in the address the lines of an earlier one are there already."""

    permission_required = "fiscal.add_requisition"
    title = "New purchase"
    intro = (
        "Say what is needed, by when and who pays. Save it as often as you like; nobody is asked for anything before "
        "you submit it."
    )
    button = "Save requisition"

    def trail(self):
        return [(OPEN, address_of("fiscal:requisition-mine"))]

    def find_object(self):
        return None

    @cached_property
    def copied(self) -> Requisition | None:
        """The requisition that is copied: one that this person sees."""
        form = CopyForm(self.request.GET, rows=self.get_queryset())
        return form.cleaned_data["copy"] if form.is_valid() else None

    def get_form_kwargs(self):
        """Filled from the one that is copied."""
        kwargs = super().get_form_kwargs()
        if self.copied is not None and self.request.method != "POST":
            rows, splits = lines_of(self.copied)
            kwargs["initial_lines"] = rows
            kwargs["initial"] = {
                "worksite": self.copied.worksite_id, "kind": self.copied.kind, "need": self.copied.need,
                "org": self.copied.org.code, **splits,
            }  # fmt: skip
        elif "item" in self.request.GET and self.request.method != "POST":
            kwargs |= self.as_asked()
        if self.request.method != "POST":
            own = Requisition.objects.of_person(self.request.user).order_by("-pk")
            asked_by = own.values_list("org__code", flat=True).first()
            kwargs["initial"] = {"org": asked_by or "", **kwargs.get("initial", {})}
        return kwargs

    def as_asked(self) -> dict:
        """Filled from “Can I buy this, and how?”; checked like anything typed once it is sent."""
        asked = {name: value[:300] for name, value in self.request.GET.items()}
        line = {"description": asked["item"], "quantity": "1", "unit": "each", "price": asked.get("amount", "")}
        return {
            "initial_lines": [line | {"commodity": asked.get("class", "")}],
            "initial": {name: asked[name] for name in ("need_by", "worksite") if name in asked},
        }

    def keep(self, form):
        form.instance.org, form.instance.requested_by = form.cleaned_data["org"], self.request.user
        return keep_requisition(form.instance, form.lines, by=self.request.user)

    def done_message(self):
        return f"{self.object} is saved as a draft. Submit it when it is complete."


class RequisitionEdit(RequisitionWriting, EditPage):
    """Change a draft, or one that was returned."""

    permission_required = "fiscal.change_requisition"
    button = "Save requisition"

    def get_form_kwargs(self):
        """With the lines as they stand."""
        kwargs = super().get_form_kwargs()
        rows, splits = lines_of(self.object)
        kwargs["initial_lines"] = rows
        kwargs["initial"] = {**kwargs.get("initial", {}), **splits}
        return kwargs

    def keep(self, form, changed):
        form.instance.org = form.cleaned_data["org"]
        return keep_requisition(form.instance, form.lines, by=self.request.user, changed=changed[:200])


class RequisitionFunds(PlainPage):
    """What is left beside each line, while it is typed: asked with the fields of the lines, nothing is kept."""

    permission_required = "fiscal.view_requisition"
    template_name = "fiscal/requisition_funds.html"
    title = "What is left, line by line"

    def get_template_names(self):
        """The list alone where the form asks."""
        return ["fiscal/blocks/funds_by_line.html" if self.request.htmx else self.template_name]

    @cached_property
    def lines(self) -> list[tuple[int, Funds]]:
        """Each line that can be read, with its number; earlier lines count against later ones."""
        asked = lines_typed(self.request.GET)
        found = funds_of([string for _, string, _ in asked], [amount for _, _, amount in asked])
        return list(zip((no for no, _, _ in asked), found, strict=True))

    def total(self):
        """What they come to."""
        return sum((one.asked for _, one in self.lines), Decimal(0))
