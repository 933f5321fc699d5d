"""Alerts as lines above every page (portal.md item 6, RULINGS 9)."""

from django.db.models.functions import JSONObject

from doc_portal.core.addresses import address_of
from doc_portal.core.registry import BannerLine
from mission.models import Alert

LEVELS = {"critical": "urgent", "warning": "warn", "information": "info"}


def rows(worksite, now):
    """The live alerts that concern the people of a worksite, the latest first."""
    found = Alert.objects.live(now).concerning(worksite).order_by("-starts_at", "-pk")
    return found.values(json=JSONObject(severity="severity", text="text", link="link"))


def lines(alerts: list[dict]) -> list[BannerLine]:
    """Every critical alert; of the others only the gravest, with the number of those that are not shown."""
    critical = [one for one in alerts if one["severity"] == Alert.Severity.CRITICAL]
    others = sorted(
        (one for one in alerts if one["severity"] != Alert.Severity.CRITICAL),
        key=lambda one: Alert.RANKS[one["severity"]],
        reverse=True,
    )
    shown = [_line(one) for one in critical]
    if others:
        first, *rest = others
        more = f"{len(rest)} more alert{'s' if len(rest) > 1 else ''}"
        shown.append(_line(first, *([(more, address_of("mission:alert-list"))] if rest else [])))
    return shown


def _line(alert: dict, *more: tuple[str, str]) -> BannerLine:
    link = ((f"Read more on {alert['link']}", alert["link"]),) if alert["link"] else ()
    label = Alert.Severity(alert["severity"]).label
    return BannerLine(LEVELS[alert["severity"]], label, alert["text"], (*link, *more))
