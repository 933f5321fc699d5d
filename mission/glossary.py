"""What the glossary lends to the rest of the portal: wider searches, definitions inside texts, unknown acronyms."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from doc_portal.core.kept import kept
from doc_portal.core.models import Unit, Worksite
from doc_portal.core.prose import plain
from doc_portal.core.reference import Brought, bring_in, read_rows
from doc_portal.core.registry import HelpLink
from doc_portal.core.search.folding import words
from doc_portal.core.search.index import Entry
from mission.models import GlossaryTerm

ACRONYM = re.compile(r"(?<![\w-])[A-Z][A-Z&]*[A-Z](?![\w-])")
"""Two capitals or more that stand alone: FMU, P&P; not the D2 of “D2-11.3”."""
ROMAN = re.compile(r"[IVXL]+")
LONGEST_PHRASE = 8
MOST_NAMED = 8
MOST_WIDER = 12
MOST_OFFERED = 3


def folded(term: str, expansion: str) -> str:
    """A term and its expansion as they are compared: without case, accents and punctuation."""
    return f"{words(term)} = {words(expansion)}"


def names_in(text: str) -> tuple[str, ...]:
    """Other spellings, kept as one text with commas between them."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


@dataclass
class Glossary:
    """Every term in use. `said` is an acronym's explanation, `alike` the folded words that mean the same.

    `named` are the terms as they are written, with their address and the folded words in them.
    """

    said: dict[str, str] = field(default_factory=dict)
    alike: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    known: set[str] = field(default_factory=set)
    named: list[tuple[str, str, frozenset[str]]] = field(default_factory=list)


def glossary() -> Glossary:
    """The glossary as it is, read at most every few seconds: it is the same for everyone."""
    return kept("glossary", _read)


def _read() -> Glossary:
    found, said = Glossary(), defaultdict(list)
    for row in GlossaryTerm.objects.kept().order_by("term", "expansion", "pk"):
        term, expansion, meaning, aliases = row.term, row.expansion, row.meaning, row.aliases
        names = (term, *names_in(aliases))
        forms = {form for name in (*names, expansion) if (form := words(name))}
        for form in forms:
            found.alike[form] |= forms - {form}
        found.known.update(names)
        found.named.append((str(row), row.get_absolute_url(), frozenset(" ".join(forms).split())))
        said[term].append(f"{expansion}. {plain(meaning)}".strip(". ") if expansion else plain(meaning))
    found.said = {term: "; or: ".join(lines) for term, lines in said.items() if ACRONYM.fullmatch(term)}
    return found


def widen(typed: list[str]) -> list[str]:
    """Other ways to put a question, given as its folded words: “fmu form” as “fiscal management unit form”."""
    alike, found = glossary().alike, {}
    for start in range(len(typed)):
        for end in range(start + 1, min(len(typed), start + LONGEST_PHRASE) + 1):
            for other in sorted(alike.get(" ".join(typed[start:end]), ())):
                found[" ".join((*typed[:start], other, *typed[end:]))] = None
    return list(found)[:MOST_WIDER]


def nearest_terms(user, query: str) -> list[HelpLink]:
    """Terms with a word of a question that found nothing; those with most of its words first."""
    if not user.has_perm("mission.view_glossaryterm"):
        return []
    asked = {word for word in words(query).split() if len(word) > 2}
    hits = [(-len(asked & held), name, url) for name, url, held in glossary().named if asked & held]
    return [HelpLink(name, url, "Glossary") for _, name, url in sorted(hits)[:MOST_OFFERED]]


def unknown_acronyms(*texts: str) -> list[str]:
    """Acronyms that neither the glossary nor the lists of units and worksites explain, in the order of the text."""
    used = dict.fromkeys(one for text in texts for one in ACRONYM.findall(plain(text or "")))
    used = [one for one in used if not ROMAN.fullmatch(one)]
    if not used:
        return []
    places = Unit.objects.values_list("abbreviation").union(Worksite.objects.values_list("abbreviation"))
    known = glossary().known | {abbreviation for (abbreviation,) in places}
    return [one for one in used if one not in known]


def sentence_about(acronyms: list[str]) -> str:
    """What is said after a text with unknown acronyms was saved."""
    named = ", ".join(acronyms[:MOST_NAMED])
    more = f" and {len(acronyms) - MOST_NAMED} more" if len(acronyms) > MOST_NAMED else ""
    return f"The glossary does not explain {named}{more}. Write out what is meant, or have it added to the glossary."


def term_rows():
    return GlossaryTerm.objects.kept()


def term_entry(term: GlossaryTerm) -> Entry:
    """Found by the term, its expansion and its other spellings."""
    return Entry(
        title=str(term),
        url=term.get_absolute_url(),
        summary=plain(term.meaning)[:500],
        identifiers=(term.term,) if ACRONYM.fullmatch(term.term) else (),
        aliases=names_in(term.aliases),
        permission="mission.view_glossaryterm",
        weight=5,
    )


def load_terms() -> Brought:
    """Terms whose expansion a source gives. Nothing is made up."""
    rows = [
        GlossaryTerm(
            term=row["term"],
            expansion=row["expansion"],
            aliases=row["aliases"],
            source=row["source"],
            folded=folded(row["term"], row["expansion"]),
        )
        for row in read_rows("glossary.csv")
    ]
    return bring_in(rows, ("folded",), ("source",))
