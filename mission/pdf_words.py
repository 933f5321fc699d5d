"""Read the words of a PDF: standard input to JSON on standard output. Run alone, as a process of its own.

A PDF can keep its reader busy or eat memory without end. So `mission.file_words` starts this file as a child with
little time and memory, and a file that takes both down takes nothing else with it.
"""

import io
import json
import logging
import resource
import sys

import pypdf

SECONDS = 8
BYTES = 1_000_000_000
MOST_PAGES = 80
MOST_CHARACTERS = 60_000
UNREADABLE = 3


def read(content: bytes) -> dict:
    """How many pages were looked at, how many of them hold words, and the words."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    found: list[str] = []
    looked, with_words, length = 0, 0, 0
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text() or ""
        looked += 1
        with_words += any(character.isalnum() for character in text)
        found.append(text)
        length += len(text)
        if length > MOST_CHARACTERS:
            break
    return {"pages": looked, "with_words": with_words, "text": "\n".join(found)[:MOST_CHARACTERS]}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    logging.disable(logging.CRITICAL)
    try:
        answer = read(sys.stdin.buffer.read())
    except Exception:  # whatever a stranger's file does to the library, the answer is the same
        sys.exit(UNREADABLE)
    sys.stdout.write(json.dumps(answer))
