"""Announcements for other programs: schema.org JobPosting, RSS and a sitemap (personnel.md 3, items 7 and 8).

Whoever calls gives rows that are open and for the public; nothing else may be told here.
"""

import json
from collections.abc import Iterable
from io import StringIO

from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.xmlutils import SimplerXMLGenerator

from doc_portal.core.outbox import address_of
from personnel.models import Posting

ORGANIZATION = "Missouri Department of Corrections"
EMPLOYMENT = {
    Posting.Appointment.PERMANENT: "FULL_TIME",
    Posting.Appointment.TEMPORARY: "TEMPORARY",
    Posting.Appointment.HOURLY: "OTHER",
    Posting.Appointment.EMERGENCY: "TEMPORARY",
}
UNSAFE = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def job_posting(posting: Posting) -> SafeString:
    """The announcement as a JobPosting, safe to stand inside a script element."""
    told = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting.title,
        "description": _description(posting),
        "datePosted": posting.opens_at.isoformat(),
        "validThrough": posting.closes_at.isoformat() if posting.closes_at else None,
        "employmentType": EMPLOYMENT[posting.appointment_type],
        "hiringOrganization": {"@type": "Organization", "name": ORGANIZATION},
        "identifier": {"@type": "PropertyValue", "name": ORGANIZATION, "value": posting.number},
        "jobLocation": _places(posting),
        "baseSalary": _salary(posting),
        "totalJobOpenings": posting.openings,
        "directApply": posting.apply_here,
        "url": address_of(posting.get_absolute_url()),
    }
    text = json.dumps({name: value for name, value in told.items() if value is not None}, ensure_ascii=False)
    return mark_safe(text.translate(UNSAFE))  # noqa: S308 - no character of markup is left in it


def _description(posting: Posting) -> str:
    parts = [
        ("Duties", posting.duties),
        ("Minimum qualifications", posting.min_quals),
        ("Schedule", posting.work_schedule),
    ]
    return "".join(f"<p><strong>{name}</strong></p>{linebreaks(text, autoescape=True)}" for name, text in parts if text)


def _places(posting: Posting) -> list[dict]:
    sites = {place.worksite_id: place.worksite for place in posting.locations.all()}
    return [{"@type": "Place", "name": site.name, "address": _address(site)} for site in sites.values()]


def _address(site) -> dict[str, str]:
    known = {"streetAddress": site.street, "addressLocality": site.city, "postalCode": site.zip}
    told = {name: value for name, value in known.items() if value}
    return {"@type": "PostalAddress", **told, "addressRegion": "MO", "addressCountry": "US"}


def _salary(posting: Posting) -> dict | None:
    if posting.pay_low is None:
        return None
    value = {"minValue": float(posting.pay_low), "maxValue": float(posting.pay_high), "unitText": "YEAR"}
    return {"@type": "MonetaryAmount", "currency": "USD", "value": {"@type": "QuantitativeValue", **value}}


def feed(postings: Iterable[Posting]) -> str:
    """The announcements as RSS 2.0."""
    jobs = address_of(reverse("personnel:posting-list"))
    made = Rss201rev2Feed(
        title=f"Jobs at the {ORGANIZATION}",
        link=jobs,
        description="Announcements that are open to the public now.",
        language="en-us",
        feed_url=address_of(reverse("personnel:posting-feed")),
    )
    for posting in postings:
        address = address_of(posting.get_absolute_url())
        words = [posting.place_names, f"{posting.yearly_pay} a year" if posting.pay_low else ""]
        words.append(f"Apply by: {posting.deadline}")
        made.add_item(
            title=f"{posting.title} ({posting.number})",
            link=address,
            description=". ".join(one for one in words if one) + ".",
            unique_id=address,
            unique_id_is_permalink=True,
            pubdate=posting.opens_at,
            categories=[posting.get_category_display()],
        )
    return made.writeString("utf-8")


def sitemap(postings: Iterable[Posting]) -> str:
    """The list and every announcement, with the day it opened."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    addresses = [(reverse("personnel:posting-list"), None)]
    addresses += [(posting.get_absolute_url(), posting.opens_at) for posting in postings]
    for path, since in addresses:
        xml.startElement("url", {})
        xml.addQuickElement("loc", address_of(path))
        if since:
            xml.addQuickElement("lastmod", since.isoformat())
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return out.getvalue()
