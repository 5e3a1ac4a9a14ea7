"""The language of the window: its own words by `tr`, what the core says by `told`.

Contract: English is the language of the source and of the core; every text is looked up by its English words, and what
is not found stays English. `tr` is called when a text is shown, never while a module is imported: tabs are made anew
when the language changes, menus are worded anew, and what else outlives a change asks `tr` each time it shows itself.
Texts declared as data (titles of actions and panels, see `packaging/translations.py` for what counts) are given
to `tr` where they become widgets; any other such text is marked with `later`. The language in use is a property of the
application.

A text is a whole sentence or label, never glued from parts: `tr("{rows} selected", rows=told(count_text(n, "row")))`.
Names, paths and numbers are values; so is what the core says, told before. English plurals are for `count_text`, or for
two texts. `packaging/dev.py translations` then brings the new texts into the catalogue and lists what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ckpt_viewer.core.resources import resource
from ckpt_viewer.core.settings import Language
from ckpt_viewer.gui.language.lettering import wear

if TYPE_CHECKING:
    from ckpt_viewer.gui.language.catalogue import Catalogue

LANGUAGES: tuple[tuple[Language, str], ...] = (("en", "English"), ("zh_CN", "简体中文"))
_CUT, _CUT_ENDS = " … (", (" more characters)", " bytes)")
_IN_USE = "ckpt_viewer_language"  # the property
_QT_TEXTS = "qt texts"
_SCRIPTS_NOT_READ = ("Hant", "TW", "HK", "MO")


def tr(text: str, /, **values: object) -> str:
    """A text of the window in its language, with `{name}` filled in. `text` is a literal, or data declared as said
    above. Values stand as they are: what the core says goes through `told` before."""
    in_use = language()
    if not in_use:
        return text.format(**values) if values else text
    shown = _catalogue(in_use).words.get(text, text)
    cut = {name: cut_told(value) if isinstance(value, str) else value for name, value in values.items()}
    return shown.format(**cut) if values else shown


def told(text: str) -> str:
    """What the core says, in the window's language: a whole text, a pattern with values in it, or parts of either."""
    in_use = language()
    return _catalogue(in_use).phrases.told(text) if in_use else text


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences in the window's language, without stops of their own, one after the other."""
    row = ""
    for sentence in sentences:
        row = tr("{before} {sentence}.", before=row, sentence=sentence) if row else tr("{sentence}.", sentence=sentence)
    return row


def cut_told(text: str) -> str:
    """What the file says stays; behind it the core may say how much of it is not shown: see `plain_text` and
    `value_text`."""
    shown, mark, rest = text.rpartition(_CUT) if text.endswith(_CUT_ENDS) else ("", "", "")
    return f"{shown}{told(mark + rest)}" if mark else text


def later(text: str) -> str:
    """Marks a text that is data here and goes through `tr` where it is shown."""
    return text


def use_language(choice: Language) -> None:
    """From now on `tr` and `told` answer in this language, and so do Qt's own dialogs, in letters that belong to it.
    Widgets keep what they show."""
    app = QCoreApplication.instance()
    assert app is not None
    chosen = resolved(choice)
    app.setProperty(_IN_USE, chosen)
    language.cache_clear()
    for old in app.findChildren(QTranslator, _QT_TEXTS):
        QCoreApplication.removeTranslator(old)
        old.deleteLater()
    if chosen:
        _install_qt_texts(app, chosen)
    QLocale.setDefault(QLocale(chosen or "en"))  # of the names that the file dialog has for types of files
    if isinstance(app, QApplication):
        wear(app, chosen)


@cache
def language() -> str:
    """The catalogue in use, an empty string for English. Kept from call to call: a repaint asks some hundred times, and
    each time Qt would let go of the interpreter, which a worker then has."""
    app = QCoreApplication.instance()
    return str(app.property(_IN_USE) or "") if app is not None else ""


def language_tag() -> str:
    """The language in use as HTML names it."""
    return language().replace("_", "-") or "en"


def resolved(choice: Language) -> str:
    """The catalogue of a choice, an empty string for English; `system` is the first language of the desktop that is
    here."""
    if choice != "system":
        return "" if choice == "en" else choice
    for name in QLocale.system().uiLanguages():
        tongue, *rest = name.replace("_", "-").split("-")
        if tongue == "zh" and not set(rest) & set(_SCRIPTS_NOT_READ):
            return "zh_CN"
        if tongue in {"en", "C"}:
            break
    return ""


def make_ready() -> None:
    """Read every catalogue, in a worker: a window that is given another language would stand still for 40 ms more."""
    from ckpt_viewer.gui.language import qt_texts  # noqa: F401

    for choice, _ in LANGUAGES:
        if name := resolved(choice):
            _ = _catalogue(name).phrases


def _install_qt_texts(app: QCoreApplication, name: str) -> None:
    """The last installed is asked first."""
    from ckpt_viewer.gui.language.qt_texts import QtTexts

    own = QTranslator(app)
    own.load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (QtTexts(_catalogue(name).words, app), own):
        translator.setObjectName(_QT_TEXTS)
        QCoreApplication.installTranslator(translator)


@cache
def _catalogue(name: str) -> Catalogue:
    from ckpt_viewer.gui.language.catalogue import read_catalogue  # here: English needs none of it

    return read_catalogue(resource(f"translations/ckpt_viewer_{name}.ts"))
