"""Letters for the language of the window: Chinese in the shapes that are written in China.

Contract: Japanese, Korean and Chinese share codes for characters that each draws otherwise (门 骨 直 海), and a desktop
in English has none of them in its own font: it takes the first that it finds, as a rule the Japanese. So a font for
Chinese stands behind that of the desktop, or before it where that has such characters itself. On macOS the system does
so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei UI",
           "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "SimHei", "SimSun")
_OWN = "ckpt_viewer_families"  # a property of the application: the desktop's own
_HAN = (QFontDatabase.WritingSystem.SimplifiedChinese, QFontDatabase.WritingSystem.TraditionalChinese,
        QFontDatabase.WritingSystem.Japanese, QFontDatabase.WritingSystem.Korean)


def wear(app: QApplication, language: str) -> None:
    """From now on the application's font is the one for this language; an empty string stands for English."""
    font = QApplication.font()
    own = app.property(_OWN) or font.families()
    app.setProperty(_OWN, own)
    wanted = _for_language(own, language)
    if font.families() != wanted:
        font.setFamilies(wanted)
        QApplication.setFont(font)


def fixed_font() -> QFont:
    """The desktop's font in which all letters are of one width, for the language in use; as much larger than usual as
    other text is."""
    kinds = QFontDatabase.SystemFont
    font, usual = map(QFontDatabase.systemFont, (kinds.FixedFont, kinds.GeneralFont))
    sizes = font.pointSizeF(), QApplication.font().pointSizeF(), usual.pointSizeF()
    if min(sizes) > 0:  # one that is given in pixels has none
        font.setPointSizeF(sizes[0] * sizes[1] / sizes[2])
    behind = [family for family in QApplication.font().families() if family in CHINESE]
    if behind:
        font.setFamilies([*_named(font), *behind])
    return font


def with_chinese(own: Sequence[str], is_there: Callable[[str], bool], has_han: Callable[[str], bool]) -> list[str]:
    """The families with one for Chinese, as far as there is one."""
    if any(family in CHINESE for family in own):
        return list(own)
    chosen = [family for family in CHINESE if is_there(family)][:1]
    return [*chosen, *own] if any(map(has_han, own)) else [*own, *chosen]


def _for_language(own: list[str], language: str) -> list[str]:
    if not language.startswith("zh") or sys.platform == "darwin":
        return list(own)
    return with_chinese(_named(QFont(own)), QFontDatabase.hasFamily, _has_han)


def _named(font: QFont) -> list[str]:
    """Its families by name. Some desktops say only `Sans Serif`, for which Qt takes any other that is named."""
    return [family for family in font.families() if QFontDatabase.hasFamily(family)] or [QFontInfo(font).family()]


def _has_han(family: str) -> bool:
    return any(system in _HAN for system in QFontDatabase.writingSystems(family))
