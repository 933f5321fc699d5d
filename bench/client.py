"""The client that drives every page: keep-alive connections, gzip accepted, nothing but the standard library."""

import contextlib
import gzip
import http.client
import http.cookies
import re
import threading
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from statistics import median, quantiles
from urllib.parse import urlencode, urljoin

HOST = "127.0.0.1"
FEWEST, LONGEST = 15, 2.0  # requests, seconds
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
IN_STYLES = re.compile(r"url\(['\"]?([^'\")]+)")


@dataclass(frozen=True)
class Answer:
    """One response; `size` is what went over the wire, compressed."""

    status: int
    size: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Visitor:
    """A person at a browser: cookies and one connection that stays open."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None):
        self.port = port
        self.cookies = dict(cookies or {})
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)

    def close(self) -> None:
        self.connection.close()

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request; a connection the server has closed meanwhile is opened again."""
        sent = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if form is not None:
            body = urlencode(form)
            sent |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{HOST}:{self.port}{path}",
            }
        for attempt in (1, 2):
            try:
                self.connection.request("GET" if form is None else "POST", path, body, sent)
                response = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()
                if attempt == 2:
                    raise
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie", ()):
            for name, morsel in http.cookies.SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, len(content), response.headers, content)

    def sign_in(self, username: str, password: str) -> "Visitor":
        form = self.ask("/accounts/login/")
        hidden = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(form.text)]
        fields = {one["name"]: one.get("value", "") for one in hidden if "name" in one}
        answer = self.ask("/accounts/login/", {**fields, "login": username, "password": password})
        if answer.status != 302 or not any(name.endswith("sessionid") for name in self.cookies):
            raise SystemExit(f"{username} could not sign in: the portal answered {answer.status}.")
        return self


@dataclass
class Figures:
    """What one page took: per round the median and the 95th percentile at one client, and the rate at eight."""

    p50: list[float]
    p95: list[float]
    rate: list[float]

    @classmethod
    def none(cls) -> "Figures":
        return cls([], [], [])

    def add_times(self, seconds: list[float]) -> None:
        self.p50.append(median(seconds) * 1000)
        self.p95.append(quantiles(seconds, n=20, method="inclusive")[18] * 1000)

    def middle(self) -> tuple[float, float, float]:
        """The medians of the rounds: p50 and p95 in ms, requests a second."""
        return tuple(median(values) if values else float("nan") for values in (self.p50, self.p95, self.rate))


def times(visitor: Visitor, path: str, number: int) -> list[float]:
    """Seconds of so many requests, one after another; of fewer, but never under FEWEST, where they take too long."""
    found: list[float] = []
    while len(found) < number and (len(found) < FEWEST or sum(found) < LONGEST):
        begun = time.perf_counter()
        answer = visitor.ask(path)
        found.append(time.perf_counter() - begun)
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}.")
    return found


def in_turn(visitor: Visitor, path: str, bare: str, *, asked: int, warm: int) -> tuple[list[float], list[float]]:
    """Milliseconds of a page and of the bare view, asked in turn by one client."""
    found: dict[str, list[float]] = {path: [], bare: []}
    for number in range(warm + asked):
        for one, taken in found.items():
            begun = time.perf_counter()
            answer = visitor.ask(one)
            seconds = time.perf_counter() - begun
            if answer.status != 200:
                raise SystemExit(f"{one} answered {answer.status}.")
            if number >= warm:
                taken.append(seconds * 1000)
    return found[path], found[bare]


def rate(port: int, cookies: dict[str, str], path: str, *, clients: int, seconds: float) -> float:
    """Answers a second while so many clients ask without pause."""
    counts = [0] * clients
    ready = threading.Barrier(clients + 1)
    end = [0.0]

    def work(own: int) -> None:
        with contextlib.closing(Visitor(port, cookies)) as visitor:
            visitor.ask(path)
            ready.wait()
            while time.perf_counter() < end[0]:
                counts[own] += visitor.ask(path).status == 200

    threads = [threading.Thread(target=work, args=(own,), daemon=True) for own in range(clients)]
    for thread in threads:
        thread.start()
    end[0] = time.perf_counter() + 3600  # nobody ends before everybody has begun
    ready.wait(60)
    begun = time.perf_counter()
    end[0] = begun + seconds
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


class Assets(HTMLParser):
    """What a browser fetches beside a page: styles, scripts, icons and pictures."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "manifest"):
            self.found.append(given["href"])
        elif tag in ("script", "img") and given.get("src"):
            self.found.append(given["src"])
        elif tag == "use" and not given.get("href", "#").startswith("#"):
            self.found.append(given["href"].partition("#")[0])


def first_visit(visitor: Visitor, path: str) -> tuple[int, int]:
    """Bytes over the wire and requests for a page with everything it needs, nothing kept from before."""
    page = visitor.ask(path)
    sizes, waiting, seen = [page.size], [urljoin(path, one) for one in Assets(page.text).found], set()
    while waiting:
        asset = waiting.pop()
        if asset in seen:
            continue
        seen.add(asset)
        answer = visitor.ask(asset)
        sizes.append(answer.size)
        if asset.partition("?")[0].endswith(".css"):
            inner = (one for one in IN_STYLES.findall(answer.text) if not one.startswith(("data:", "#")))
            waiting.extend(urljoin(asset, one) for one in inner)
    return sum(sizes), len(sizes)
