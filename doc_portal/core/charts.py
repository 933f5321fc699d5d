"""Charts as figures in words and numbers: lines, sparks, bars and parts of a whole (LOOK.md section 8).

Pure functions turn values into positions; templates under components/charts draw them as SVG. Positions across are
percentages, so a chart fits any width. Every chart carries its numbers: a table, a list, or the words of its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from doc_portal.core.money import dollars

Number = int | float | Decimal
PLOT_TOP = 10
PLOT_HEIGHT = 200
STEPS = 4
LABELS = 12
NICE = (1, 2, 2.5, 5, 10)
# Two labels at the end of a line need this many pixels between them to be read.
APART = 16


def said(value: Number | None, unit: str = "") -> str:
    """A figure as it is written: “94.3%”, “$4,271.20”, “1,148”. `unit` is "%", "$" or nothing; “—” is no figure."""
    if value is None:
        return "—"
    if unit == "$":
        return dollars(Decimal(value))
    if unit == "%":
        return f"{value:,.1f}%"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Scale:
    """The range of a chart's axis: it starts at `low` and goes up by `step` to `high`."""

    low: float
    step: float

    @property
    def high(self) -> float:
        """The value at the top of the plot."""
        return self.low + STEPS * self.step

    def down(self, value: Number) -> float:
        """How far below the top of the plot a value lies, in percent of its height."""
        return _short(100 * (self.high - float(value)) / (self.high - self.low))

    def pixel(self, value: Number) -> float:
        """Where a value lies in the drawing, in its own units from the top."""
        return _short(PLOT_TOP + self.down(value) * PLOT_HEIGHT / 100)


def scale_of(values: Sequence[Number]) -> Scale:
    """The narrowest scale of four round steps that holds every value; whole numbers keep whole steps."""
    low, high = float(min(values)), float(max(values))
    smallest = 1.0 if all(isinstance(value, int) for value in values) else 0.0
    if high == low:
        low = low - 2 if low < 0 or low >= 2 else 0.0
        high = max(high, low + STEPS)
    size = 10.0 ** floor(log10((high - low) / STEPS))
    for power in (size, size * 10, max(size, 1.0)):
        for nice in NICE:
            step = nice * power
            start = floor(low / step) * step
            if step >= smallest and step % (smallest or step) == 0 and start + STEPS * step >= high:
                return Scale(start, step)
    raise ArithmeticError(f"No scale holds {low} to {high}.")


@dataclass(frozen=True)
class Tick:
    """A grid line and its figure."""

    at: float
    text: str


@dataclass(frozen=True)
class Place:
    """A point in time along the bottom: where it stands, whether it is written, and only on wide screens (`alt`)."""

    at: float
    label: str
    text: str
    shown: bool
    alt: bool


@dataclass(frozen=True)
class LineChart:
    """One series over time, with a target where there is one."""

    name: str
    ticks: list[Tick]
    places: list[Place]
    path: str
    area: str
    end: tuple[float, float]
    last: str
    last_y: float
    finding: str
    target: str = ""
    target_at: float | None = None
    target_y: float = 0
    template: str = "components/charts/line.html"


