"""Pages of the directory: looking people up, one's own entry, and what stewards do with an entry."""

from datetime import timedelta

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.display import long_date
from doc_portal.core.forms import ConfirmForm, ReasonForm
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from personnel.actions.accounts import open_account
from personnel.actions.appointments import link_appointment
from personnel.actions.people import (
    add_person,
    confirm_person,
    end_employment,
    list_person_again,
    revise_person,
    suppress_person,
)
from personnel.forms.people import AccountForm, EmploymentEndForm, OwnEntryForm, PersonAddForm, PersonFilter, PersonForm
from personnel.models import Appointment, Person, RoleContact
from personnel.suppression import NOT_LISTED, note_override, shown_to
from personnel.tables.people import PersonTable

OPENS = "core.add_rolegrant"
MOST_REPORTS = 50
LINKED = "The person was added, and the appointment is linked. A portal administrator is asked to open the account."
NO_ACCOUNT = "None yet: a portal administrator opens it on this page. Then a sign-in code can be printed."


class PersonList(ListPage):
    """Everyone of the department whom one may look up."""

    model = Person
    permission_required = "personnel.view_person"
    template_name = "personnel/person_list.html"
    filterset_class = PersonFilter
    table_class = PersonTable
    intro = "Look up a colleague by name in any spelling, by place, or by what they can help with."
    order_by = "full_name"
    row_name = "person"
    empty_text = "Check the spelling, or take a filter out. People who have left are not listed."

    def get_rows(self):
        """The directory, which everybody sees all of; where others are asked for, those whom this person may see."""
        return super().get_rows() if self.asks_for_others else Person.objects.directory().for_list()

    def unasked(self, rows):
        """The directory."""
        return rows.directory() if self.asks_for_others else rows

    @property
    def asks_for_others(self) -> bool:
        """Whether the address asks for people who are not in the directory."""
        return "state" in self.request.GET

    def get(self, request, *args, **kwargs):
        """The list; what it shows of people who are not listed is recorded."""
        response = super().get(request, *args, **kwargs)
        if response.status_code == 200 and self.asks_for_unlisted():
            rows = self.object_list if request.GET.get("export") else self.table.page.object_list.data
            note_override(rows, by=request.user)
        return response

    def asks_for_unlisted(self) -> bool:
        """Whether people outside the directory were asked for."""
        form = self.filterset.form
        return self.filterset.is_bound and form.is_valid() and bool(form.cleaned_data.get("state"))


class EntryPage(Page):
    """A page about one person, found by the random part of its address."""

    model = Person
    slug_field = "uuid"
    slug_url_kwarg = "uuid"

    def get_queryset(self):
        """Whom this person may see, with their places."""
        return super().get_queryset().select_related("unit", "worksite", "photo")

    def get_object(self, queryset=None):
        """The person. Showing somebody who is not listed is recorded."""
        found = super().get_object(queryset)
        if self.request.method == "GET":
            note_override([found], by=self.request.user)
        return found

    def trail(self):
        """Under the list of people and, for an act, the person."""
        up = [("People", address_of("personnel:person-list"))]
        named = not isinstance(self, DetailPage) and getattr(self, "object", None) is not None
        return [*up, (str(self.object), self.object.get_absolute_url())] if named else up


class CurrentEntryPage(EntryPage):
    """A page about somebody who works here: who has left has none of these."""

    def get_queryset(self):
        """Current people alone."""
        return super().get_queryset().current()


