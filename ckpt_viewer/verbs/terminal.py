"""Writes an answer to the terminal: JSON, a plain listing for pipes, or tables that fit the window."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs.answer import Answer, Table

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table as RichTable


def write(answer: Answer, out: TextIO, *, as_json: bool) -> None:
    """Write the whole answer. Raises BrokenPipeError where the reader has gone."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")  # what is left of the progress
        sys.stderr.flush()
    if as_json:
        _write_json(answer, out)
    elif out.isatty():
        _write_rich(answer, out)
    else:
        _write_plain(answer, out)
    out.flush()


def progress_task() -> Task:
    """A task that shows on a terminal how far it is, and is silent elsewhere."""
    return Task(_Progress(sys.stderr).show if sys.stderr.isatty() else None)


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


def _write_json(answer: Answer, out: TextIO) -> None:
    import json

    # ASCII only: text from a file must not reorder or hide what stands beside it on a terminal.
    layout = 2 if out.isatty() else None
    out.write(json.dumps(answer.data, ensure_ascii=True, allow_nan=False, indent=layout) + "\n")


def _write_plain(answer: Answer, out: TextIO) -> None:
    for block in answer.blocks:
        if isinstance(block, str):
            out.write(block + "\n")
            continue
        widths = _widths(block)
        for row in (block.titles, *block.rows):
            cells = [cell.rjust(width) if number in block.right else cell.ljust(width)
                     for number, (cell, width) in enumerate(zip(row, widths, strict=True))]
            out.write("  " + "  ".join(cells).rstrip() + "\n")


def _widths(table: Table) -> list[int]:
    return [max(map(len, column)) for column in zip(table.titles, *table.rows, strict=True)]


def _write_rich(answer: Answer, out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for block in answer.blocks:
        console.print(Text(block) if isinstance(block, str) else _rich_table(block, console.width))


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
