"""Every text that a person can see in the window has a translation, and every pattern gives its sentence back."""

from __future__ import annotations

import importlib.util
import re
import string
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ckpt_viewer.gui.language.catalogue import read_catalogue
from ckpt_viewer.gui.language.phrases import VAGUE

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
CATALOGUES = sorted(FOLDER.glob("*.ts"))
VALUES = ("q3x", "7", "w.1", "8", "k_9", "12", "zz4", "55", "b.0", "31", "y2", "66")


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_script", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@cache
def messages(path: Path) -> list[Any]:
    found: list[Any] = script().updated(path)
    return found


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_there_are_catalogues() -> None:
    assert [path.name for path in CATALOGUES] == ["ckpt_viewer_zh_CN.ts"]


def test_nothing_is_untranslated(path: Path) -> None:
    missing = [f"{message.context}: {message.source}" for message in messages(path) if not message.translation]
    assert not missing, "python3 packaging/dev.py translations, then translate:\n" + "\n".join(missing)


def test_the_catalogue_is_what_the_script_writes(path: Path) -> None:
    """Nothing that is gone from the source, in the order of the modules."""
    assert path.read_text(encoding="utf-8") == script().written(messages(path), path)


def test_what_stays_english_says_why(path: Path) -> None:
    silent = [message.source for message in messages(path)
              if message.translation == message.source and not message.comment]
    assert not silent


def test_places_are_those_of_the_source(path: Path) -> None:
    """A place may be left out, but none made up."""
    wrong = [message.source for message in messages(path) if message.translation not in ("", message.source)
             and not places(message.translation) <= places(message.source)]
    assert not wrong


# What has one name has no other: the word that is not used, and the one that is.
ONE_WORD = {"名字": "名称", "过滤": "筛选", "原地": "就地", "合集": "打包文件", "指名": "引用",
            "字节在哪里": "字节分布", "缩放 {": "scale {", "同样的类型": "同一种类"}


def test_one_thing_has_one_name() -> None:
    texts = {message.source: message.translation for message in messages(FOLDER / "ckpt_viewer_zh_CN.ts")}
    guide = (ROOT / "resources" / "guide" / "zh_CN.md").read_text(encoding="utf-8")
    wrong = [f"{word} in “{text}”: {right}" for text in texts.values() for word, right in ONE_WORD.items()
             if word in text]
    assert wrong + [f"{word} in the guide: {right}" for word, right in ONE_WORD.items() if word in guide] == []


def test_wide_marks_have_no_space_beside_them() -> None:
    """They bring their own; and a Chinese word has no bracket of half the width at its side."""
    odd = re.compile(r"[，。：；！？（）“”、] +$|[，。：；！？、（] [^{]|[一-鿿][(](?!&|\*)|[)][一-鿿]")
    texts = [message.translation for message in messages(FOLDER / "ckpt_viewer_zh_CN.ts")]
    assert [text for text in texts if odd.search(text)] == []


def test_no_mark_of_half_the_width_stands_beside_chinese() -> None:
    """Nor a colon between a name and what is said of it; what Python and JSON write has marks of its own."""
    beside = re.compile(r"[一-鿿”）》}] ?[,;:!?](?!\d)|[,;:!?] ?[一-鿿“（《]|[一-鿿]\.(?!\w)")
    code = re.compile(r"\{\{.*\}\}|\(\*.*\)|:told|\{\w*:,\}|\{values\}, …")
    texts = [message.translation for message in messages(FOLDER / "ckpt_viewer_zh_CN.ts")
             if not re.search("[一-鿿]", message.source) and message.translation != message.source]
    assert [text for text in texts if beside.search(code.sub("", text))] == []


def test_names_are_put_before_words_by_the_catalogue_alone() -> None:
    """`f"{name}: {words}"` in the window has its colon in English whatever the language."""
    joined = re.compile(r"f\"[^\"]*\}(: |; )\{|\"[;,] \"\.join\(.*told\(")
    found = [f"{path.name}:{number}: {line.strip()}" for path in sorted((ROOT / "ckpt_viewer" / "gui").rglob("*.py"))
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if joined.search(line)]
    assert [line for line in found if not line.startswith(ENGLISH_COLONS)] == []


# What is said on the terminal, an attribute in Python, and a path before a name in one cell.
ENGLISH_COLONS = ("app.py", "object.py", "rename_dialog.py")