class PersonDetail(EntryPage, DetailPage):
    """Who somebody is, where they work and how to reach them. Of a leaver, whom to ask instead."""

    permission_required = "personnel.view_person"
    template_name = "personnel/person_detail.html"

    def get_object(self, queryset=None):
        """The person; one who left longer ago than the setting says only for those who keep the entry."""
        found = super().get_object(queryset)
        self.is_stub = not found.is_current and not self.may("personnel.end_person", found)
        if self.is_stub and found.ended_on + timedelta(days=int(value_of("leaver_stub_days"))) <= timezone.localdate():
            raise Http404
        return found

    def get_intro(self):
        """What they do and where; of a leaver, since when not."""
        person = self.object
        if not person.is_current:
            return f"Left on {long_date(person.ended_on)}."
        return ", ".join(filter(None, [person.title, str(person.worksite or "")]))

    def is_own(self) -> bool:
        """Whether somebody looks at their own entry."""
        return self.object.user_id == self.request.user.pk

    def keeps_it(self) -> bool:
        """Whether a steward of this entry looks at it."""
        return self.may("personnel.change_person", self.object)

    def facts(self):
        """What is known of the person; what is not known is left out."""
        person = self.object
        told = [
            ("Name", f"{person.first_name} {person.last_name}" if person.preferred_name else ""),
            ("How to say it", person.pronunciation),
            ("Phone", _dialed(person)),
            ("E-mail", format_html('<a href="mailto:{0}">{0}</a>', person.email) if person.email else ""),
            ("Begins", self._begins()),
            ("Unit", _link(person.unit)),
            ("Worksite", _link(person.worksite)),
            ("Languages", person.languages),
            ("Can help with", person.can_help_with),
        ]
        if self.is_own() or self.keeps_it():
            told += [
                ("Employee number", person.employee_number),
                ("Account", "" if person.user_id or not person.is_current else NO_ACCOUNT),
                ("Entry confirmed", long_date(person.confirmed_on) if person.confirmed_on else "Not yet"),
            ]
        return [(label, value) for label, value in told if value]

    def _begins(self) -> str:
        """Of who is appointed and yet to begin: as what, where and when, for those who may see the appointment."""
        user = self.request.user
        if not user.has_perm("personnel.view_appointment"):
            return ""
        coming = Appointment.objects.visible_to(user).standing().for_list()
        one = coming.filter(person=self.object, starts_on__gt=timezone.localdate()).order_by("starts_on").first()
        return f"{long_date(one.starts_on)}: {one.job_class}, {one.worksite}" if one else ""

    def assignments(self) -> list[dict]:
        """What they do now, the main one first, with who leads them; whom one may not see is not named."""
        person = self.object
        rows = person.assignments.select_related("unit", "worksite", "supervisor").order_by("-primary", "-starts_on")
        rows = list(rows.current() if person.is_current else rows[:1])
        seen = shown_to(self.request.user, [one.supervisor for one in rows if one.supervisor])
        note_override([one.supervisor for one in rows if one.supervisor_id in seen], by=self.request.user)
        return [{"row": one, "led_by": self._leader(one, seen), "actions": self._steps(one)} for one in rows]

    def _leader(self, assignment, seen):
        if assignment.supervisor is None:
            return None
        return _link(assignment.supervisor) if assignment.supervisor_id in seen else NOT_LISTED

    def _steps(self, assignment):
        """The addresses of what a steward may do with an assignment."""
        return [
            (label, address_of(f"personnel:assignment-{verb}", assignment.pk))
            for verb, right, label in (("edit", "change", "Edit"), ("end", "end", "End"))
            if self.may(f"personnel.{right}_assignment", assignment)
        ]

    def reports(self) -> list[Person]:
        """Who reports to them today, as far as one may see; a few at most."""
        led = Person.objects.visible_to(self.request.user).current().led_by(self.object).for_list()
        found = list(led.order_by("last_name", "first_name", "pk")[: MOST_REPORTS + 1])
        self.leads_more, found = len(found) > MOST_REPORTS, found[:MOST_REPORTS]
        note_override(found, by=self.request.user)
        return found

    def contacts(self) -> list[RoleContact]:
        """The services they hold or stand in for."""
        theirs = Q(holder=self.object) | Q(backup=self.object)
        return list(RoleContact.objects.kept().filter(theirs).for_list().order_by("service", "pk"))

    def actions(self):
        """What may be done with the entry: people their own, stewards theirs, everybody a suggestion."""
        person, own = self.object, self.is_own()
        here, keeps = person.is_current, "personnel.change_person"
        steps = [
            ("edit", "Edit", False, keeps, here),
            ("assign", "Add assignment", False, "personnel.add_assignment", here),
            ("account", "Open account", False, OPENS, here and person.user_id is None and self.opens()),
            ("suppress", "Take out of directory", False, "personnel.suppress_person", here and not person.suppressed),
            ("list-again", "List again", False, "personnel.suppress_person", person.suppressed),
            ("end", "End employment", True, "personnel.end_person", person.ended_on is None and not own),
            ("hand-over", "Hand over", False, "personnel.end_person", person.access_ended_at and not person.closed_at),
        ]
        found = [_step(person, verb, label, danger) for verb, label, danger, right, legal in steps
                 if legal and self.may(right, person)]  # fmt: skip
        if own and here:
            mine = [_step(person, "confirm", "Confirm my entry"), _step(person, "own", "Edit my entry")]
            return [*mine, *found]
        suggests = here and not self.keeps_it()
        return [*found, _step(person, "correct", "Suggest a correction")] if suggests else found

    def opens(self) -> bool:
        """Whether this person grants roles in the whole department, and so opens accounts."""
        return scope_of(self.request.user, OPENS).everywhere

    def history(self):
        """What happened to the entry, for those who keep it."""
        return super().history() if self.keeps_it() else []


