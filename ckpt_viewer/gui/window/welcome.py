"""What the window shows while no file is open: where to begin, with the samples and the recent files a click away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QWidget

from ckpt_viewer.core.resources import samples
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.icons import icon, pixmap
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.labels import embolden, heading, hint
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column, lay_row
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.theme import active_theme
from ckpt_viewer.gui.window.recent import shown_note

MAX_RECENT = 6


class Welcome(QScrollArea):
    """The empty state. Emits the paths that a person wants opened."""

    open_wanted = Signal()
    session_wanted = Signal()
    path_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Where to begin"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        page = QWidget(self)
        self._drop = DropHint(page)
        self._drop.button.clicked.connect(self.open_wanted)
        self._samples = LinkList(tr("Sample checkpoints"), page)
        self._recent = LinkList(tr("Recent files"), page)
        self._samples.chosen.connect(self.path_chosen)
        self._recent.chosen.connect(self.path_chosen)
        self.session = QPushButton(page)
        self.session.clicked.connect(self.session_wanted)
        self.session.hide()
        lists = lay_row((self._recent, 1, Qt.AlignmentFlag.AlignTop), (self._samples, 1, Qt.AlignmentFlag.AlignTop),
                        spacing=36)
        body = QWidget(page)
        lay_column(self._drop, (self.session, 0, Qt.AlignmentFlag.AlignHCenter), lists, on=body, spacing=28)
        body.setMaximumWidth(880)
        across = lay_row(STRETCH, (body, 500), STRETCH)
        column = lay_column(STRETCH, across, on=page, margins=24)
        column.addStretch(2)
        self.setWidget(page)
        self._samples.fill([(str(path), path.name, told(text), "") for path, text in samples()])

    def show_recent(self, paths: tuple[str, ...], notes: Mapping[str, str]) -> None:
        """Fill in the files opened last, with what they were."""
        self._recent.fill([(path, Path(path).name, shown_note(notes.get(path, "")), _folder(path))
                           for path in paths[:MAX_RECENT]])

    def show_session(self, paths: tuple[str, ...]) -> None:
        """Offer what was open when the program last ended."""
        names = ", ".join(plain_text(Path(path).name, 40) for path in paths[:4]) + (" …" if len(paths) > 4 else "")
        self.session.setVisible(bool(paths))
        self.session.setText(tr("Open what was open last ({count})", count=len(paths)))
        self.session.setToolTip(names.replace("<", "‹"))
        self.session.setAccessibleDescription(names)


class DropHint(Themed, QWidget):
    """A dashed frame that says what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(tr("Drop a checkpoint here"), self)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        embolden(title, 1.6)
        text = hint(tr("PyTorch .pth, .pt, .ckpt, .bin or safetensors, or a folder of them. Nothing in the "
                         "file is run; no GPU and no class of the model is needed."), self)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(tr("Open a file…"), self)
        self.button.setDefault(True)
        self.button.setMinimumHeight(34)
        self.button.setMinimumWidth(160)
        lay_column(self._picture, title, text, (self.button, 0, Qt.AlignmentFlag.AlignHCenter), on=self,
                   margins=(24, 28, 24, 28), spacing=12)
        self.retheme()
        self.follow_theme()

    def retheme(self) -> None:
        self._picture.setPixmap(pixmap("drop", 48, active_theme().accent, self.devicePixelRatioF()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = active_theme()
        pen = QPen(theme.color("faint"), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(theme.color("base"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)


class LinkList(QWidget):
    """A heading and rows to click, each a name with a quieter line below it."""

    chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = heading(title, self)
        label.setContentsMargins(8, 0, 0, 0)
        self._column = lay_column(label, on=self, margins=0, spacing=2)
        self._rows: list[LinkRow] = []
        self.hide()

    def fill(self, rows: list[tuple[str, str, str, str]]) -> None:
        """Show rows of (path, name, what it is, folder); either of the last two may be empty."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [LinkRow(*row, self) for row in rows]
        for row in self._rows:
            row.clicked.connect(lambda _=False, path=row.path: self.chosen.emit(path))
            self._column.addWidget(row)
        self.setVisible(bool(rows))


class LinkRow(QPushButton):
    """A flat button of two lines, elided to its width: of a folder the end is kept, in which files of one name differ.
    """

    def __init__(self, path: str, name: str, text: str, folder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.path, self._name, self._text = path, plain_text(name, 200), plain_text(text, 300)
        self._folder = plain_text(folder, 500)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Open {name}", name=self._name))
        self.setToolTip("" if "<" in path else plain_text(path, 500))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(2 * self.fontMetrics().height() + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), active_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("info_back"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), 6, 6)
        icon("file", theme.accent).paint(painter, 8, self.height() // 2 - 9, 18, 18)
        metrics, left, width = self.fontMetrics(), 36, self.width() - 44
        painter.setPen(theme.color("text"))
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(left, 6 + metrics.ascent(), name)
        painter.setPen(theme.color("muted"))
        painter.drawText(left, 8 + metrics.height() + metrics.ascent(), self.line(width))

    def line(self, width: int) -> str:
        """The second line, in so many pixels."""
        metrics, facts = self.fontMetrics(), self._text.split(" · ") if self._text else []
        if not self._folder:
            return metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, width)
        while len(facts) > 1 and metrics.horizontalAdvance(" · ".join(facts)) > width * 2 // 3:
            facts.pop()  # a number that is cut off says something else
        text = "".join(f"{fact} · " for fact in facts)
        return text + metrics.elidedText(self._folder, Qt.TextElideMode.ElideLeft,
                                         width - metrics.horizontalAdvance(text))


def _folder(path: str) -> str:
    folder, home = str(Path(path).parent), str(Path.home())
    return f"~{folder[len(home):]}" if folder.startswith(home) and home != "/" else folder
