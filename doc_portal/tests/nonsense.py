"""What people, scripts and cats type. Each way of being wrong is tried on every form and every list."""

SCRIPT = "<script>alert(1)</script>"

# What may stand in one field.
VALUES: dict[str, str] = {
    "nothing": "",
    "spaces": "   ",
    "nul": "a\0b",
    "control": "\x01\x1b[31m",
    "script": SCRIPT,
    "quote": "' OR 1=1 --",
    "double quote": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7|add:7 }}{% include 'x' %}",
    "format": "%s %(x)s {0} {x!r}",
    "path": "../../../../etc/passwd",
    "backslash": "\\\\server\\share\\",
    "long": "x" * 5_000,
    "huge": "é" * 60_000,
    "emoji": "🙂🏽‍🚒 naïve",
    "right to left": "\u202egpj.exe",
    "combining": "a" + "\u0301" * 200,
    "zero width": "\u200b\ufeff",
    "replacement": "\ufffd",
    "newline": "one\r\ntwo\n\rthree",
    "zero": "0",
    "negative": "-5",
    "huge integer": "9" * 400,
    "beyond bigint": str(2**63),
    "fraction": "0.001",
    "not a number": "NaN",
    "infinity": "-Infinity",
    "exponent": "1e999999",
    "underscore": "1_000",
    "arabic digits": "٣٤٥",
    "hex": "0x1F",
    "year one": "0001-01-01",
    "year 9999": "9999-12-31",
    "year 99999": "99999-01-01",
    "no such day": "2026-02-30",
    "end of time": "9999-12-31T23:59",
    "before time": "0001-01-01T00:00",
    "missing hour": "2026-03-08T02:30",
    "double hour": "2026-11-01T01:30",
    "not a choice": "no-such-choice",
    "foreign id": "999999999",
    "id of text": "abc",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "javascript": "javascript:alert(1)",
    "other host": "//evil.example/x",
    "formula": "=1+1|' /C calc'!A0",
    "boolean": "true",
    "json": '{"$gt": ""}',
    "list": "[1,2,3]",
}

# What may stand in the address of a page.
QUERIES = [
    "page=abc", "page=-1", "page=0", "page=99999999999999999999", "page=1%00", "page=1&page=2", "page=%F0%28%8C%28",
    "sort=nonsense", "sort=-", "sort=password", "sort=name,name,-name", "sort=%00", "sort=" + "x" * 5000,
    "export=exe", "export=%00", "export=", "q=%00", "q=" + "x" * 5000, "q=%27%22%3B--", "q=%25%25%25", "q=%5C",
    "q=%ED%A0%80", "date=99", "date=0001-01-01", "date=9999-12-31", "date=2026-02-30", "unit=abc", "unit=-1",
    "unit=999999999999999999999", "unit=%00", "worksite=x", "worksite=1e5", "status=%00", "status=no-such",
    "kind[]=1", "a=1;b=2", "=", "&&&", "?", "%", "%zz", "q=%E0%A4%A", "utf8=%FE%FF", "csrfmiddlewaretoken=x",
    "next=//evil.example", "poll=1", "tab=nonsense", "tab=%00", "from=9999-99-99", "to=-1",
]  # fmt: skip

# What may stand in the address for a list's own filters.
FILTERED = [
    "", "%00", "x" * 5000, "%27%22%3B--", "%25%25%25", "%ED%A0%80", "abc", "-1", "1e5", "9" * 400, "1,2,3",
    "0001-01-01", "9999-12-31", "2026-02-30", "no-such",
]  # fmt: skip

METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")
