"""Telling people who applied, or began to: staff by a notice, people from outside by mail."""

from django.db.models import QuerySet

from doc_portal.core.models import User
from doc_portal.core.notifications import notify
from doc_portal.core.outbox import address_of, queue_mail
from personnel.models import Applicant, Posting


def tell_applicants(posting: Posting, applications: QuerySet, kind: str, title: str, words: str, key: str = "") -> int:
    """Tell everybody behind some applications once; how many were told. `key` tells one occasion from another."""
    staff = User.objects.filter(pk__in=applications.filter(person__user__isnull=False).values("person__user"))
    told = notify(staff, kind, title, posting)
    outside = Applicant.objects.filter(
        pk__in=applications.values("applicant"), ended_at__isnull=True, verified_at__isnull=False
    )
    for one in outside.order_by("pk"):
        body = f"{words}\n\n{address_of(posting.get_absolute_url())}"
        told += queue_mail(one.email, title, body, f"{kind}:{posting.pk}:{key or posting.status}:{one.pk}")
    return told
