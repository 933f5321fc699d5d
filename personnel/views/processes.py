"""Processes announcements may follow, and the words applicants read of each status."""

from django.urls import reverse

from doc_portal.core.views.pages import CreatePage, EditPage, ListPage
from personnel.forms.application_review import StageTemplateForm, StatusWordsForm
from personnel.models import StageTemplate, StatusWords
from personnel.tables.applications import StageTemplateTable, StatusWordsTable

PROCESSES = "Processes of hiring"
WORDS = "Words of each status"


class StageTemplateList(ListPage):
    """The processes, and those no longer chosen."""

    model = StageTemplate
    permission_required = "personnel.view_stagetemplate"
    table_class = StageTemplateTable
    title = PROCESSES
    intro = "Which stages lie between review and offer. An announcement copies one; later changes do not touch it."
    row_name = "process"
    empty_text = "There is no process yet. Announcements then have every stage."


class StageTemplateCreate(CreatePage):
    """Add a process."""

    model = StageTemplate
    permission_required = "personnel.add_stagetemplate"
    form_class = StageTemplateForm
    done = "Process added."

    def trail(self):
        return [(PROCESSES, reverse("personnel:stagetemplate-list"))]


class StageTemplateEdit(EditPage):
    """Change a process, or take it out of use."""

    model = StageTemplate
    permission_required = "personnel.change_stagetemplate"
    form_class = StageTemplateForm
    done = "Process saved. Announcements that have it keep their stages."

    def trail(self):
        return [(PROCESSES, reverse("personnel:stagetemplate-list"))]


class StatusWordsList(ListPage):
    """What applicants read of each status."""

    model = StatusWords
    permission_required = "personnel.view_statuswords"
    table_class = StatusWordsTable
    title = WORDS
    intro = "What applicants read of their application, by its status, and what comes next."
    row_name = "status"
    empty_text = "No words are loaded. Applicants read the names of the statuses."


class StatusWordsEdit(EditPage):
    """Change the words of one status."""

    model = StatusWords
    permission_required = "personnel.change_statuswords"
    form_class = StatusWordsForm
    done = "Words saved. They count from now on."

    def get_title(self):
        return f"Words of the status “{self.object.status_name}”"

    def trail(self):
        return [(WORDS, reverse("personnel:statuswords-list"))]
