"""Columns of the list of cohorts."""

from doc_portal.core.tables import Column, LinkColumn, NumberColumn, PortalTable
from training.models import RETENTION_DAYS
from training.retention import retention


class KeptColumn(Column):
    """How many are still here after so many days."""

    def __init__(self, days: int):
        super().__init__(verbose_name=f"After {days} days", orderable=False, accessor="pk")
        self.days = days

    def draw(self, record, accessor):
        """The share in words."""
        return self.plain(record, accessor)

    def plain(self, record, accessor):
        """The same in an export."""
        return next(one.words for one in retention(record) if one.days == self.days)


class CohortTable(PortalTable):
    """Which class of job, where, from when, how many, and how many stayed."""

    job_class = LinkColumn(verbose_name="Cohort", order_by=("job_class__title", "pk"))
    worksite = Column(order_by=("worksite__name", "-starts_on"))
    starts_on = Column(verbose_name="First day", nowrap=True, order_by=("starts_on", "pk"))
    people = NumberColumn(verbose_name="Recruits", orderable=False)
    after_30 = KeptColumn(RETENTION_DAYS[0])
    after_90 = KeptColumn(RETENTION_DAYS[1])
    after_365 = KeptColumn(RETENTION_DAYS[2])
