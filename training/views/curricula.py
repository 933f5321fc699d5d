"""Pages of curricula: the courses that belong together."""

from django.http import Http404
from django.utils.functional import cached_property

from doc_portal.core.display import BLANK, plain_number
from doc_portal.core.forms import NoteForm
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from training.actions.catalogue import put_into_curriculum, take_out_of_curriculum
from training.forms.courses import (
    CurriculumForm,
    CurriculumItemForm,
    NewCurriculumForm,
)
from training.models import Curriculum, CurriculumItem
from training.tables.catalogue import CurriculumTable


class CurriculumList(ListPage):
    """Courses that belong together."""

    model = Curriculum
    permission_required = "training.view_curriculum"
    table_class = CurriculumTable
    order_by = "title"
    intro = "Levels of the academy and sections of matrices: courses that belong together, in their order."
    empty_text = "Curricula appear here once a curriculum owner adds them."

    def get_rows(self):
        return super().get_rows().in_use()

    def may_export(self):
        """A short list."""
        return False


class CurriculumPage(Page):
    """A page about one curriculum, found by its code."""

    model = Curriculum
    slug_field = slug_url_kwarg = "code"


class CurriculumDetail(CurriculumPage, DetailPage):
    """One curriculum with its courses in their order."""

    permission_required = "training.view_curriculum"
    template_name = "training/curriculum_detail.html"

    def facts(self):
        """What it is, and where that comes from."""
        one = self.object
        hours = plain_number(one.hours) or BLANK
        told = [("Code", one.code), ("Hours in all", hours)]
        return [*told, ("Note", one.note or BLANK), ("Source", one.source or BLANK)]

    @cached_property
    def items(self) -> list[CurriculumItem]:
        """Its courses."""
        return list(self.object.items.select_related("course"))

    def keeps(self) -> bool:
        """Whether who looks may change what belongs to it."""
        return self.may("training.change_curriculum", self.object)


class CurriculumCreate(CreatePage):
    """Add a curriculum."""

    model = Curriculum
    permission_required = "training.add_curriculum"
    form_class = NewCurriculumForm
    button = "Add curriculum"
    done = "Curriculum added. Put its courses in."


class CurriculumEdit(CurriculumPage, EditPage):
    """Change a curriculum."""

    permission_required = "training.change_curriculum"
    form_class = CurriculumForm
    button = "Save curriculum"
    done = "Curriculum saved."


class CurriculumAct(CurriculumPage, ActionPage):
    """Something done to one curriculum."""

    permission_required = "training.change_curriculum"


class CurriculumPutIn(CurriculumAct):
    """Put a course in, or change its place."""

    form_class = CurriculumItemForm
    button = "Put course in"
    done = "Course put in."

    def action(self, record, *, by, course, order, day_block, optional):
        return put_into_curriculum(record, course, by=by, order=order, day_block=day_block, optional=optional)


class CurriculumTakeOut(CurriculumAct):
    """Take a course out."""

    form_class = NoteForm
    button = "Take course out"
    done = "Course taken out."

    @cached_property
    def item(self) -> CurriculumItem | None:
        """The course and its place."""
        return self.object.items.select_related("course").filter(pk=self.kwargs["item"]).first()

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        if self.item is None:
            raise Http404
        return self.object

    def get_title(self):
        return f"Take {self.item.course} out of {self.object}"

    def action(self, record, *, by, note):
        return take_out_of_curriculum(record, self.item, by=by, note=note)
