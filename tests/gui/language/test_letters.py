"""Letters with Alt are the same in every language: what is told apart in English is told apart everywhere."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

CATALOGUES = sorted((Path(__file__).resolve().parents[3] / "resources" / "translations").glob("*.ts"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_letters_stay_what_they_are(path: Path) -> None:
    messages = [(message.findtext("source") or "", message.findtext("translation") or "")
                for message in ET.parse(path).iter("message")]
    assert [source for source, shown in messages if shown and letters(source) != letters(shown)] == []


@pytest.mark.parametrize(("text", "found"), [
    ("&Open…", ["o"]), ("打开(&O)…", ["o"]), ("R && D", []), ("Save as C&SV…", ["s"]), ("plain", [])])
def test_letters_are_found(text: str, found: list[str]) -> None:
    assert letters(text) == found


def letters(text: str) -> list[str]:
    return [letter.lower() for letter in re.findall(r"&(\w)", text.replace("&&", ""))]
