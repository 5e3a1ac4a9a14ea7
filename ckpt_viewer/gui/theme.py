"""Colours: a light and a dark palette of our own on the Fusion style, and the colours of plots.

Contract: `apply_theme` sets the application's palette; every widget then gets a PaletteChange event. `active_theme` is
the theme in use, wherever one asks. Qt's own `setColorScheme` has no effect on a bare X server, so it is not used.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ckpt_viewer.core.lazy_dataclasses import dataclass

ThemeChoice = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`. `series` are for curves laid over one another, distinct also for colour-blind eyes;
    `heat` names the colour map of pictures, `diverging` that of signed ones (pyqtgraph's names)."""

    name: Literal["light", "dark"]
    window: str
    base: str
    alternate: str
    raised: str
    text: str
    muted: str
    faint: str
    border: str
    accent: str
    selection: str
    selection_text: str
    danger: str
    danger_back: str
    warning: str
    warning_back: str
    good: str
    good_back: str
    info_back: str
    grid: str
    series: tuple[str, ...]
    heat: str = "viridis"
    diverging: str = "CET-D1"

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"

    def color(self, name: str) -> QColor:
        """One of the colours above by its field name."""
        return QColor(str(getattr(self, name)))

    def palette(self) -> QPalette:
        """The palette that makes Fusion look like this theme."""
        palette = QPalette()
        for role, colour in self._roles():
            palette.setColor(role, QColor(colour))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(self.faint))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(self.border))
        return palette

    def _roles(self) -> tuple[tuple[QPalette.ColorRole, str], ...]:
        role = QPalette.ColorRole
        return (
            (role.Window, self.window), (role.WindowText, self.text), (role.Base, self.base),
            (role.AlternateBase, self.alternate), (role.Text, self.text), (role.Button, self.raised),
            (role.ButtonText, self.text), (role.BrightText, self.danger), (role.Highlight, self.selection),
            (role.HighlightedText, self.selection_text), (role.Link, self.accent), (role.LinkVisited, self.accent),
            (role.ToolTipBase, self.raised), (role.ToolTipText, self.text), (role.PlaceholderText, self.muted),
            (role.Mid, self.border), (role.Midlight, self.raised), (role.Dark, self.border),
            (role.Light, self.raised), (role.Accent, self.accent),
            (role.Shadow, "#000000" if self.is_dark else "#9aa3b0"),
        )


LIGHT = Theme(
    name="light", window="#f3f4f6", base="#ffffff", alternate="#f8f9fb", raised="#fbfcfd", text="#1b2027",
    muted="#5c6673", faint="#828a96", border="#d3d8df", accent="#1f62c8", selection="#d9e7fc", selection_text="#10233f",
    danger="#b3261e", danger_back="#fbe9e7", warning="#8a5a00", warning_back="#fff4d9", good="#17713a",
    good_back="#e5f5ea", info_back="#e6effb", grid="#e2e6eb",
    series=("#1f62c8", "#d1661b", "#1b8a5a", "#a33c9c", "#8a6d00", "#0b8fa8", "#c02d50", "#5b5fc7"),
)
DARK = Theme(
    name="dark", window="#22252a", base="#1a1c20", alternate="#1e2125", raised="#2b2f35", text="#e6e8eb",
    muted="#a0a8b3", faint="#757d88", border="#3a3f47", accent="#79acff", selection="#243f68", selection_text="#f2f6fc",
    danger="#ff8a80", danger_back="#45241f", warning="#ffc861", warning_back="#40351c", good="#7bd69a",
    good_back="#1f3a2a", info_back="#23344d", grid="#33383f",
    series=("#79acff", "#ffa45c", "#5fd3a0", "#e08be0", "#e0c65a", "#5fd0e0", "#ff86a0", "#a7abff"),
)


def apply_theme(app: QApplication, choice: ThemeChoice) -> Theme:
    """Give the application the palette of this choice; `system` follows the desktop where it says so."""
    theme = {"light": LIGHT, "dark": DARK}.get(choice) or _system_theme(app)
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    palette = theme.palette()
    app.setPalette(palette)
    _mark_fields(app, theme)
    if theme.is_dark:
        # Fusion draws the edges of boxes in the window's colour made darker: on a dark window nothing is seen of them.
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.faint).lighter(120))
        for kind in ("QCheckBox", "QRadioButton", "QPlainTextEdit", "QTreeView", "QMenu"):
            app.setPalette(palette, kind)  # type: ignore[arg-type]  # the stub says bytes, the function takes str
        # The same with the handle of a slider, which is drawn as a button.
        palette.setColor(QPalette.ColorRole.Button, QColor(theme.muted))
        app.setPalette(palette, "QSlider")  # type: ignore[arg-type]
    return theme


def _mark_fields(app: QApplication, theme: Theme) -> None:
    """Fusion frames the field that has the keyboard in the colour of selected text: of a quiet one nothing is seen."""
    palette = theme.palette()
    palette.setColor(QPalette.ColorRole.Highlight, theme.color("accent"))
    palette.setColor(QPalette.ColorRole.HighlightedText, theme.color("base"))
    if theme.is_dark:  # the edge without the keyboard, see above
        palette.setColor(QPalette.ColorRole.Window, theme.color("faint").lighter(120))
    for kind in ("QSpinBox", "QDoubleSpinBox", "QComboBox", "QLineEdit"):
        app.setPalette(palette, kind)  # type: ignore[arg-type]


def active_theme() -> Theme:
    """The theme in use, known by the palette itself."""
    return DARK if QApplication.palette().window().color().lightness() < 128 else LIGHT


def _system_theme(app: QApplication) -> Theme:
    return DARK if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