def test_letters_for_the_keyboard_are_those_of_the_english(path: Path) -> None:
    """So that a dialog in which each is there once has each once in every language."""
    wrong = [message.source for message in messages(path) if not message.context.startswith("core/")
             and message.translation and mnemonics(message.translation) != mnemonics(message.source)]
    assert not wrong


def test_the_same_words_have_the_same_translation(path: Path) -> None:
    said: dict[str, set[str]] = {}
    for message in messages(path):
        said.setdefault(message.source, set()).add(message.translation)
    assert not {source: shown for source, shown in said.items() if len(shown) > 1}


def test_every_pattern_is_found_again_with_its_values(path: Path) -> None:
    """What the core would write with these values is told in the other language, with the values in it."""
    phrases, wrong = read_catalogue(path).phrases, []
    for message in messages(path):
        if not message.context.startswith("core/") or message.translation in ("", message.source):
            continue
        if places(message.source) and len(re.findall(r"[^\W\d_]", re.sub(r"\{\w+\}", "", message.source))) < VAGUE:
            continue  # `{0} of {1}`: other patterns fit what it makes as well
        if "{n}" in message.source:
            english, expected = message.source.format(n="1,234"), message.translation.format(n="1,234")
        elif places(message.source):
            english = message.source.format(*filled(message, "3 tensors"))
            expected = message.translation.replace(":told}", "}").format(*filled(message, "3 个张量"))
        else:
            english, expected = message.source, message.translation
        if phrases.told(english).replace(" ", "") != expected.replace(" ", ""):  # spaces where scripts meet
            wrong.append((english, expected, phrases.told(english)))
    assert not wrong


def test_what_is_said_already_is_not_told_again(path: Path) -> None:
    """Notices tell whatever they are given: the window's own words in the language are left as they are."""
    phrases = read_catalogue(path).phrases
    again = {message.translation: phrases.told(message.translation) for message in messages(path)
             if message.context.startswith("gui/") and message.translation}
    assert not {shown: told for shown, told in again.items() if told != shown}


def test_no_text_is_translated_while_modules_are_imported() -> None:
    assert not script().early_calls()


def test_no_text_of_the_window_goes_past_the_catalogue() -> None:
    bare = script().untranslated("gui/")
    assert not bare, "through tr, told or later; or into MEANT with a reason:\n" + "\n".join(bare)


def test_texts_are_found_in_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script sees what it promises to see, and nothing else."""
    (tmp_path / "gui").mkdir()
    (tmp_path / "core").mkdir()
    (tmp_path / "gui" / "a.py").write_text(
        'A = Action("id", "&Title", run, tip="Its tip", icon="open")\n'
        'class P(Panel):\n    title = "Panel"\n    other = "no text"\n'
        'def f(n): return tr("{count} rows", count=n), "not this one", later("Later")\n', encoding="utf-8")
    (tmp_path / "core" / "b.py").write_text(
        '"""Documentation is not said."""\nimport re\nX = re.compile("nor are patterns")\nKEY = "word"\n'
        'def g(n: "nor annotations") -> str:\n    return f"holds {n:,} of {X}" if n else "nothing to see"\n'
        'count_text(3, "entry", "entries")\n', encoding="utf-8")
    monkeypatch.setattr(script(), "PACKAGE", tmp_path)
    monkeypatch.setattr(script(), "WORDS", ["alone"])
    monkeypatch.setattr(script(), "SYSTEM", ())
    monkeypatch.setattr(script(), "UNITS", ())
    assert [(message.context, message.source) for message in script().extracted()] == [
        ("core/b", "holds {0} of {1}"), ("core/b", "nothing to see"), ("gui/a", "&Title"), ("gui/a", "Its tip"),
        ("gui/a", "Panel"), ("gui/a", "{count} rows"), ("gui/a", "Later"), ("core/counted", "{n} entries"),
        ("core/counted", "{n} entry"), ("core/words", "alone")]


def mnemonics(text: str) -> list[str]:
    return [letter.casefold() for letter in re.findall(r"&(\w)", text)]


def filled(message: Any, prose: str) -> list[str]:
    """What stands in the places: names, and prose where it is translated; nothing in one that follows upon another."""
    told = {name for _, name, spec, _ in string.Formatter().parse(message.translation) if spec == "told"}
    second = set(re.findall(r"(?<=\})\{(\d+)\}", message.source))
    return ["" if str(at) in second else prose if str(at) in told else value for at, value in enumerate(VALUES)]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} if re.search(
        r"\{\w*(:told)?\}", text) else set()
