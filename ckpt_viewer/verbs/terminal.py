"""Writes an answer to the terminal: JSON, a plain listing for pipes, or tables that fit the window."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from ckpt_viewer.core.collecting import no_collection
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, TextIO
from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs.answer import Answer, Data, Json, Rows, Stream, Table

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table as RichTable

_IN_ASCII = str.maketrans({"·": "-", "×": "x", "…": "...", "→": "->", "≈": "~", "–": "-", "“": '"', "”": '"',
                           **dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True))})
"""Our own signs, for a terminal or a pipe in ASCII or a code page of Windows."""
_ROWS_AT_ONCE = 1024
_MOST_LAID_OUT = 5_000  # rows; laying one out takes half a millisecond


def write_what_can_be_written(*streams: TextIO) -> None:
    """Our own signs become their like where an encoding lacks them, and what else it lacks is escaped: no text from a
    file may end the program."""
    codecs.register_error("ckpt_viewer", _in_ascii)
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="ckpt_viewer")


def _in_ascii(error: UnicodeError) -> tuple[str | bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end].translate(_IN_ASCII)
    return lacking.encode("ascii", "backslashreplace").decode("ascii"), error.end


def write(answer: Answer, out: TextIO, *, as_json: bool) -> int:
    """Write the whole answer; the exit status. Raises BrokenPipeError where the reader has gone, and what a stream
    raises."""
    data, status = answer.data, answer.status
    _end_progress()
    with no_collection():
        if as_json:
            if isinstance(data, Stream):
                status = _write_stream(data, out)
            else:
                _write_json(data, out)
        elif out.isatty():
            _write_rich(answer, out)
        else:
            _write_plain(answer, out)
    out.flush()
    return status


def progress_task(out: TextIO | None = None) -> Task:
    """A task that shows on a terminal how far it is, and is silent elsewhere, or where something is written to that
    terminal meanwhile by way of `out`."""
    shown = _rewrites_lines() and not (out is not None and out.isatty())
    return Task(_Progress(sys.stderr).show if shown else None)


def _end_progress() -> None:
    """What is left of it goes."""
    if _rewrites_lines():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _rewrites_lines() -> bool:
    """Not a file, and not the window of an editor, which would show what is meant to move its cursor."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class _Progress:
    """One line on stderr that is rewritten at most once per percent."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shown = ""

    def show(self, done: int, total: int, text: str) -> None:
        percent = f"{min(100 * done // total, 100)} %" if total else ""
        line = f"{text} {percent}".strip()[:78]
        if line != self._shown:
            finished = bool(total) and done >= total
            self._out.write(f"\r\x1b[K{'' if finished else line}")
            self._out.flush()
            self._shown = line


def _write_json(data: Data, out: TextIO) -> None:
    for piece in _json_pieces(data, _indent(out)):
        out.write(piece)
    out.write("\n")


def _write_stream(stream: Stream, out: TextIO) -> int:
    """As the list of all items would be written. Nothing is written before the first of them is there."""
    indent, written = _indent(out), 0

    def receive(item: Json) -> None:
        nonlocal written
        out.write(_json_block((item,), indent, 0, first=not written))
        written += 1

    try:
        status = stream.run(receive)
    finally:
        _end_progress()
    out.write(_json_end(indent, 0, empty=not written) + "\n")
    return status


def _indent(out: TextIO) -> int | None:
    return 2 if out.isatty() else None


def _json_pieces(data: Data, indent: int | None, level: int = 0) -> Iterator[str]:
    """The text that json.dumps would give of the whole, made piece by piece."""
    between = ", " if indent is None else "," + _line(indent, level + 1)
    begin, end = ("", "") if indent is None else (_line(indent, level + 1), _line(indent, level))
    match data:
        case Rows():
            rows, first = iter(data), True
            while block := list(islice(rows, _ROWS_AT_ONCE)):
                yield _json_block(block, indent, level, first=first)
                first = False
            yield _json_end(indent, level, empty=first)
        case Mapping() if data:
            for number, (key, value) in enumerate(data.items()):
                yield f"{between if number else f'{{{begin}'}{_json_text(key, None)}: "
                yield from _json_pieces(value, indent, level + 1)
            yield f"{end}}}"
        case tuple() if data:
            for number, value in enumerate(data):
                yield between if number else f"[{begin}"
                yield from _json_pieces(value, indent, level + 1)
            yield f"{end}]"
        case _:
            yield _json_text(data, indent).replace("\n", _line(indent, level))


def _json_block(rows: Sequence[Json], indent: int | None, level: int, *, first: bool) -> str:
    """Some items of a list, with what stands before them."""
    inner = "" if indent is None else _line(indent, level + 1)
    lead = f"[{inner}" if first else f",{inner or ' '}"
    return f"{lead}{_json_items(rows, indent, level)}"


def _json_end(indent: int | None, level: int, *, empty: bool) -> str:
    outer = "" if indent is None else _line(indent, level)
    return "[]" if empty else f"{outer}]"


def _json_items(rows: Sequence[Json], indent: int | None, level: int) -> str:
    text = _json_text(rows, indent)
    if indent is None:
        return text[1:-1]
    return text[text.index("\n") + 1 + indent : text.rindex("\n")].replace("\n", _line(indent, level))


def _json_text(value: object, indent: int | None) -> str:
    """ASCII only: text from a file must not reorder or hide what stands beside it on a terminal. Line breaks within
    texts are escaped, so that all there are belong to the layout."""
    import json  # most answers are text

    return json.dumps(value, ensure_ascii=True, allow_nan=False, indent=indent)


def _line(indent: int | None, level: int) -> str:
    return "\n" + " " * ((indent or 0) * level)


def _write_plain(answer: Answer, out: TextIO) -> None:
    for block in answer.blocks:
        if isinstance(block, str):
            out.write(block + "\n")
        else:
            _write_rows(block, list(range(len(block.titles))), _widths(block), out)


def _write_rows(table: Table, columns: list[int], widths: list[int], out: TextIO) -> None:
    """The rows, with these columns; every cell on one line."""
    line = "".join(f"  {{{column}:{'>' if column in table.right else '<'}{widths[column]}}}" for column in columns)
    write = out.write
    for row in chain((table.titles,), table.rows):
        write(line.format(*row).rstrip() + "\n")


def _widths(table: Table) -> list[int]:
    widths, rows = list(map(len, table.titles)), iter(table.rows)
    while block := list(islice(rows, _ROWS_AT_ONCE)):
        columns = zip(*block, strict=True)
        widths = [max(width, *map(len, column)) for width, column in zip(widths, columns, strict=True)]
    return widths


def _write_rich(answer: Answer, out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for block in answer.blocks:
        if isinstance(block, str):
            console.print(Text(block))
        elif len(list(islice(block.rows, _MOST_LAID_OUT + 1))) > _MOST_LAID_OUT:
            _write_rows(block, columns_that_fit(block, console.width), _widths(block), out)
        else:
            console.print(_rich_table(block, console.width))


def _rich_table(block: Table, width: int) -> RichTable:
    from rich.table import Table as RichTable
    from rich.text import Text

    table = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    kept = columns_that_fit(block, width)
    for number in kept:
        # The first column names things and the last may hold text: they wrap. What stands between is short.
        wraps = number in (kept[0], kept[-1]) and number not in block.right
        right: JustifyMethod = "right" if number in block.right else "left"
        table.add_column(block.titles[number], justify=right, no_wrap=not wraps, overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(row[number]) for number in kept))
    return table


def columns_that_fit(table: Table, width: int) -> list[int]:
    """The columns to show in a window of `width` characters: all, or without as many spare ones as it takes."""
    widths = _widths(table)
    kept = list(range(len(widths)))
    for number in table.spare:
        if sum(widths[column] + 2 for column in kept) - 2 <= width:
            break
        kept.remove(number)
    return kept
