"""`python -m doc_portal.launch`: brings the environment up to date, then goes on inside it.

Runs with whatever Python the machine has, so it uses the standard library only.
"""

import os
import sys

from doc_portal.launch import environment
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.places import PYTHON

USAGE = """\
./portal run                       start the portal at http://127.0.0.1:8000/ (PORT changes it)
./portal test [words for pytest]   run the tests; --all runs every cell of every matrix
./portal seed --size small|full    load sample data
./portal bench NAME                run a benchmark
./portal COMMAND                   any command of manage.py, with the database running
"""


def main(words):
    if not words or words[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0 if words else 2
    try:
        environment.ensure(development=words[0] == "test")
    except CannotStart as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.flush()
    return os.execv(PYTHON, [str(PYTHON), "-m", "doc_portal.launch.dispatch", *words])  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
