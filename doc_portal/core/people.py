"""Finding people by what someone types: a user name, an employee number, or parts of a name."""

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from doc_portal.core.models import User
from doc_portal.core.registry import declared, function

OFFERED = 6
MOST_WORDS = 5


def people_named(text: str) -> QuerySet[User]:
    """Accounts whose user name or employee number this is, or whose name holds all of its words.

    People who are not listed are found by the whole of their user name or number alone (portal.md 8).
    """
    by_words = Q()
    for word in text.split()[:MOST_WORDS]:
        by_words &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    for one in declared("unlisted"):
        by_words &= ~Q(pk__in=function(one.accounts)())
    return User.objects.filter(Q(username__iexact=text.strip()) | Q(employee_number__iexact=text.strip()) | by_words)


def person_named(text: str) -> User:
    """The one person meant. Raises `ValidationError` with whom it could be, or that nobody is called that."""
    text = text.strip()
    exact = User.objects.filter(Q(username__iexact=text) | Q(employee_number__iexact=text))[:2]
    found = list(exact) or list(people_named(text).select_related("worksite")[: OFFERED + 1])
    if len(found) > 1:
        same = [one for one in found if one.get_full_name().casefold() == text.casefold()]
        found = same if len(same) == 1 else found
    match found:
        case [one]:
            return one
        case []:
            raise ValidationError(
                f"Nobody is called “{text}” among those with an account. "
                "Enter a user name, an employee number or a full name."
            )
    offers = "; ".join(
        f"{one} ({one.username}{f', {one.worksite}' if one.worksite else ''})" for one in found[:OFFERED]
    )
    more = " and more" if len(found) > OFFERED else ""
    raise ValidationError(f"Several people could be “{text}”: {offers}{more}. Enter the user name of the one you mean.")
