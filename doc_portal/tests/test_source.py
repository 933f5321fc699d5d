"""Rules of the house that the program's own text can be asked about."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = ("doc_portal", *settings.UNITS)
SENT = {"GET", "POST", "FILES", "COOKIES"}
LOOKS_UP = {
    "aget", "annotate", "exclude", "extra", "filter", "get", "get_list_or_404", "get_object_or_404", "get_or_create",
    "in_bulk", "order_by", "Q", "raw", "update", "values", "values_list",
}  # fmt: skip
DICTIONARIES = {*SENT, "headers", "META", "session", "environ", "query"}
"""What `.get()` is asked of where no row is looked up."""


def own_sources() -> list[Path]:
    """Our modules, without tests, migrations and what only launches the portal."""
    files = [path for room in ROOMS for path in sorted((settings.BASE_DIR / room).rglob("*.py"))]
    return [path for path in files if not {"tests", "migrations", "launch", "sample"} & set(path.parts)]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), path.name)


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def as_sent(node: ast.AST) -> bool:
    """Whether a value is what a browser sent, perhaps cut or trimmed, and not what a form or function made of it."""
    match node:
        case ast.Attribute(attr=name) if name in SENT:
            return True
        case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=ast.Attribute(value=inner)):
            return as_sent(inner)
        case ast.BoolOp(values=parts):
            return any(as_sent(part) for part in parts)
        case ast.IfExp(body=one, orelse=other):
            return as_sent(one) or as_sent(other)
    return False


def reads_request(node: ast.AST, names: set[str]) -> bool:
    """Whether what a look-up is given holds something as it was sent, or a name that does."""
    return any(as_sent(one) or (isinstance(one, ast.Name) and one.id in names) for one in ast.walk(node))


def looks_up(call: ast.Call) -> bool:
    """Whether a call asks the database for rows."""
    if name_of(call) not in LOOKS_UP:
        return False
    owner = getattr(call.func, "value", None)
    asked = getattr(owner, "attr", getattr(owner, "id", ""))
    return not (name_of(call) == "get" and (asked in DICTIONARIES or not call.keywords))


def raw_lookups(tree: ast.Module) -> list[int]:
    """The lines on which something a browser sent reaches a look-up without a form in between."""
    found = []
    for function in [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]:
        names = {
            target.id
            for one in ast.walk(function)
            if isinstance(one, ast.Assign) and as_sent(one.value)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for call in [one for one in ast.walk(function) if isinstance(one, ast.Call) and looks_up(one)]:
            told = [*call.args, *(keyword.value for keyword in call.keywords)]
            if any(reads_request(one, names) for one in told):
                found.append(call.lineno)
    return found


def status_set(tree: ast.Module) -> list[int]:
    """The lines on which a status is assigned."""
    targets = [
        target
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for whole in getattr(one, "targets", None) or [one.target]
        for target in ast.walk(whole)
    ]
    return [one.lineno for one in targets if isinstance(one, ast.Attribute) and one.attr == "status"]


def heavy_locks(tree: ast.Module) -> list[int]:
    """The lines that lock a row with its key, and so wait for everybody who only points to it (RULINGS 22)."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and name_of(one) == "select_for_update"]
    return [one.lineno for one in calls if "no_key" not in {keyword.arg for keyword in one.keywords}]


RULES = {
    "what a browser sent reaches a look-up only through a form": (raw_lookups, set()),
    # A worker claims a job, and somebody calls it off, in the one statement that decides between several of them.
    "a status changes only through transition()": (
        status_set, {"doc_portal/core/workflow.py", "doc_portal/core/jobs.py"},
    ),
    "rows are locked without their keys": (heavy_locks, set()),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_whole_program_keeps_the_rule(rule):
    finds, but = RULES[rule]
    names = {path: str(path.relative_to(settings.BASE_DIR)) for path in own_sources()}
    assert len(names) > 100
    broken = [f"{name}:{line}" for path, name in names.items() if name not in but for line in finds(parsed(path))]
    assert broken == []


@pytest.mark.parametrize(
    ("finds", "text"),
    [
        (raw_lookups, "def f(request):\n  return Row.objects.filter(pk=request.GET['row'])"),
        (raw_lookups, "def f(self):\n  row = self.request.GET.get('row')\n  return Row.objects.get(pk=row)"),
        (raw_lookups, "def f(request):\n  order = request.GET.getlist('o')\n  return rows.order_by(*order)"),
        (raw_lookups, "def f(request):\n  return get_object_or_404(Row, pk=request.POST['row'])"),
        (raw_lookups, "def f(request):\n  return rows.filter(Q(name=request.COOKIES['name']))"),
        (status_set, "def f(row):\n  row.status = 'done'"),
        (status_set, "def f(row):\n  row.note, row.status = '', 'done'"),
        (heavy_locks, "rows.select_for_update(of=('self',)).get(pk=1)"),
    ],
)
def test_the_rule_finds_what_breaks_it(finds, text):
    assert finds(ast.parse(text))


@pytest.mark.parametrize(
    ("finds", "text"),
    [
        (
            raw_lookups,
            "def f(request):\n  form = Asked(request.GET)\n  return rows.filter(pk=form.cleaned_data['row'])",
        ),
        (raw_lookups, "def f(request):\n  return request.GET.get('page', '1')"),
        (status_set, "def f(row):\n  return row.status == 'done'"),
        (heavy_locks, "rows.select_for_update(no_key=True)"),
    ],
)
def test_the_rule_lets_pass_what_keeps_it(finds, text):
    assert finds(ast.parse(text)) == []
