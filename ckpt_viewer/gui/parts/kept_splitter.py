"""The shares of a splitter as a person left them, the next time as well.

Contract: kept as columns are, under a name that begins with `splitter`.
"""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter

from ckpt_viewer.gui.parts.kept_columns import keep, kept


def keep_shares(splitter: QSplitter, name: str) -> None:
    """Begin with what a person drew last, if ever; from now on keep what is drawn. Its parts are in it already."""
    shares = kept().get(name, ())
    if len(shares) == splitter.count() and any(shares):
        splitter.setSizes(list(shares))
    splitter.splitterMoved.connect(lambda _place, _index: keep(name, tuple(splitter.sizes())))
