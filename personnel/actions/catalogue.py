"""What happens to the class catalogue: classes, what they pay, and the reasons chosen in decisions."""

from django.db import transaction
from django.utils.text import slugify

from doc_portal.core.audit import log
from doc_portal.core.locks import hold
from doc_portal.core.models import User
from doc_portal.core.search import index_entry
from doc_portal.core.workflow import lock
from personnel.models import JobClass, PayRange, ReasonCode

TAKEN_ADDRESSES = {"new", "current"}
LONGEST_ADDRESS = 90


@transaction.atomic
def add_job_class(job_class: JobClass, *, by: User) -> JobClass:
    """Keep a new class under an address made from its title."""
    job_class.slug = free_address(job_class.title)
    job_class.created_by = by
    job_class.save()
    log("create", job_class, by=by)
    index_entry(job_class)
    return job_class


@transaction.atomic
def revise_job_class(job_class: JobClass, *, by: User, changed: str = "") -> JobClass:
    """Keep what was changed in a class. Its address stays."""
    job_class.save()
    log("edit", job_class, by=by, reason=changed)
    index_entry(job_class)
    return job_class


@transaction.atomic
def add_pay_range(pay: PayRange, *, by: User) -> PayRange:
    """Keep what a class pays from a day on. The database refuses ranges of one basis that overlap."""
    lock(pay.job_class)
    pay.created_by = by
    pay.save()
    log("create", pay, by=by)
    return pay


@transaction.atomic
def revise_pay_range(pay: PayRange, *, by: User, changed: str = "") -> PayRange:
    """Keep what was changed in a pay range: most often its end."""
    pay.save()
    log("edit", pay, by=by, reason=changed)
    return pay


@transaction.atomic
def add_reason(reason: ReasonCode, *, by: User) -> ReasonCode:
    """Keep a new reason, under a code made from its words."""
    hold("personnel.reason codes")
    reason.code = _free(slugify(reason.label)[:36] or "reason", ReasonCode.objects.filter(use=reason.use), "code")
    reason.created_by = by
    reason.save()
    log("create", reason, by=by)
    return reason


@transaction.atomic
def revise_reason(reason: ReasonCode, *, by: User, changed: str = "") -> ReasonCode:
    """Keep what was changed in a reason. One that was used is retired, not deleted."""
    reason.save()
    log("edit", reason, by=by, reason=changed)
    return reason


def free_address(title: str, taken: set[str] = frozenset()) -> str:
    """A title as an address no class has; `taken` are others that are about to be used. Takes the lock on addresses."""
    hold("personnel.job class addresses")
    return _free(slugify(title)[:LONGEST_ADDRESS] or "class", JobClass.objects.all(), "slug", TAKEN_ADDRESSES | taken)


def _free(wanted: str, rows, column: str, taken: set[str] = frozenset()) -> str:
    """The text itself, or with the first number that makes it one nobody has."""
    used = set(rows.filter(**{f"{column}__startswith": wanted}).values_list(column, flat=True)) | taken
    number, found = 1, wanted
    while found in used:
        number += 1
        found = f"{wanted}-{number}"
    return found
