"""Names as the database compares them: without accents, case, apostrophes and hyphens."""

from django.db import models
from django.db.models import F, Func

from doc_portal.core.search.folding import plain

MOST_WORDS = 6


class FoldedNames(Func):
    """The names of several columns for looking up: `Seán O'Neill-Nuñez` gives ` sean oneillnunez sean o neill nunez`.

    Written together and apart, so that each spelling is the beginning of some word. Every function in it is immutable,
    so a generated column can hold it, and it follows whoever writes the names.
    """

    arity = None
    output_field = models.TextField()
    template = (
        r"' ' || regexp_replace(%(folded)s, '[''‘’ʼ´`‐‑-]', '', 'g')"
        r" || ' ' || regexp_replace(%(folded)s, '[''‘’ʼ´`‐‑-]', ' ', 'g')"
    )
    folded = (
        r"replace(replace(replace(translate(lower(regexp_replace(normalize(%s, NFKD), '[\u0300-\u036f]', '', 'g')),"
        r" 'øłđðħŧı', 'olddhti'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')"
    )

    def __init__(self, *columns: str, **extra):
        super().__init__(*(F(column) for column in columns), **extra)

    def as_sql(self, compiler, connection, **extra_context):
        """The columns with blanks between them, folded twice."""
        told = [compiler.compile(one) for one in self.source_expressions]
        joined = " || ' ' || ".join(sql for sql, _ in told)
        parameters = [one for _, params in told for one in params]
        return self.template % {"folded": self.folded % joined}, parameters * 2


def word_beginnings(text: str) -> list[str]:
    """What was typed as the patterns every found name must hold: each word as the beginning of one of its words."""
    words = ["".join(one for one in word if one.isalnum()) for word in plain(text).split()]
    return [f" {word}" for word in words if word][:MOST_WORDS]
