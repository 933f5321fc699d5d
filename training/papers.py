"""Transcripts and certificates as accessible PDF (PDF/UA-1), set from templates that take data alone.

Typesetting happens in this process, in about a tenth of a second, with the fonts that come along: nothing is fetched.
"""

import json
from pathlib import Path

import typst

from doc_portal.core.display import long_date
from training.models import Certificate
from training.transcripts import Transcript

TEMPLATES = Path(__file__).parent / "paper"
OFFICE = "Missouri Department of Corrections, Division of Human Services, Training Academy"
NOT_COUNTED = " (counted once this year)"


def set_paper(name: str, data: dict) -> bytes:
    """A paper as PDF/UA: tagged, with its title and language."""
    return typst.compile(
        (TEMPLATES / f"{name}.typ").read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )


def transcript_paper(transcript: Transcript, *, printed: str) -> bytes:
    """A person's transcript; `printed` says when and by whom."""
    person = transcript.person
    return set_paper(
        "transcript",
        {
            "title": f"Training transcript of {person}",
            "office": OFFICE,
            "about": "Completed training by fiscal year, with hours and authority.",
            "foot": printed,
            "facts": [
                ["Employee number", person.employee_number or "None"],
                ["Worksite", str(person.worksite or "None")],
                ["Hours in all", transcript.hours],
            ],
            "years": [
                {"number": f"{year.number}", "hours": year.hours, "lines": [_line(one) for one in year.lines]}
                for year in transcript.years
            ],
            "certificates": [_certificate(one) for one in transcript.certificates],
        },
    )


def _line(one) -> list[str]:
    hours = one.hours_words + ("" if one.counts else NOT_COUNTED)
    authority = one.authority or "None noted"
    return [long_date(one.completed_on), str(one.course), one.get_source_display(), hours, authority]


def _certificate(one: Certificate) -> list[str]:
    until = long_date(one.valid_until) if one.valid_until else "No end"
    return [one.serial, one.awarded_for, long_date(one.issued_on), until, one.standing_words]


def certificate_paper(one: Certificate, *, verify_url: str) -> bytes:
    """A certificate with the address and the code that verify it; a revoked one says so in its title."""
    facts = [
        ["Completed", long_date(one.issued_on)],
        ["Valid until", long_date(one.valid_until) if one.valid_until else "No end"],
        ["Hours", one.credit.hours_words if one.credit else "Not noted"],
        ["Fiscal year", f"{one.credit.fiscal_year}" if one.credit else "Not noted"],
        ["Authority", (one.credit.authority if one.credit else "") or "None noted"],
        ["Serial", one.serial],
    ]
    return set_paper(
        "certificate",
        {
            "title": "Certificate (revoked)" if one.revoked_at else "Certificate",
            "office": OFFICE,
            "about": f"Certificate {one.serial}",
            "lead": "This certifies that",
            "name": str(one.person),
            "did": "has completed",
            "course": one.awarded_for,
            "facts": facts,
            "verify": f"Whether this certificate holds is told at {verify_url}, code {one.code_words}.",
        },
    )
