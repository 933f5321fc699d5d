"""How many queries a page takes, told in a header, and only to a request that asks: others are not slowed down.

Statements that only mark a transaction (savepoints and their ends) read and write nothing: they are no queries.
"""

from django.db import connection

MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


class QueryCount:
    """Answers `X-Count-Queries` with `X-Queries`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "X-Count-Queries" not in request.headers:
            return self.get_response(request)
        number = 0

        def count(execute, sql, params, many, context):
            nonlocal number
            number += not sql.lstrip().upper().startswith(MARKS)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(number)
        return response
