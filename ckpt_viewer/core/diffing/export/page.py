"""A comparison as one HTML page that needs nothing else: no network, no font, no script but its own few lines.

Contract: words are told in the `Tongue` that is handed in, names and values stay as they are. Every text of a file is
escaped, and the page's Content-Security-Policy names the hashes of its own style and script, so that a browser would
run nothing else even if something got in.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import islice

import numpy as np

from ckpt_viewer.core.diffing.columns import OF_PARTS, TIPS, TITLES, Column, metric_text
from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import Entry, count, title
from ckpt_viewer.core.diffing.export.look import PRINTED, SCRIPT, STYLE
from ckpt_viewer.core.diffing.parts import Together
from ckpt_viewer.core.diffing.remarks import movement_remarks, structure_remarks
from ckpt_viewer.core.diffing.rows import metric, part_text, side_text
from ckpt_viewer.core.engine import bytes_to_read
from ckpt_viewer.core.engine.base import Comparison, Engine, Floats
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Scalar
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import count_text, number_text, path_text, percent_text, plain_text

DRAWN = 24
"""So many tensors, most moved first, have their histograms on the page."""
_WIDTH, _HEIGHT, _FOOT = 300, 84, 14  # of a drawing
_FEWEST, _MOST = 12, 48  # bins
LISTED = 2000  # rows of one table; a browser is slow with more
_BROKEN = ("NaN/Inf", "How many elements are NaN or infinite in A or B, of which no distance tells")
_NUMBERS = (Column.REL_L2, Column.MAX_ABS, Column.MEAN_ABS, Column.COSINE, Column.CHANGED)
_HEADS = (TITLES[Column.PATH], "A", "B", "Notes")
_TABLES = (("value", "Values that differ"), ("reshaped", "Of another shape"), ("retyped", "Of another type"),
           ("renamed", "Renamed"), ("removed", "Only in A"), ("added", "Only in B"))

Say = Callable[[str], str]
Moved = list[tuple[Entry, Comparison]]
Cell = tuple[str, float | str]
"""What is shown, and what to sort it by."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a page: its tag in HTML, and what tells a text of the core in it."""

    tag: str
    say: Say


ENGLISH = Tongue("en", str)


def as_page(found: Compared, engine: Engine, task: Task, tongue: Tongue = ENGLISH) -> str:
    """The page. Reads the tensors that moved most for their histograms. Raises Cancelled."""
    say = tongue.say
    names, moved = tuple(plain_text(name, 300) for name in found.titles), found.moved()
    body = "\n".join([
        f"<h1>{_text(say(found.sentence))}</h1>",
        f'<p class="sides"><b class="a">A</b> {_text(names[0])} <b class="b">B</b> {_text(names[1])}</p>',
        *_remarks(found, say), *_counts(found, say), *_moved(moved, say), *_modules(found, say),
        *_others(found, say),
        *_drawn("".join(_charts(found, moved, engine, task, say)), say),
        f"<footer>{_text(say('Made by ckpt_viewer. Nothing of either file was run.'))}</footer>"])
    policy = f"default-src 'none'; style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'"
    return (f'<!doctype html>\n<html lang="{tongue.tag}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
            f"<title>{_text(' ↔ '.join(names))}</title><style>{STYLE}</style></head>\n"
            f"<body>\n{body}\n<script>{SCRIPT}</script></body></html>\n")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _text(text: str) -> str:
    """Fit to be shown, and no markup."""
    return escape(plain_text(text, 2000))


def _remarks(found: Compared, say: Say) -> Iterator[str]:
    notes = [*structure_remarks(found.diff), *movement_remarks(found.diff, found.measured), *found.diff.notes]
    if found.tolerance:
        notes.insert(0, f"Elements that differ by no more than {number_text(found.tolerance, 4)} count as equal.")
    failed = [f"Not compared: {path_text(found.diff.entries[number].path_a or ())}: {text}"
              for number, text in list(found.failures.items())[:LISTED]]
    if notes or failed:
        yield f"<ul>{''.join(f'<li>{_text(say(line))}</li>' for line in (*failed, *notes))}</ul>"


def _counts(found: Compared, say: Say) -> Iterator[str]:
    tally = count(found.diff, found.measured)
    rows = ((tally.changed, "changed"), (tally.equal, "identical"), (tally.added, "only in B"),
            (tally.removed, "only in A"), (tally.renamed, "renamed"), (tally.reshaped, "of another shape"),
            (tally.retyped, "of another type"), (tally.unmeasured, "not compared"))
    shown = "".join(f"<li><b>{amount:,}</b> {say(words)}</li>" for amount, words in rows if amount)
    yield f'<ul class="counts" aria-label="{say("How many tensors")}">{shown}</ul>'


