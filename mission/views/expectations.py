"""Employee expectations as they are read, one's own level first, and the drafts of what comes next."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.views.pages import CreatePage, EditPage, Page, PlainPage
from mission.actions.expectations import draft_expectations, revise_expectations
from mission.actions.statements import frozen
from mission.expectations import by_group, leads_others, write_expectations
from mission.forms.expectations import ExpectationsForm
from mission.models import Statement, StatementVersion
from mission.models.statements import EXPECTATIONS

Level = Statement.Level
TITLE = "Employee expectations"


def wording_of(version) -> dict[str, str]:
    """The expectations of a version as the texts of the form."""
    if version is None:
        return {}
    rows = list(version.statements.all())
    return {level: write_expectations(one for one in rows if one.level == level) for level in Level.values}


class Expectations(PlainPage):
    """The version in force; where none is, the page says that the text was not supplied."""

    permission_required = "core.use_portal"
    template_name = "mission/expectations.html"
    title = TITLE
    asks_readers = True

    @cached_property
    def version(self):
        return StatementVersion.objects.of(EXPECTATIONS).current().prefetch_related("statements").first()

    def levels(self) -> list[dict]:
        """Both levels with their expectations under the values, one's own level first."""
        if self.version is None:
            return []
        own = Level.ABOVE if leads_others(self.request.user) else Level.STAFF
        rows = list(self.version.statements.all())
        return [
            {
                "level": level,
                "label": level.label,
                "own": level == own,
                "groups": by_group([one for one in rows if one.level == level]),
            }
            for level in sorted(Level, key=lambda level: level != own)
        ]

    def versions(self):
        """The published versions, and drafts for those who write them."""
        return StatementVersion.objects.of(EXPECTATIONS).visible_to(self.request.user).for_list()

    def may_write(self):
        return self.request.user.has_perm("mission.add_statementversion")

    def trail(self):
        return [("The division", reverse("mission:division"))]


class AmongExpectations(Page):
    """A page that stands under the expectations."""

    def get_queryset(self):
        return super().get_queryset().of(EXPECTATIONS)

    def trail(self):
        return [(TITLE, reverse("mission:expectations"))]


class ExpectationsCreate(AmongExpectations, CreatePage):
    """A new version starts from the wording in force."""

    permission_required = "mission.add_statementversion"
    model = StatementVersion
    form_class = ExpectationsForm
    title = "New version of the employee expectations"
    button = "Save draft"
    done = "Draft saved. Publish it when it is right."

    def get_initial(self):
        current = StatementVersion.objects.of(EXPECTATIONS).current().prefetch_related("statements").first()
        return super().get_initial() | wording_of(current)

    def keep(self, form):
        fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return draft_expectations(by=self.request.user, levels=form.levels, **fields)


class ExpectationsEdit(AmongExpectations, EditPage):
    """Change a draft; a published version is left as it is."""

    permission_required = "mission.change_statementversion"
    model = StatementVersion
    form_class = ExpectationsForm
    button = "Save draft"
    done = "Draft saved."

    def get_initial(self):
        return super().get_initial() | wording_of(self.object)

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.editable:
            return self.refuse(str(frozen(self.object)))
        return super().get(request, *args, **kwargs)

    def trail(self):
        return [*super().trail(), (str(self.object), self.object.get_absolute_url())]

    def keep(self, form, changed):
        return revise_expectations(form.instance, by=self.request.user, levels=form.levels, changed=changed)
