"""Columns of the lists of rules, of what is owed, of waivers and pauses, of the post gate and of compliance."""

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, short_date, status_mark, written
from doc_portal.core.tables import Column, LinkColumn, MarkColumn, NumberColumn, PortalTable
from training.models import PersonRequirement
from training.rule_words import audience_of, cadence_of

STANDING_LEVELS = dict(PersonRequirement.STANDINGS.values())
WAIVER_LEVELS = {"Waits for approval": "warn", "In force": "ok", "To come": "info"}


class TermsColumn(Column):
    """Something the terms in force say; that none are, where there are none."""

    def __init__(self, *args, told, **kwargs):
        super().__init__(*args, accessor="pk", orderable=False, **kwargs)
        self.told = told

    def plain(self, record, accessor):
        """The words."""
        return self.told(record.in_force[0]) if record.in_force else ""

    def draw(self, record, accessor):
        """The words, or a dash."""
        return format_html("{}", self.plain(record, accessor) or BLANK)


class RuleTable(PortalTable):
    """A rule with whom it asks and how often, by the terms in force."""

    name = LinkColumn(verbose_name="Requirement", order_by=("name", "pk"))
    audience = TermsColumn(verbose_name="Asks", told=audience_of)
    cadence = TermsColumn(verbose_name="How often", told=cadence_of)
    authority = TermsColumn(verbose_name="Authority", told=lambda terms: terms.authority, wide=True)
    is_post_gate = Column(verbose_name="Before a post", order_by=("is_post_gate", "name"))


class OwedTable(PortalTable):
    """Who owes what by when."""

    rule = LinkColumn(verbose_name="Requirement", accessor="rule__name", meta="cycle_words", order_by=("rule__name",))
    person = Column(verbose_name="Person", order_by=("person__last_name", "person__first_name"))
    worksite = Column(verbose_name="Worksite", accessor="person__worksite", orderable=False, wide=True)
    due_on = Column(verbose_name="Due", nowrap=True, order_by=("due_on", "pk"))
    standing = MarkColumn(verbose_name="Standing", accessor="standing_words", orderable=False, levels=STANDING_LEVELS)


class WaiverTable(PortalTable):
    """Who is waived from what until when."""

    rule = LinkColumn(verbose_name="Requirement", accessor="rule__name", order_by=("rule__name",))
    person = Column(verbose_name="Person", order_by=("person__last_name", "person__first_name"))
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"))
    state = MarkColumn(verbose_name="State", orderable=False, levels=WAIVER_LEVELS)


class PauseColumn(Column):
    """The person with the way to change their pause."""

    def draw(self, record, accessor):
        """The name as a link to the form."""
        return format_html('<a class="row-link" href="{}">{}</a>', record.edit_url, record.person)


class PauseTable(PortalTable):
    """Who is away from when until when."""

    person = PauseColumn(verbose_name="Person", order_by=("person__last_name", "person__first_name"))
    worksite = Column(verbose_name="Worksite", accessor="person__worksite", orderable=False, wide=True)
    starts_on = Column(verbose_name="From", nowrap=True, order_by=("starts_on", "pk"))
    ends_on = Column(verbose_name="Until", nowrap=True, order_by=("ends_on", "pk"))


class ClearedColumn(Column):
    """Cleared or not."""

    def plain(self, record, accessor):
        """The word."""
        return "Cleared" if record.cleared else "Not cleared"

    def draw(self, record, accessor):
        """The word with its shape."""
        return status_mark(self.plain(record, accessor), "ok" if record.cleared else "bad")


class HeldBackColumn(Column):
    """What is missing of training, with the day it was due."""

    def plain(self, record, accessor):
        """In words."""
        return "; ".join(f"{one.rule.name} (due {long_date(one.due_on)})" for one in record.held_back)

    def draw(self, record, accessor):
        """Linked to why each is owed."""
        if not record.held_back:
            return BLANK
        parts = [
            format_html(
                '<a href="{}">{}</a>, <span class="text-nowrap">due {}</span>',
                one.get_absolute_url(),
                one.rule.name,
                short_date(one.due_on),
            )
            for one in record.held_back
        ]
        return format_html("<div>{}" + "<br>{}" * (len(parts) - 1) + "</div>", *parts)


class GateTable(PortalTable):
    """Who may take a post with inmate contact, and what is missing."""

    last_name = LinkColumn(verbose_name="Person", accessor="full_name", order_by=("last_name", "first_name", "pk"))
    title = Column(verbose_name="Job title", order_by=("title", "pk"), wide=True)
    worksite = Column(verbose_name="Worksite", accessor="worksite", orderable=False, wide=True)
    cleared = ClearedColumn(verbose_name="Post with inmate contact", order_by=("cleared", "pk"), nowrap=True)
    missing = HeldBackColumn(verbose_name="Training that is missing", accessor="pk", orderable=False)


class ComplianceTable(PortalTable):
    """How compliant each worksite is."""

    snug = True
    worksite = Column(verbose_name="Worksite")
    people = NumberColumn(verbose_name="People")
    percent = NumberColumn(verbose_name="Compliant, percent")
    late = NumberColumn(verbose_name="People with something overdue")
    overdue = NumberColumn(verbose_name="Overdue requirements")
    gates = NumberColumn(verbose_name="People overdue before a post")
    whole_hours = NumberColumn(verbose_name="Hours this fiscal year")
    hours_each = NumberColumn(verbose_name="Hours a person")


class LateColumn(Column):
    """A figure of a worksite, leading to the people behind it and what is overdue of theirs."""

    def draw(self, record, accessor):
        """The link."""
        where = f"{address_of('training:personrequirement-list')}?worksite={record.pk}&standing=overdue"
        return format_html('<a href="{}">{}</a>', where, written(getattr(record, accessor)))


class ComplianceLinkedTable(ComplianceTable):
    """The same for who may see what people owe."""

    worksite = LateColumn(verbose_name="Worksite")
    overdue = LateColumn(verbose_name="Overdue requirements", num=True)
