"""A list that tests bring in: worksites whose slug begins with “t-”. Those the file leaves out end."""

from django.utils import timezone

from doc_portal.core.imports import CHANGED, ENDED, NEW, Change, Plan, RowError, difference
from doc_portal.core.models import Worksite


def plan(rows, by):
    stored = {site.slug: site for site in Worksite.objects.open().filter(slug__startswith="t-")}
    made = Plan(existing=len(stored))
    for row in rows:
        if not row["slug"].startswith("t-"):
            made.errors.append(RowError(row.line, "slug", "Begin the slug with t-."))
            continue
        site = stored.pop(row["slug"], None)
        before = {} if site is None else {"name": site.name, "city": site.city}
        fields = difference(before, {"name": row["name"], "city": row["city"]})
        if fields:
            made.changes.append(Change(CHANGED if site else NEW, row["slug"], row["name"], fields, row.line))
        else:
            made.unchanged += 1
    made.changes += [Change(ENDED, site.slug, site.name) for site in stored.values()]
    return made


def apply(made, by):
    for change in made.changes:
        if change.kind == ENDED:
            Worksite.objects.filter(slug=change.key).update(closed_on=timezone.localdate())
        else:
            values = {name: after for name, (_, after) in change.fields.items()}
            Worksite.objects.update_or_create(slug=change.key, defaults=values | {"kind": "other"})
