"""Verbs that take one file and nothing but switches, read at once: argparse takes nine milliseconds to import and to be
told of them, a third of what a small file takes.

Contract: `switched` gives what the parser would, or None; whatever is not spelled in full is left to the parser, and so
are help and errors.
"""

from __future__ import annotations

from collections.abc import Sequence

from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace as Namespace
else:
    from types import SimpleNamespace as Namespace

JSON = "write JSON instead of text"
SWITCHES = {
    "info": {
        "json": JSON,
        "verify": "read every byte and compare it with the checksums in it",
        "fingerprint": "read the weights: one text, the same for the same weights in whatever file",
    },
    "scan": {"json": JSON},
}
"""Their names and help."""


def switched(given: Sequence[str]) -> Namespace | None:
    """The options of such a verb."""
    switches = SWITCHES.get(given[0]) if given else None
    files = [word for word in given[1:] if not word.startswith("-")]
    chosen = {word for word in given[1:] if word.startswith("-")}
    if switches is None or len(files) != 1 or not files[0] or not chosen <= {f"--{name}" for name in switches}:
        return None
    return Namespace(verb=given[0], file=files[0], **{name: f"--{name}" in chosen for name in switches})
