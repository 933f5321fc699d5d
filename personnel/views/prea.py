"""Pages of the Office of Professional Standards: clearing under 28 CFR 115.17, checks, and what is asked (item 23)."""

from django.urls import reverse
from django.utils.functional import cached_property

from doc_portal.core.display import long_date
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.prea import ask_to_answer, clear_prea, keep_question, note_contact, record_check
from personnel.forms.offers import (
    CheckFilter,
    CheckForm,
    ClearanceFilter,
    ContactForm,
    PersonCheckForm,
    PreaClearForm,
    PreaQuestionForm,
)
from personnel.models import ClearanceItem, InstitutionalEmployerContact, Person, PreaCheck, PreaQuestion
from personnel.prea import lapsing, standing_of
from personnel.tables.offers import CheckTable, LapsingTable, PreaClearanceTable, PreaQuestionTable

QUEUE = "PREA clearance"
CHECKS = "Background checks"
QUESTIONS = "PREA questions"


class PreaQueue(ListPage):
    """Who waits to be cleared under PREA."""

    model = ClearanceItem
    permission_required = "personnel.decide_prea_clearanceitem"
    filterset_class = ClearanceFilter
    table_class = PreaClearanceTable
    title = QUEUE
    intro = "Who is to work with inmates and waits for your decision, promotions included. Only this office sees why."
    row_name = "item"
    order_by = "starts_on"
    empty_text = "Nobody waits for you."

    def get_rows(self):
        """PREA alone."""
        rows = super().get_rows().filter(kind=ClearanceItem.Kind.PREA)
        return rows.select_related("offer__application__applicant")

    def get_queryset(self):
        """Open ones, unless others are asked for."""
        if self.filterset.is_bound and self.filterset.form.is_valid():
            return self.filterset.qs
        return self.get_rows().open()

    def may_export(self):
        """It leaves the portal in no list."""
        return False


class OfPreaItem(ActionPage):
    """Something done with one PREA item."""

    model = ClearanceItem
    permission_required = "personnel.decide_prea_clearanceitem"

    def get_queryset(self):
        """PREA alone."""
        rows = super().get_queryset().filter(kind=ClearanceItem.Kind.PREA).for_list()
        return rows.select_related("offer__application__applicant")

    @property
    def who(self):
        """Whom it is about."""
        return self.object.offer.application.who

    def trail(self):
        """Under the queue."""
        return [(QUEUE, reverse("personnel:clearanceitem-prea-list"))]


class PreaClear(OfPreaItem):
    """Decide, with everything that was answered, asked and checked on the page."""

    template_name = "personnel/prea_clear.html"
    form_class = PreaClearForm
    action = staticmethod(clear_prea)
    button = "Keep decision"
    done = "Decision kept."

    def get_title(self):
        """Whom."""
        return f"PREA clearance: {self.who}"

    @cached_property
    def standing(self):
        """Answers, contacts and checks."""
        return standing_of(self.object.offer.application, self.object.offer.starts_on)

    def get_success_url(self):
        """Back to the queue."""
        return reverse("personnel:clearanceitem-prea-list")


class PreaAsk(OfPreaItem):
    """Ask who applied to answer what is unanswered."""

    form_class = ConfirmForm
    action = staticmethod(ask_to_answer)
    button = "Ask the applicant to answer"
    intro = "They are told by mail or a notice, and answer on the page of their application. Only this office reads it."
    done = "Asked. The answers appear here as soon as they are given."

    def get_title(self):
        """Whom."""
        return f"Ask {self.who} to answer"

    def trail(self):
        """Under the decision."""
        return [*super().trail(), (f"PREA clearance: {self.who}", self.get_success_url())]

    def get_success_url(self):
        """Back to the decision."""
        return reverse("personnel:clearanceitem-prea", args=[self.object.pk])


class BelowClearing(OfPreaItem):
    """Something added to what the decision rests on."""

    def trail(self):
        """Under the decision."""
        return [*super().trail(), (f"PREA clearance: {self.who}", self.get_success_url())]

    def get_form(self, form_class=None):
        """Kept, since the action takes what it made."""
        self.form = super().get_form(form_class)
        return self.form

    def get_success_url(self):
        """Back to the decision."""
        return reverse("personnel:clearanceitem-prea", args=[self.object.pk])


class EmployerContactCreate(BelowClearing):
    """Note a contact to a former institutional employer."""

    form_class = ContactForm
    button = "Note contact"
    intro = "It stays on the log as you note it (28 CFR 115.17(c)(2))."
    done = "Contact noted."

    def get_title(self):
        """About whom."""
        return f"Contact to a former employer: {self.who}"

    def get_form_kwargs(self):
        """About the application of this item."""
        contact = InstitutionalEmployerContact(application=self.object.offer.application)
        return super().get_form_kwargs() | {"instance": contact}

    def action(self, item, *, by, **typed):
        """Put it on the log."""
        note_contact(self.form.instance, by=by)
        return item


