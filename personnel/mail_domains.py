"""Which e-mail addresses count as work addresses: those of the department's domains (setting `mail_domains`)."""

from django.core.exceptions import ValidationError

from doc_portal.core.values import value_of


def allowed_domains() -> list[str]:
    """The domains in force today, in small letters."""
    return [one.strip().casefold() for one in str(value_of("mail_domains")).split(",") if one.strip()]


def require_work_address(email: str) -> None:
    """Raise `ValidationError` for an address outside the department's domains; none at all is well."""
    domains = allowed_domains()
    if email and email.rpartition("@")[2].casefold() not in domains:
        raise ValidationError(f"Enter a work address that ends in {' or '.join(f'@{one}' for one in domains)}.")