class PersonCreate(CreatePage):
    """Add somebody to the directory, with what they do first."""

    model = Person
    permission_required = "personnel.add_person"
    form_class = PersonAddForm
    button = "Add person"
    intro = "Everyone finds them at once. Home addresses, private numbers and birth dates have no place here."
    done = "The person was added."

    @cached_property
    def appointment(self) -> Appointment | None:
        """The appointment named in the address, of somebody from outside who has no entry yet."""
        asked = self.request.GET.get("appointment", "")
        if not asked:
            return None
        waiting = Appointment.objects.permitted(self.request.user, self.permission_required).filter(person=None)
        rows = waiting.select_related("application__applicant", "job_class", "worksite")
        return next((one for one in rows if str(one.pk) == asked), None)

    def get_initial(self):
        """With what the appointment says, where one comes from there."""
        one = self.appointment
        if one is None or one.application.applicant is None:
            return super().get_initial()
        who = one.application.applicant
        return super().get_initial() | {
            "first_name": who.first_name,
            "last_name": who.last_name,
            "title": str(one.job_class),
            "worksite": one.worksite_id,
            "starts_on": one.starts_on,
        }

    def keep(self, form):
        """Add the person and the first assignment together; of an appointment they are the entry."""
        added = add_person(form.instance, form.first_assignment(), by=self.request.user)
        if self.appointment is not None:
            link_appointment(self.appointment, by=self.request.user, person=added)
        return added

    def done_message(self):
        """Whether an appointment was linked as well."""
        return LINKED if self.appointment else self.done


class PersonEdit(CurrentEntryPage, EditPage):
    """A steward keeps an entry right."""

    permission_required = "personnel.change_person"
    form_class = PersonForm

    def keep(self, form, changed):
        """Write the entry; place, account and search follow."""
        return revise_person(form.instance, by=self.request.user, changed=changed, picture=form.cleaned_data["picture"])


class PersonOwn(CurrentEntryPage, EditPage):
    """People keep what is theirs to say: how they are called and reached, and what they help with."""

    permission_required = "personnel.view_person"
    form_class = OwnEntryForm
    intro = "All staff see it at once. Your name, title and place are kept by a directory steward."

    def may(self, permission, record):
        """One's own entry; a steward may help."""
        own = record.user_id == self.request.user.pk
        return super().may(permission if own else "personnel.change_person", record)

    def get_title(self):
        """Whose entry it is."""
        return "Edit my entry" if self.object.user_id == self.request.user.pk else f"Edit what {self.object} says"

    def keep(self, form, changed):
        """Write the entry; place, account and search follow."""
        return revise_person(form.instance, by=self.request.user, changed=changed, picture=form.cleaned_data["picture"])


