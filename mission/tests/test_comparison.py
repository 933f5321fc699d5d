"""Two texts side by side: nothing is lost, nothing is made up, and long or hostile texts end soon."""

import time

from hypothesis import given
from hypothesis import strategies as st

from mission.comparison import AROUND, COME, GONE, MOST_WORDS, SAME, Piece, Row, compare

lines = st.lists(
    st.sampled_from(["Keys are counted.", "Keys are counted twice.", "Doors are locked.", ""]), max_size=12
)


def said(pieces, *kinds) -> str:
    return " ".join(piece.text for piece in pieces if piece.kind in kinds)


def test_a_changed_line_marks_the_words_that_go_and_come():
    assert compare("Count once a day.", "Count twice a day.") == [
        Row(
            (Piece(SAME, "Count"), Piece(GONE, "once"), Piece(SAME, "a day.")),
            (Piece(SAME, "Count"), Piece(COME, "twice"), Piece(SAME, "a day.")),
        )
    ]


def test_a_line_that_comes_has_nothing_beside_it():
    assert compare("A.", "A.\nB.")[-1] == Row((), (Piece(COME, "B."),))


def test_unchanged_stretches_are_shortened_and_counted():
    before = "\n".join(f"Line {number}" for number in range(20))
    rows = compare(before, before.replace("Line 10", "Line ten"))
    assert [row.skipped for row in rows if row.skipped] == [10 - AROUND, 9 - AROUND]
    assert sum(row.changed for row in rows) == 1


@given(lines, lines)
def test_what_is_shown_and_left_out_is_all_of_both_texts(before, after):
    rows = compare("\n".join(before), "\n".join(after))
    hidden = sum(row.skipped for row in rows)
    for place, text in (("before", before), ("after", after)):
        shown = [said(getattr(row, place), SAME, GONE, COME) for row in rows if not row.skipped]
        whole = [line for line in "\n".join(text).splitlines() if line]
        assert len([line for line in shown if line]) <= len(whole) <= len(shown) + hidden
        assert all(line in whole for line in shown if line)


def test_texts_made_to_be_slow_end_soon():
    started = time.monotonic()
    compare("a\n" * 30_000, "a\nb\n" * 15_000)
    compare("a " * 30_000, "a b " * 15_000)
    assert time.monotonic() - started < 5


def test_a_very_long_line_is_shown_as_gone_and_come():
    long = "word " * (MOST_WORDS + 1)
    (row,) = compare(long, f"{long} more")
    assert (row.before[0].kind, row.after[0].kind) == (GONE, COME)
