"""The applicants of one announcement by stage. Cards are drawn by a loop of our own, as rows of lists (RULINGS 16)."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from doc_portal.core.display import short_date
from doc_portal.core.history import act_past
from personnel.models import Application, Posting
from personnel.models.applications import ENDED, UNDER_REVIEW
from personnel.records import KEPT_FROM_OTHERS

MOST = 500
OFFERED = (Application.Status.CONDITIONAL_OFFER, Application.Status.CLEARANCE, Application.Status.APPOINTED)
OVER = tuple(status for status in ENDED if status != Application.Status.APPOINTED)
OVER_LABEL = "Ended"

HISTORY = """
SELECT e.object_id,
       to_char(e.at AT TIME ZONE 'America/Chicago', 'Mon FMDD, FMHH12:MI am'), e.act, e.reason,
       coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), nullif(e.actor_name, ''), 'The portal')
  FROM core_auditevent e LEFT JOIN core_user u ON u.id = e.actor_id
 WHERE e.content_type_id = %s AND e.object_id = ANY(%s) AND e.outcome = 'done' AND e.act <> ALL(%s)
 ORDER BY e.object_id, e.at, e.id
"""


@dataclass(frozen=True)
class BoardColumn:
    """One stage: its name, how many stand there, and their cards."""

    key: str
    label: str
    count: int
    cards: SafeString


def columns_of(posting: Posting, applications, ticked: set[int], *, choosable: bool) -> list[BoardColumn]:
    """The stages of the announcement's process in their order, ended ones last; empty ones are told as such."""
    rows = list(applications[:MOST])
    told = history_of(rows)
    by_stage = defaultdict(list)
    for row in rows:
        by_stage[OVER_LABEL if row.status in OVER else row.status].append(row)
    names = dict(Application.Status.choices)
    stages = [*UNDER_REVIEW, *posting.stages, *OFFERED]
    stages += [status for status in by_stage if status not in stages and status != OVER_LABEL]
    found = []
    for stage in [*dict.fromkeys(stages), OVER_LABEL]:
        cards = [
            draw_card(row, told[row.pk], row.pk in ticked, choosable, _on_the_first_list(row, posting))
            for row in by_stage[stage]
        ]
        found.append(BoardColumn(f"stage-{stage}", names.get(stage, stage), len(cards), mark_safe("".join(cards))))  # noqa: S308 - every part is escaped where it is made
    return found


def history_of(rows: list[Application]) -> dict[int, list[tuple]]:
    """What happened to each application, oldest first, in one statement however many there are."""
    kind = ContentType.objects.get_for_model(Application)
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, [kind.pk, [row.pk for row in rows], [*Application.SEALED_ACTS, *KEPT_FROM_OTHERS]])
        for key, *event in cursor.fetchall():
            found[key].append(event)
    return found


def _on_the_first_list(row: Application, posting: Posting) -> bool:
    """Whether it came by the first cut-off of an announcement that then goes on."""
    return posting.first_cutoff_at is not None and row.submitted_at < posting.first_cutoff_at


def draw_card(row: Application, events: list, ticked: bool, choosable: bool, first: bool = False) -> str:
    """One applicant: number, name, when it came, what asks for a look, and what happened to it."""
    escape, name = conditional_escape, conditional_escape(str(row.who))
    url, number = reverse("personnel:application-detail", args=[row.pk]), escape(row.number)
    box = ""
    if choosable:
        checked = " checked" if ticked else ""
        box = f'<input type="checkbox" name="chosen" value="{row.pk}"{checked} aria-label="Choose {number}, {name}"> '
    marks = ["First list"] if first else []
    marks += [f"Result {row.result:.2f}"] if row.result is not None else []
    marks += [escape(row.get_status_display())] if row.status in OVER else []
    marks += [escape(str(row.reason))] if row.reason is not None else []
    came = short_date(timezone.localdate(row.submitted_at))
    flag = '<span class="status warn">Asks for a look</span>' if row.flagged else ""
    lines = "".join(
        f"<li>{at}: {escape(act_past(Application, act))}, {escape(who)}{f' ({escape(reason)})' if reason else ''}</li>"
        for at, act, reason, who in events
    )
    return (
        f'<li>{box}<a href="{url}">{name}</a> {flag}'
        f'<p class="meta">{number}, {came}{"".join(f"<br>{mark}" for mark in marks)}</p>'
        f'<details class="help"><summary>History<span class="visually-hidden"> of {number}</span></summary>'
        f'<ol class="meta">{lines}</ol></details></li>'
    )
