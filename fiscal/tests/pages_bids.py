"""How the pages of solicitations are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.factories import make_user
from doc_portal.tests.cases import Case, Expect
from fiscal.actions.quotes import record_protest
from fiscal.actions.solicitations import close_solicitation, enter_question
from fiscal.models import Protest
from fiscal.tests.factories_bids import (
    let_time_pass,
    let_window_pass,
    make_awarded,
    make_draft_bids,
    make_evaluated,
    make_opened,
    make_posted,
    make_quote,
)
from fiscal.tests.factories_sourcing import make_class
from fiscal.tests.factories_suppliers import make_vendor

READ = Expect(200, 405)
NOWHERE = Expect(404, 405)
GONE = Expect(404, 404)
COUNTS_ELSEWHERE = Expect(200, 409)
SEEN = ("fiscal.view_solicitation",)


def draft(world, by):
    return make_draft_bids(created_by=by)


def drafts(world, n):
    commodity, by = make_class(), make_user()
    for _ in range(n):
        make_draft_bids(commodity=commodity, created_by=by)


def posted(world, by):
    return make_posted(created_by=by)


def asked(world, by):
    made = make_posted(created_by=by)
    return enter_question(made, by=made.created_by, asked_by="Show-Me Linen", question="Which white?")


def quoted(world, by):
    made = make_posted(created_by=by)
    make_quote(made)
    return made


def over(world, by):
    return let_time_pass(quoted(world, by))


def opened(world, by):
    return make_opened(created_by=by)


def with_envelope(world, by):
    made = make_posted(created_by=by)
    make_quote(made, None)
    return close_solicitation(let_time_pass(made), by=made.created_by)


def evaluated(world, by):
    return make_evaluated(created_by=by)


def awarded(world, by):
    return make_awarded(created_by=by)


def window_over(world, by):
    return let_window_pass(make_awarded(created_by=by))


def protested(world, by):
    made = make_awarded(created_by=by)
    record_protest(
        Protest(solicitation=made, protested_by="Show-Me Linen", grounds="Ours was lower."), by=made.created_by
    )
    return made


def moment(days):
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT14:00}"


def body(world, row):
    return {
        "method": "quotes", "number": row.number if row else "", "title": "Rugs", "asks": "Rugs for the lobby",
        "commodity": make_class().pk, "estimate": "12000.00", "award_by": "lines", "closes_at": moment(30),
        "items": "Rugs; 3; each",
    }  # fmt: skip


def note(world, row):
    return {"note": "As agreed."}


def addendum_body(world, row):
    return {"says": "White only."}


def question_body(world, row):
    return {"asked_by": "Show-Me Linen", "question": "Which white?"}


def answer_body(world, row):
    return {"question": row.questions.get().pk, "answer": "Bleached."}


def quote_body(world, row):
    return {"vendor": make_vendor().number, "how": "electronic", f"line_{row.items.get().pk}": "3.25"}


def prices_body(world, row):
    return {"quote": row.quotes.get().pk, f"line_{row.items.get().pk}": "3.25"}


def withdraw_body(world, row):
    return {"quote": row.quotes.get().pk, "note": "Wrong price."}


def scores_body(world, row):
    found = {}
    for one in row.quotes.all():
        found |= {f"responsive_{one.pk}": "on", f"note_{one.pk}": ""}
        found |= {f"{key}_{one.pk}": 70 for key in ("value", "performance", "quality")}
    return found


def award_body(world, row):
    return {"pick": row.quotes.order_by("pk").first().pk}


def protest_body(world, row):
    return {
        "protested_by": "Show-Me Linen",
        "received_on": f"{timezone.localdate():%Y-%m-%d}",
        "grounds": "Ours was lower.",
    }


def decide_body(world, row):
    return {"protest": row.protests.get().pk, "outcome": "denied", "decision": "It was not."}


def act(verb, row, body, queries, **more):
    return Case(f"fiscal:solicitation-{verb}", queries=queries, row=row, body=body, also=SEEN, elsewhere=GONE, **more)


SOLICITATIONS = (
    Case("fiscal:solicitation-list", queries=8, rows=drafts, empty_query="?q=no-such"),
    Case("fiscal:solicitation-detail", queries=17, row=protested, owner=READ, elsewhere=NOWHERE),
    Case("fiscal:solicitation-create", queries=8, body=body, elsewhere=COUNTS_ELSEWHERE),
    Case("fiscal:solicitation-edit", queries=9, row=draft, body=body, also=SEEN, elsewhere=GONE),
    act("post", draft, note, 7),
    act("amend", posted, addendum_body, 7),
    act("question", posted, question_body, 7),
    act("answer", asked, answer_body, 8),
    act("receive", posted, quote_body, 8),
    act("withdraw", quoted, withdraw_body, 8),
    act("close", over, note, 7),
    act("prices", with_envelope, prices_body, 9),
    act("evaluate", opened, scores_body, 8),
    act("award", evaluated, award_body, 10),
    act("reject", opened, note, 7),
    act("cancel", posted, note, 7),
    act("protest", awarded, protest_body, 7),
    act("decide", protested, decide_body, 8),
    act("finalize", window_over, note, 7),
)
