"""What search knows of the SAM II desk: issues, by document and error code."""

from doc_portal.core.search.index import Entry
from fiscal.models import SamIssue


def issue_rows():
    """Every issue, mended ones too."""
    return SamIssue.objects.all()


def issue_entry(issue: SamIssue) -> Entry:
    """Found by document, error code and what the error says, by those who read issues."""
    return Entry(
        title=str(issue),
        url=issue.get_absolute_url(),
        summary=f"SAM II issue, {issue.get_status_display().lower()}",
        body=issue.error_text,
        identifiers=(issue.document, issue.error_code),
        permission="fiscal.view_samissue",
    )
