"""Names that are not what they look like."""

from __future__ import annotations

import pytest

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_globals import ALLOWED, danger
from ckpt_viewer.core.scanning.report import disguises, one_letter_apart


@pytest.mark.parametrize(("module", "name", "words"), [
    ("torch._utils", "_rebuild_tensor_v22", "one letter off torch._utils._rebuild_tensor_v2"),
    ("torch", "Sise", "one letter off torch.Size"), ("collections", "OrderedDit", "one letter off"),
    ("Collections", "ordereddict", "only in capital letters"), ("torch ", "Size", "a space"),
    ("torch", "S\u0456ze", "it is not torch.Size"), ("tor\u0441h", "Size", "it is not torch.Size"),
    ("torch", "\uff33ize", "it is not torch.Size"), ("mod\u202ecod", "run", "characters that are invisible"),
    ("mod", "a\0b", "characters that are invisible"), ("mod", "a\nb", "characters that are invisible"),
    ("mod\u200b", "run", "characters that are invisible"),
])
def test_a_disguise_is_told(module: str, name: str, words: str) -> None:
    (note,) = disguises([Global(module, name)], ALLOWED)
    assert note.severity == ("warning" if "one letter" in words else "danger")
    assert words in note.text
    assert note.text.isprintable()


@pytest.mark.parametrize("name", [
    Global("torch.nn.modules.linear", "Linear"), Global("torch.storage", "_UntypedStorage"), Global("mine", "Net"),
    Global("numpy.core.multiarray", "_reconstruct"), Global("проект.модели", "Сеть"), Global("torch._utils", "other"),
    Global("torch", "bcomplex32"),
])
def test_an_ordinary_name_is_not(name: Global) -> None:
    assert disguises([name], ALLOWED) == ()


@pytest.mark.parametrize("name", [Global("?", "computed name"), Global("copyreg", "extension 7")])
def test_what_the_machine_writes_for_no_name_is_not_blamed_on_the_file(name: Global) -> None:
    assert disguises([name], ALLOWED) == ()
    assert danger(name)


def test_many_disguises_are_counted() -> None:
    notes = disguises([Global("mod\u202e", str(n)) for n in range(40)], ALLOWED)
    assert len(notes) == 11
    assert "30" in notes[-1].text


@pytest.mark.parametrize(("a", "b", "near"), [
    ("abc", "abd", True), ("abc", "abcd", True), ("abc", "bc", True), ("abc", "abc", False), ("abc", "acb", False),
    ("", "a", True), ("abc", "xbd", False), ("abcd", "ab", False),
])
def test_one_letter(a: str, b: str, near: bool) -> None:
    assert one_letter_apart(a, b) is near
    assert one_letter_apart(b, a) is near
