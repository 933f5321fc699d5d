"""What a browser is told to refuse, as points: the table by which MDN's HTTP Observatory judges a site (security.md 7).

A site begins with 100. What is missing costs points; what is better than usual earns some, and those count only from
90 on. Beside that table, security.md asks for the three cross-origin policies, ten points each.
"""

HALF_A_YEAR = 15_768_000
ENOUGH_TO_EARN_MORE = 90
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def directives(policy: str) -> dict[str, str]:
    """The content security policy by directive."""
    parts = (part.strip().partition(" ") for part in policy.split(";") if part.strip())
    return {name: sources.strip() for name, _, sources in parts}


def content_policy(response) -> int:
    """No inline script or style, and nothing that is not named: +10; the same without `default-src 'none'`: +5."""
    policy = directives(response.get("Content-Security-Policy", ""))
    if not policy:
        return -25
    if "unsafe-" in str(policy) or "*" in str(policy) or "http:" in str(policy):
        return -20
    return 10 if policy.get("default-src") == "'none'" else 5


def cookies(response) -> int:
    """Every cookie Secure, HttpOnly and SameSite: +5; without Secure −40 for a session. No cookie: nothing."""
    found = response.cookies.values()
    if any(not one["secure"] for one in found):
        return -40
    if any(not one["httponly"] for one in found):
        return -30
    return 5 if found and all(one["samesite"] for one in found) else 0


def transport(response) -> int:
    """HTTPS alone for at least half a year: 0; −20 without."""
    told = response.get("Strict-Transport-Security", "")
    ages = [part.partition("=")[2] for part in told.replace(" ", "").split(";") if part.startswith("max-age=")]
    return 0 if ages and int(ages[0]) >= HALF_A_YEAR else -20


def sharing(response) -> int:
    """No other site may read answers: 0; −50 where all may."""
    return -50 if response.get("Access-Control-Allow-Origin") == "*" else 0


def referrer(response) -> int:
    """Other sites do not learn which page a reader came from: +5."""
    return 5 if response.get("Referrer-Policy") in PRIVATE_REFERRERS else 0


def sniffing(response) -> int:
    """The kind of a file is what it is said to be: 0; −5 without."""
    return 0 if response.get("X-Content-Type-Options") == "nosniff" else -5


def framing(response) -> int:
    """Nobody shows the portal inside another page: +5 by the content policy, 0 by the older header, −20 by neither."""
    if directives(response.get("Content-Security-Policy", "")).get("frame-ancestors") == "'none'":
        return 5
    return 0 if response.get("X-Frame-Options") in {"DENY", "SAMEORIGIN"} else -20


def cross_origin(response) -> int:
    """Ten points for each of the three policies that keep other sites apart."""
    wanted = {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    return sum(10 for name, value in wanted.items() if response.get(name) == value)


JUDGES = (content_policy, cookies, transport, sharing, referrer, sniffing, framing, cross_origin)


def points(response) -> int:
    """The sum for one answer."""
    found = [judge(response) for judge in JUDGES]
    base = 100 + sum(one for one in found if one < 0)
    return base + sum(one for one in found if one > 0) if base >= ENOUGH_TO_EARN_MORE else base
