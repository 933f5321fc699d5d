"""Mission, vision and values as they are read, their history, and the drafts of what comes next."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.views.pages import DetailPage, PlainPage
from mission.models import StatementVersion
from mission.models.statements import EXPECTATIONS, STATEMENTS


class CurrentStatements(PlainPage):
    """What the version in force says about one part."""

    permission_required = "core.use_portal"
    template_name = "mission/statement.html"
    asks_readers = True
    part = ""

    @cached_property
    def version(self):
        """The version in force today; without one there is no page."""
        found = StatementVersion.objects.of(STATEMENTS).current().prefetch_related("statements").first()
        if found is None:
            raise Http404
        return found

    def statements(self):
        return [one for one in self.version.statements.all() if one.part == self.part]

    def trail(self):
        return [("The division", reverse("mission:division"))]


class Mission(CurrentStatements):
    title = "Our mission"
    part = "mission"


class Vision(CurrentStatements):
    title = "Our vision"
    part = "vision"


class Values(CurrentStatements):
    title = "Our values"
    part = "value"


class StatementHistory(PlainPage):
    """Every version, newest first: published ones for all staff, drafts for those who may read them."""

    permission_required = "core.use_portal"
    template_name = "mission/statement_history.html"
    title = "History of our mission, vision and values"
    intro = "Every published version stays as it was. Open one to read it."

    def versions(self):
        return StatementVersion.objects.of(STATEMENTS).visible_to(self.request.user).for_list()

    @cached_property
    def current(self):
        return StatementVersion.objects.of(STATEMENTS).current().first()

    def trail(self):
        return [("Our mission", reverse("mission:mission"))]


class StatementVersionDetail(DetailPage):
    """One version as it was published, or as its draft stands."""

    permission_required = "core.use_portal"
    model = StatementVersion
    template_name = "mission/statement_version.html"
    fields = ("effective_on", "change_note", "source", "published_at", "published_by.shown_name", "strip")

    def get_queryset(self):
        return super().get_queryset().for_list().prefetch_related("statements")

    def trail(self):
        if self.object.set.slug == EXPECTATIONS:
            return [("Employee expectations", reverse("mission:expectations"))]
        return [("History of our mission, vision and values", reverse("mission:statement-history"))]

    def actions(self):
        """Each set has a form of its own."""
        edit = {"url": reverse("mission:expectations-edit", args=[self.object.pk])}
        other = self.object.set.slug == EXPECTATIONS
        return [one | edit if other and one["verb"] == "edit" else one for one in super().actions()]