class ItemCheckCreate(BelowClearing):
    """Record a background check of who applied."""

    form_class = CheckForm
    button = "Record check"
    intro = "It counts until the day it is due again."

    def get_title(self):
        """Of whom."""
        return f"Background check: {self.who}"

    def get_form_kwargs(self):
        """Of the person, or of the applicant from outside."""
        application = self.object.offer.application
        check = PreaCheck(person_id=application.person_id, applicant_id=application.applicant_id)
        return super().get_form_kwargs() | {"instance": check}

    def action(self, item, *, by, **typed):
        """Record it."""
        self.recorded = record_check(self.form.instance, by=by)
        return item

    def done_message(self):
        """Until when it counts."""
        return f"Check recorded. It counts until {long_date(self.recorded.valid_until)}."


class PreaCheckList(ListPage):
    """Every check, the newest first."""

    model = PreaCheck
    permission_required = "personnel.view_preacheck"
    filterset_class = CheckFilter
    table_class = CheckTable
    title = CHECKS
    row_name = "check"

    def get_intro(self):
        """How often."""
        return f"Repeated at least every {value_of('prea_check_years')} years (28 CFR 115.17(e)), for everyone in post."


class PreaCheckCreate(CreatePage):
    """Record a check of a person in post."""

    model = PreaCheck
    permission_required = "personnel.add_preacheck"
    form_class = PersonCheckForm
    title = "New background check"
    button = "Record check"
    done = "Check recorded."

    def keep(self, form):
        """With the day on which it is due again."""
        return record_check(form.instance, by=self.request.user)

    def done_message(self):
        """Until when it counts."""
        return f"Check recorded. It counts until {long_date(self.object.valid_until)}."


class PreaCheckLapsing(ListPage):
    """People in posts with inmate contact whose check runs out, or who have none."""

    model = Person
    permission_required = "personnel.view_preacheck"
    table_class = LapsingTable
    title = "Checks that run out"
    row_name = "person"
    order_by = "valid_until"
    empty_text = "Everybody in a post with inmate contact has a check that counts for a while yet."
    create_url_name = "personnel:preacheck-create"

    def get_intro(self):
        """Whom it shows."""
        days = value_of("prea_check_warning_days")
        return f"People in posts with inmate contact whose check runs out within {days} days, or who have none."

    def get_rows(self):
        """Those, with when it runs out."""
        return lapsing().for_list()

    def export_permission(self):
        """The right to take checks away, not people."""
        return "personnel.export_preacheck"

    def create_url(self):
        """Recording a check, for those who may."""
        return reverse(self.create_url_name) if self.request.user.has_perm("personnel.add_preacheck") else None

    def trail(self):
        """Under the checks."""
        return [(CHECKS, reverse("personnel:preacheck-list"))]


class PreaQuestionList(ListPage):
    """What is asked of everybody who may meet inmates."""

    model = PreaQuestion
    permission_required = "personnel.view_preaquestion"
    table_class = PreaQuestionTable
    title = QUESTIONS
    intro = "Asked of everybody who applies for work with inmates, between their days. Answers are seen by this office."
    row_name = "question"
    order_by = "text"

    def may_export(self):
        """Questions are read here."""
        return False


class QuestionPage(Page):
    """A page about one question."""

    model = PreaQuestion

    def trail(self):
        """Under the list and, for an act, the question."""
        up = [(QUESTIONS, reverse("personnel:preaquestion-list"))]
        own = getattr(self, "object", None)
        named = own is not None and not isinstance(self, DetailPage)
        return [*up, ("Question", own.get_absolute_url())] if named else up


class PreaQuestionDetail(QuestionPage, DetailPage):
    """One question with its dates."""

    permission_required = "personnel.view_preaquestion"
    fields = ("text", "kind", "authority", "starts_on", "ends_on")

    def get_title(self):
        """Which."""
        return f"PREA question {self.object.pk}"


class PreaQuestionCreate(QuestionPage, CreatePage):
    """Ask something more, from a day on."""

    permission_required = "personnel.add_preaquestion"
    form_class = PreaQuestionForm
    title = "New PREA question"
    button = "Add question"
    done = "Question added."

    def keep(self, form):
        """By the rules for questions."""
        return keep_question(form.instance, by=self.request.user)


class PreaQuestionEdit(QuestionPage, EditPage):
    """End a question, or correct one that nobody has answered."""

    permission_required = "personnel.change_preaquestion"
    form_class = PreaQuestionForm
    button = "Save question"
    intro = "One that was answered keeps its words: end it, and write another."
    done = "Question saved."

    def get_title(self):
        """Which."""
        return f"Edit PREA question {self.object.pk}"

    def keep(self, form, changed):
        """By the rules for questions."""
        return keep_question(form.instance, by=self.request.user, changed=changed)
