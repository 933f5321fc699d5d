"""Inside the environment: who knows the word. run, test, and every other command."""

import sys

from doc_portal.launch.command import command
from doc_portal.launch.failure import CannotStart
from doc_portal.launch.interruption import Interruption
from doc_portal.launch.serve import run
from doc_portal.launch.testing import run_tests


def main(word, *words):
    interruption = Interruption().listen()
    try:
        if word == "run":
            return run(interruption)
        if word == "test":
            return run_tests(words, interruption)
        return command(word, words, interruption)
    except CannotStart as failure:
        sys.stderr.write(f"{failure}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
