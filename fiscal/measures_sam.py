"""Numbers of the SAM II desk and the registers that fiscal answers for."""

from datetime import date

from django.db.models import Q

from fiscal.models import BankAccount


def accounts_without_authority(on: date) -> int:
    """Accounts open on a day that no policy is named for today."""
    rows = BankAccount.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), authority="", opened_on__lte=on)
    return rows.count()
