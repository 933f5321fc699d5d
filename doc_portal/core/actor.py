"""Who is acting, told to the database for the rest of the transaction: row-level security asks for it."""

from django.db import connection

SETTING = "portal.actor"


def act_as(user) -> None:
    """Let rows that only their author may see be seen by `user`, until this transaction ends.

    Outside a transaction it would last for one statement alone, so it refuses that.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Say who is acting inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(user.pk)])