def _moved(moved: Moved, say: Say) -> Iterator[str]:
    if moved:
        broken = any(result.not_finite for _, result in looking_up(moved))
        yield f"<h2>{say('Changed tensors, most first')}</h2>"
        heads = [("Tensor", ""), *((TITLES[column], TIPS[column]) for column in _NUMBERS), *[_BROKEN] * broken]
        rows = (_moved_row(*pair, broken=broken) for pair in looking_up(moved[:LISTED]))
        yield _table(heads, rows, say, numbers=range(1, 7))
        yield from _rest(len(moved), say)
        infinite = {result.norm_a == 0 for _, result in looking_up(moved) if math.isinf(result.rel_l2)}
        if True in infinite:
            yield f"<p>{say('Inf: A is all zeros there, so that there is nothing to measure the change by.')}</p>"
        if False in infinite:
            yield f"<p>{say('Inf: A is so small there beside the change that no number is large enough to tell.')}</p>"


def _modules(found: Compared, say: Say) -> Iterator[str]:
    modules = [module for module in looking_up(found.modules) if module.differ]
    if modules:
        yield f"<h2>{say('By module')}</h2><p>{say(OF_PARTS)}</p>"
        heads = [("Module", ""), ("Status", ""), *((TITLES[column], TIPS[column]) for column in _NUMBERS)]
        rows: Iterable[list[Cell]] = (
            [_twice(path_text(module.path)), _twice(say(part_text(module.differ, module.total))),
             *_number_cells(module.numbers)] for module in modules[:LISTED])
        yield _table(heads, rows, say, numbers=range(2, 7))
        yield from _rest(len(modules), say)


def _twice(text: str) -> Cell:
    return text, text


def _moved_row(entry: Entry, result: Comparison, *, broken: bool) -> Iterator[Cell]:
    yield _twice(path_text(entry.path_a or ()))
    yield from _number_cells(result)
    if broken:
        yield f"{result.not_finite:,}" if result.not_finite else "", result.not_finite


def _number_cells(found: Comparison | Together | None) -> Iterator[Cell]:
    """Empty where nothing was compared."""
    if found is None:
        yield from [("", math.nan)] * len(_NUMBERS)
        return
    for column in _NUMBERS[:-1]:
        yield metric_text(metric(found, column), column), metric(found, column)
    yield percent_text(found.changed, found.count) if found.count else "", found.changed_fraction


def _others(found: Compared, say: Say) -> Iterator[str]:
    for status, words in _TABLES:
        pairs = [(entry, result) for entry, result in looking_up(zip(found.diff.entries, found.measured, strict=True))
                 if entry.status == status]
        if pairs:
            yield f"<h2>{say(words)}</h2>"
            rows = [_other_row(found, entry, say) for entry, _ in looking_up(pairs[:LISTED])]
            told = [n for n in range(len(_HEADS)) if any(row[n] for row in rows)]
            columns = _NUMBERS if status == "retyped" else ()  # those of others stand above, if there are any
            heads = [*((_HEADS[n], "") for n in told), *((TITLES[column], TIPS[column]) for column in columns)]
            cells: Iterable[list[Cell]] = (
                [*(_twice(row[n]) for n in told), *(_number_cells(result) if columns else ())]
                for row, (_, result) in zip(rows, pairs, strict=False))
            yield _table(heads, cells, say, numbers=range(len(told), len(heads)))
            yield from _rest(len(pairs), say)


def _other_row(found: Compared, entry: Entry, say: Say) -> tuple[str, ...]:
    paths = dict.fromkeys(path_text(path) for path in (entry.path_a, entry.path_b) if path is not None)
    a, b = side_text(found.diff.a, entry.node_a), side_text(found.diff.b, entry.node_b)
    told = entry.status in ("added", "removed") or entry.text == f"{a} → {b}"  # by the cells before it
    notes = " · ".join(map(say, filter(None, ["" if told else entry.text, entry.evidence])))
    sides = (_side(found.diff.a, entry.node_a, a, say), _side(found.diff.b, entry.node_b, b, say))
    return " → ".join(paths), *sides, notes


def _side(graph: Graph, node: NodeId | None, text: str, say: Say) -> str:
    """What is no value of the file is words."""
    return text if node is None or isinstance(graph[node], Scalar) else say(text)


