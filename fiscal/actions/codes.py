"""The chart of accounts: codes kept by hand and copied to the next year (fiscal.md 3.2), and strings of them (3.3)."""

from django.db import IntegrityError, connection, transaction

from doc_portal.core.audit import log
from doc_portal.core.models import User
from doc_portal.core.workflow import Refused
from fiscal.codes import of_year
from fiscal.models import PARTS, CoaCode, FiscalYear, FundingString
from fiscal.refusals import broken

COPIED = """
    INSERT INTO fiscal_coacode
           (kind, year_id, code, name, active, confirmed, source, version, created_at, created_by_id)
    SELECT kind, %(to)s, code, name, true, confirmed, source, 1, now(), %(by)s
      FROM fiscal_coacode o
     WHERE o.year_id = %(from)s AND o.active
       AND NOT EXISTS (SELECT 1 FROM fiscal_coacode n WHERE n.year_id = %(to)s AND n.follows_id = o.id)
    ON CONFLICT (kind, year_id, code) DO NOTHING
"""
UNDER_THEIR_PARENTS = """
    UPDATE fiscal_coacode n SET parent_id = np.id
      FROM fiscal_coacode o JOIN fiscal_coacode op ON op.id = o.parent_id
      JOIN fiscal_coacode np ON np.kind = op.kind AND np.code = op.code AND np.year_id = %(to)s
     WHERE o.year_id = %(from)s AND n.year_id = %(to)s AND n.kind = o.kind AND n.code = o.code AND n.parent_id IS NULL
"""


def keep_code(code: CoaCode, *, by: User, changed: str = "") -> CoaCode:
    """Add a code, or change what may change of it."""
    added = code.pk is None
    try:
        with transaction.atomic():
            code.save()
    except IntegrityError as error:
        raise broken(error) from error
    log("create" if added else "edit", code, by=by, reason=changed)
    return code


@transaction.atomic
def copy_codes(year: FiscalYear, *, by: User) -> FiscalYear:
    """Copy what is in use in the year before and missing here, in two statements however many there are."""
    names = {"from": year.fy - 1, "to": year.fy, "by": by.pk}
    with connection.cursor() as cursor:
        cursor.execute(COPIED, names)
        copied = cursor.rowcount
        cursor.execute(UNDER_THEIR_PARENTS, names)
    if not copied:
        raise Refused(f"{year} has every code in use of FY {year.fy - 1}, or what replaces it. Nothing was copied.")
    log("copy_codes", year, by=by, reason=f"{copied} codes of FY {year.fy - 1}")
    return year


def string_for(fy: int, parts: dict[str, CoaCode | None], *, by: User | None = None) -> FundingString:
    """The string of these codes: the one that stands, or a new one. Two who ask at once get the same.

    Refuses codes of another year, with what takes their place.
    """
    for code in filter(None, parts.values()):
        if sentence := of_year(fy, code):
            raise Refused(sentence)
    try:
        with transaction.atomic():
            found, made = FundingString.objects.get_or_create(
                budget_fy_id=fy, **{part: parts.get(part) for part in PARTS}
            )
            if made and by is not None:
                log("create", found, by=by)
    except IntegrityError as error:
        raise broken(error) from error
    return found
