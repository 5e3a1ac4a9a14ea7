"""The manual pages, made of what the programs say for --help.

Contract: `pages` gives the text of each by its file name; lines stand as they do in a terminal of 78 columns.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import redirect_stdout, suppress

from ckpt_viewer import __main__ as window
from ckpt_viewer import __version__, cli
from ckpt_viewer.verbs.parser import SUMMARIES

_COLUMNS = 78
_WRITTEN = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})
_ABOUT = {"ckpt": "look into, compare, change and save PyTorch checkpoints",
          "ckpt-viewer": "the window on PyTorch checkpoints"}


def pages() -> dict[str, str]:
    """`ckpt.1` has a section for each verb."""
    os.environ["COLUMNS"] = str(_COLUMNS)
    verbs = {f'"ckpt {verb}"': _help(cli.main, verb) for verb in SUMMARIES}
    return {"ckpt.1": _page("ckpt", {"DESCRIPTION": _help(cli.main), **verbs}, "ckpt-viewer"),
            "ckpt-viewer.1": _page("ckpt-viewer", {"DESCRIPTION": _help(window.main)}, "ckpt")}


def _help(main: Callable[[list[str]], int], *verb: str) -> str:
    said = io.StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        main([*verb, "--help"])
    return said.getvalue()


def _page(name: str, sections: dict[str, str], other: str) -> str:
    head = [f'.TH {name.upper()} 1 "" "ckpt_viewer {__version__}"', ".SH NAME", f"{_plain(name)} \\- {_ABOUT[name]}"]
    body = [line for title, text in sections.items() for line in (f".SH {title}", ".nf", *_lines(text), ".fi")]
    return "\n".join([*head, *body, ".SH SEE ALSO", f".BR {_plain(other)} (1)", ""])


def _lines(text: str) -> list[str]:
    return [f"\\&{_plain(line)}" if line[:1] in (".", "'") else _plain(line) for line in text.strip().splitlines()]


def _plain(text: str) -> str:
    """As it is: what roff reads as a command, or prints as another letter, is written out."""
    return text.translate(_WRITTEN)