def _table(heads: Sequence[tuple[str, str]], rows: Iterable[Iterable[Cell]], say: Say,
           numbers: range = range(0)) -> str:
    """`heads` are the words above the columns, each with what they mean where they do not say it."""
    head = "".join(f'<th scope="col"{" class=n" if n in numbers else ""}{_tip(say(tip))}><button>{_text(say(word))}'
                   "</button></th>" for n, (word, tip) in enumerate(heads))
    body = "".join(f"<tr>{''.join(_cell(*cell, number=n in numbers) for n, cell in enumerate(row))}</tr>"
                   for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _tip(text: str) -> str:
    return f' title="{_text(text)}"' if text else ""


def _cell(shown: str, key: float | str, *, number: bool) -> str:
    return f'<td class="n" data-key="{key!r}">{_text(shown)}</td>' if number else f"<td>{_text(shown)}</td>"


def _rest(amount: int, say: Say) -> Iterator[str]:
    if amount > PRINTED:
        yield f'<p class="paper">{say(f"Of these rows {PRINTED} are printed.")}</p>'
    if amount > LISTED:
        yield f"<p>{say(f'… and {amount - LISTED:,} more, which CSV and JSON list')}</p>"


def _drawn(charts: str, say: Say) -> Iterator[str]:
    if charts:
        yield (f"<h2>{say('Distributions')}</h2>"
               f'<p class="sides"><b class="a">A</b> {say("solid line")} <b class="b">B</b> {say("dashed line")} · '
               f"{say('each from the smallest to the largest value of both')}</p>"
               f'<div class="charts">{charts}</div>')


def _charts(found: Compared, moved: Moved, engine: Engine, task: Task, say: Say) -> Iterator[str]:
    large = ((entry, specs) for entry, _ in moved
             if (specs := found.diff.specs(entry)) is not None and specs[0].numel > 1)
    pairs = [*islice(large, DRAWN)]
    # A histogram with a span reads once, and the span takes another pass.
    task.start(2 * sum(bytes_to_read(spec) for _, specs in pairs for spec in specs), "Drawing histograms")
    for entry, specs in pairs:
        name = title(entry)
        try:
            drawn = _histograms(*specs, engine, task, say(f"Histogram of {name} in A and B"))
        except CheckpointError as error:
            drawn = f"<p>{_text(say(str(error)))}</p>"
        if drawn:
            elements = say(count_text(specs[0].numel, "element"))
            yield f"<figure><figcaption>{_text(name)} <small>{elements}</small></figcaption>{drawn}</figure>"


def _histograms(a: TensorSpec, b: TensorSpec, engine: Engine, task: Task, name: str) -> str:
    """Two distributions on the same bins as an SVG; empty where neither has a finite element. Reads both twice. Raises
    CheckpointError, Cancelled."""
    summaries = [engine.summarize(spec, task) for spec in (a, b)]
    ends = [end for s in summaries for end in (s.minimum, s.maximum) if not math.isnan(end)]
    if not ends:
        return ""
    low, high = (min(ends), max(ends)) if min(ends) < max(ends) else (ends[0] - 0.5, ends[0] + 0.5)
    if not math.isfinite(high - low):
        return ""
    bins = min(_MOST, max(_FEWEST, round(2 * math.cbrt(a.numel))))
    found = [engine.histogram(spec, task, bins=bins, span=(low, high)).counts for spec in (a, b)]
    shares = [counts / max(int(counts.sum()), 1) for counts in found]
    peak = max(float(share.max()) for share in shares) or 1.0
    lines = [_outline(share / peak, side) for share, side in zip(shares, "ab", strict=True)]
    return (f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" aria-label="{escape(name)}">'
            f'<line class="axis" x1="0" y1="{_HEIGHT}" x2="{_WIDTH}" y2="{_HEIGHT}"/>{"".join(lines)}'
            f'<text x="0" y="{_HEIGHT + 12}">{escape(number_text(low, 4))}</text>'
            f'<text x="{_WIDTH}" y="{_HEIGHT + 12}" text-anchor="end">{escape(number_text(high, 4))}</text></svg>')


def _outline(heights: Floats, side: str) -> str:
    """Steps from the left to the right; B is dashed, so that it is told from A without colour."""
    x = np.repeat(np.linspace(0, _WIDTH, len(heights) + 1), 2)[1:-1]
    y = np.repeat(_HEIGHT - heights * (_HEIGHT - 2), 2)
    points = " ".join(f"{one:.1f},{other:.1f}" for one, other in zip(x, y, strict=True))
    return f'<polyline class="{side}" points="0,{_HEIGHT} {points} {_WIDTH},{_HEIGHT}"/>'
