"""Reads a catalogue of translations: a `.ts` file as Qt Linguist writes it.

Contract: the `.ts` itself is read, not a `.qm` made of it: the patterns of what the core says must be listed, which a
`.qm` cannot do; one file then holds all, with nothing compiled to grow stale beside it. A file that is not there or not
readable is an empty catalogue. Contexts are the modules that say the texts, below `ckpt_viewer`; those of the core are
patterns with places `{0}`, `{1}` …
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.gui.language.phrases import Phrases

CORE = "core/"


class Catalogue:
    """`words` of the window by their English; `phrases` of the core, made ready when first asked for."""

    def __init__(self, words: Mapping[str, str], said: Mapping[str, str]) -> None:
        self.words, self._said = words, said

    @cached_property
    def phrases(self) -> Phrases:
        from ckpt_viewer.gui.language.phrases import Phrases

        return Phrases(self._said)


def read_catalogue(path: Path) -> Catalogue:
    """What is translated and not kept in English on purpose."""
    words: dict[str, str] = {}
    said: dict[str, str] = {}
    for context, source, translation in _messages(path):
        if translation and translation != source:
            (said if context.startswith(CORE) else words).setdefault(source, translation)
    return Catalogue(words, said)


def _messages(path: Path) -> Iterator[tuple[str, str, str]]:
    from xml.etree import ElementTree as ET  # here: English needs none

    try:
        root = ET.parse(path).getroot()  # noqa: S314 (a file of this program, not of a person)
    except (OSError, ET.ParseError):
        return
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None:
                yield name, message.findtext("source", ""), translation.text or ""