def line(
    points: Sequence[tuple[str, Number | None]], *, name: str, unit: str = "", target: Number | None = None
) -> LineChart | None:
    """A line through `points`, (label, value) oldest first; a value of None leaves a gap. No values, no chart."""
    known = [value for _, value in points if value is not None]
    if not known:
        return None
    scale = scale_of(known if target is None else [*known, target])
    across = [_across(place, len(points)) for place in range(len(points))]
    runs = _runs(across, [value for _, value in points], scale)
    every = ceil(len(points) / LABELS)
    places = [
        Place(x, label, said(value, unit), (len(points) - 1 - i) % every == 0, (len(points) - 1 - i) // every % 2 == 1)
        for i, (x, (label, value)) in enumerate(zip(across, points, strict=True))
    ]
    last = next(i for i in reversed(range(len(points))) if points[i][1] is not None)
    end_y = scale.pixel(points[last][1])
    target_at = None if target is None else scale.pixel(target)
    last_y, target_y = _labels_apart(end_y, target_at)
    finding = change(points, unit)
    if scale.low > 0:
        finding = f"{finding} Scale starts at {_tick(scale.low, unit)}.".strip()
    return LineChart(
        name=_line_name(name, points, unit, target),
        ticks=[
            Tick(scale.pixel(scale.low + n * scale.step), _tick(scale.low + n * scale.step, unit))
            for n in range(STEPS + 1)
        ],
        places=places,
        path=" ".join(_drawn(run) + ("h0" if len(run) == 1 else "") for run in runs),
        area=" ".join(f"{_drawn(run)}V100H{run[0][0]:g}z" for run in runs if len(run) > 1),
        end=(across[last], scale.down(points[last][1])),
        last=said(points[last][1], unit),
        last_y=last_y,
        finding=finding,
        target="" if target is None else f"Target {_tick(float(target), unit)}",
        target_at=target_at,
        target_y=target_y,
    )


@dataclass(frozen=True)
class Spark:
    """The shape of a series alone; its name says the range in words."""

    name: str
    path: str
    end: tuple[float, float]
    template: str = "components/charts/spark.html"


def spark(points: Sequence[tuple[str, Number]], *, unit: str = "", over: str = "") -> Spark | None:
    """A sparkline. `over` says the time it covers (“12 months”). Fewer than two values have no shape."""
    values = [value for _, value in points]
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    height = float(high - low) or 1.0
    spots = [(_across(i, len(values)), _short(100 * float(high - v) / height)) for i, v in enumerate(values)]
    if low == high:
        words = f"Stayed at {said(low, unit)}"
        spots = [(x, 50.0) for x, _ in spots]
    elif values[0] == low and values[-1] == high:
        words = f"Rose from {said(low, unit)} to {said(high, unit)}"
    elif values[0] == high and values[-1] == low:
        words = f"Fell from {said(high, unit)} to {said(low, unit)}"
    else:
        words = f"Ranged from {said(low, unit)} to {said(high, unit)}"
    return Spark(
        name=f"{words} in {over}" if over else words,
        path=_drawn(spots),
        end=spots[-1],
    )


@dataclass(frozen=True)
class Bar:
    """A row of a bar table: name, figure, and whether it is the part that needs action."""

    label: str
    value: Number
    hot: bool = False
    text: str = ""
    width: float = 0


@dataclass(frozen=True)
class BarTable:
    """Bars that start at zero, in a table that holds their numbers; `mark_at` is where the target stands."""

    name: str
    head: str
    measure: str
    bars: list[Bar]
    total: str = ""
    mark: str = ""
    mark_at: float | None = None
    template: str = "components/charts/bars.html"


def bars(
    rows: Sequence[Bar],
    *,
    name: str,
    head: str,
    measure: str,
    unit: str = "",
    target: Number | None = None,
    total: Number | None = None,
) -> BarTable:
    """A bar for each row, longest possible 100 percent. `head` names the rows, `measure` the figures."""
    if any(row.value < 0 for row in rows):
        raise ValueError("Bars start at zero and show no negative figures.")
    longest = max([float(row.value) for row in rows] + ([float(target)] if target is not None else []), default=0) or 1
    drawn = [
        Bar(row.label, row.value, row.hot, row.text or said(row.value, unit), _short(100 * float(row.value) / longest))
        for row in rows
    ]
    return BarTable(
        name=name,
        head=head,
        measure=measure,
        bars=drawn,
        total="" if total is None else said(total, unit),
        mark="" if target is None else said(target, unit),
        mark_at=None if target is None else _short(100 * float(target) / longest),
    )


@dataclass(frozen=True)
class Part:
    """A piece of a whole. The look tells pieces apart without color: solid, pale, hatched."""

    label: str
    value: Number
    look: str = "solid"
    text: str = ""
    at: float = 0
    width: float = 0


@dataclass(frozen=True)
class PartBar:
    """A stacked bar of a whole, with the list of its numbers."""

    name: str
    key: str
    whole_label: str
    whole: str
    parts: list[Part]
    rest_label: str
    rest: str
    short: bool
    template: str = "components/charts/parts.html"


GAP = 0.4


def parts(
    pieces: Sequence[Part],
    whole: Number,
    *,
    key: str,
    whole_label: str,
    rest_label: str,
    unit: str = "",
) -> PartBar:
    """How much of `whole` each piece takes. Pieces over the whole fill the bar and leave a negative rest.

    `key` names the bar within its page.
    """
    if any(piece.value < 0 for piece in pieces):
        raise ValueError("A part of a whole cannot be negative.")
    taken = sum(piece.value for piece in pieces)
    scale = float(max(whole, taken)) or 1.0
    drawn, at = [], 0.0
    for piece in pieces:
        width = 100 * float(piece.value) / scale
        seen = max(width - GAP, 0.0) if at + width < 100 else width
        drawn.append(Part(piece.label, piece.value, piece.look, said(piece.value, unit), _short(at), _short(seen)))
        at += width
    shares = ", ".join(f"{piece.label.lower()} {100 * float(piece.value) / scale:.0f} percent" for piece in drawn)
    return PartBar(
        name=f"Of {said(whole, unit)}: {shares}; {rest_label.lower()} {said(whole - taken, unit)}.",
        key=key,
        whole_label=whole_label,
        whole=said(whole, unit),
        parts=drawn,
        rest_label=rest_label,
        rest=said(whole - taken, unit),
        short=whole < taken,
    )


def change(points: Sequence[tuple[str, Number | None]], unit: str = "") -> str:
    """What a series did, in words: “Up 5.4 points since Feb.”"""
    known = [(label, value) for label, value in points if value is not None]
    if len(known) < 2:
        return ""
    (since, first), (_, last) = known[0], known[-1]
    difference = abs(last - first)
    if not difference:
        return f"No change since {since}."
    amount = f"{difference:,.1f} points" if unit == "%" else said(difference, unit)
    return f"{'Up' if last > first else 'Down'} {amount} since {since}."


def _line_name(name, points, unit, target) -> str:
    known = [(label, value) for label, value in points if value is not None]
    words = f"{name}: {said(known[-1][1], unit)} in {known[-1][0]}"
    if len(known) > 1:
        words = (
            f"{name}: from {said(known[0][1], unit)} in {known[0][0]} to {said(known[-1][1], unit)} in {known[-1][0]}"
        )
    return words if target is None else f"{words}. Target {_tick(float(target), unit)}"


def _runs(across, values, scale) -> list[list[tuple[float, float]]]:
    """The stretches of a line between its gaps."""
    runs, run = [], []
    for x, value in zip(across, values, strict=True):
        if value is not None:
            run.append((x, scale.down(value)))
        elif run:
            runs.append(run)
            run = []
    return [*runs, run] if run else runs


def _drawn(run) -> str:
    """A stretch of a line as a path. A single point gets its dot from the caller."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in run)


def _labels_apart(end: float, target: float | None) -> tuple[float, float]:
    """The heights of the two labels at the end of a line: beside what they name, or pushed apart where too near."""
    if target is None or abs(end - target) >= APART:
        return _short(end + 4), _short((target or 0) + 4)
    if end >= target:
        return _short(end + 15), _short(target - 3)
    return _short(end - 3), _short(target + 15)


def _across(place: int, count: int) -> float:
    return _short(100 * place / (count - 1)) if count > 1 else 100.0


def _tick(value: float, unit: str) -> str:
    text = f"{_short(value):,g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return f"${text}" if unit == "$" else f"{text}{unit}"


def _short(value: float) -> float:
    """Two places are finer than a pixel."""
    return round(float(value), 2)
