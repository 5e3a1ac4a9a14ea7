"""Writes an answer to the terminal: JSON, a plain listing for pipes, or tables that fit the window."""

from __future__ import annotations

import sys
from typing import TextIO

from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs.answer import Answer, Table


def write(answer: Answer, out: TextIO, *, as_json: bool) -> None:
    """Write the whole answer. Raises BrokenPipeError where the reader has gone."""
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
        widths = [max(map(len, column)) for column in zip(block.titles, *block.rows, strict=True)]
        for row in (block.titles, *block.rows):
            cells = [cell.rjust(width) if number in block.right else cell.ljust(width)
                     for number, (cell, width) in enumerate(zip(row, widths, strict=True))]
            out.write("  " + "  ".join(cells).rstrip() + "\n")


def _write_rich(answer: Answer, out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for block in answer.blocks:
        console.print(Text(block) if isinstance(block, str) else _rich_table(block))


def _rich_table(block: Table) -> object:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, title in enumerate(block.titles):
        # The first column names things: it wraps. Numbers never do.
        right = number in block.right
        table.add_column(title, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
