"""How the pages of years, codes and appropriations are reached."""

from doc_portal.tests.cases import Case, Expect
from fiscal.tests.factories import make_year

READ = Expect(200, 405)
NOWHERE = Expect(404, 405)


def year(world, by):
    return make_year()


def years(world, n):
    first = 1990 if n == 1 else 1991
    for fy in range(first, first + n):
        make_year(fy)


BUDGET = (
    Case("fiscal:fiscalyear-list", rows=years, queries=8),
    Case("fiscal:fiscalyear-detail", row=year, elsewhere=NOWHERE, owner=READ, queries=8),
)