class PersonConfirm(CurrentEntryPage, ActionPage):
    """Say that one's own entry is right, once a year."""

    permission_required = "personnel.view_person"
    template_name = "personnel/person_confirm.html"
    form_class = ConfirmForm
    action = staticmethod(confirm_person)
    title = "Confirm my entry"
    button = "It is right"
    done = "Thank you. Your entry is confirmed for a year."
    intro = "This is what all staff read of you."

    def may(self, permission, record):
        """One's own entry alone."""
        return record.user_id == self.request.user.pk and super().may(permission, record)

    def facts(self):
        """What is to be confirmed, with what is missing."""
        person = self.object
        return [
            ("Name", person.full_name),
            ("How to say it", person.pronunciation or "Nothing yet"),
            ("Job title", person.title or "Nothing yet"),
            ("Worksite", person.worksite or "Nothing yet"),
            ("Phone", person.telephone or "Nothing yet"),
            ("E-mail", person.email or "Nothing yet"),
            ("Languages", person.languages or "Nothing yet"),
            ("Can help with", person.can_help_with or "Nothing yet"),
        ]


class PersonAccount(CurrentEntryPage, ActionPage):
    """Open the account of somebody who has none."""

    permission_required = OPENS
    form_class = AccountForm
    action = staticmethod(open_account)
    button = "Open account"
    intro = (
        "The account comes with the role Staff and without a password. They choose one by a link to their work e-mail, "
        "or by a code a directory steward prints."
    )
    done = "The account is open. A link to the work e-mail, or a code a directory steward prints, sets the password."

    def get_title(self):
        """Whose."""
        return f"Open an account: {self.object}"

    def may(self, permission, record):
        """Who grants roles in the whole department: an account comes with one that counts everywhere."""
        return scope_of(self.request.user, permission).everywhere

    def get_initial(self):
        """The employee number is the user name, unless another is chosen."""
        return super().get_initial() | {"username": self.object.employee_number or ""}


class PersonSuppress(CurrentEntryPage, ActionPage):
    """Take somebody out of the directory."""

    permission_required = "personnel.suppress_person"
    form_class = ReasonForm
    action = staticmethod(suppress_person)
    button = "Take out of directory"
    done = "The entry is not listed any more."
    intro = (
        "Lists, search, exports and counts leave them out. "
        "Stewards and their supervisor still see them; each look is recorded."
    )


class PersonListAgain(CurrentEntryPage, ActionPage):
    """Show somebody in the directory again."""

    permission_required = "personnel.suppress_person"
    form_class = ReasonForm
    action = staticmethod(list_person_again)
    button = "List again"
    done = "The entry is listed again."
    intro = "All staff find them again, in lists and in search."


class PersonEnd(CurrentEntryPage, ActionPage):
    """End somebody's employment: the first step, which stops their access."""

    permission_required = "personnel.end_person"
    form_class = EmploymentEndForm
    action = staticmethod(end_employment)
    button = "End employment"
    intro = (
        "They are no longer found, their assignments and roles end, and they are signed out. "
        "What they own is handed over afterwards."
    )

    def is_dangerous(self):
        """Always: access stops at once."""
        return True

    def done_message(self):
        """What has happened, or when it will."""
        person = self.object
        if person.is_current:
            return f"{person} leaves on {long_date(person.ended_on)}. Access stops that night."
        return f"{person} has left, and access has stopped. Hand over what they own next."


def _step(person, verb, label, danger=False) -> dict:
    return {
        "verb": verb,
        "label": label,
        "danger": danger,
        "url": address_of(f"personnel:{NAMES[verb]}", person.uuid),
    }


NAMES = {"assign": "assignment-create", "correct": "correction-create"} | {
    verb: f"person-{verb}"
    for verb in ("edit", "own", "account", "confirm", "suppress", "list-again", "end", "hand-over")
}
"""What may be done with a person -> the address where it is done."""


def _dialed(person):
    digits = "".join(one for one in person.phone if one.isdigit())
    return format_html('<a href="tel:{}">{}</a>', digits, person.telephone) if person.phone else ""


def _link(record):
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record) if record else ""
