"""What search gives editors to do: questions that found nothing."""

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.models import SearchLog
from doc_portal.core.registry import TodoItem

WEEK_DAYS = 7


def waiting(user):
    """The searches of this week that found nothing and nobody has seen to, for those who answer them everywhere."""
    answers = scope_of(user, "core.answer_searchlog").everywhere
    return SearchLog.objects.unanswered(WEEK_DAYS) if answers else SearchLog.objects.none()


def to_answer(user) -> list[TodoItem]:
    """One thing to do while searches of this week found nothing and nobody has seen to them. One query."""
    count = waiting(user).count()
    if not count:
        return []
    told = "1 search" if count == 1 else f"{count:,} searches"
    return [
        TodoItem(
            title=f"{told} found nothing this week",
            url=address_of("core:searchlog-list"),
            note="Write what is missing, pin what answers it, or mark the question as answered.",
        )
    ]


def unanswered_searches(on) -> int:
    """How many searches of the last ninety days found nothing and are not seen to: a measure."""
    return SearchLog.objects.unanswered(90).filter(at__date__lte=on).count()
