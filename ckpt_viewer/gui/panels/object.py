"""Instances of classes: a module with its parameters, or any object with what made it and what it holds.

Contract: as of every panel, see base.py. The class is never imported; all is said from what the file holds.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QWidget

from ckpt_viewer.core.foreign import NumpyArray, class_of, numpy_array, sight
from ckpt_viewer.core.graph import Global, Graph, Mapping, NodeId, Object, Scalar, SourcedGlobal, Tensor
from ckpt_viewer.core.known_globals import danger, is_allowed, meaning
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.modules import ModuleView, constructor_text, is_module, read_module, state_dict_entries
from ckpt_viewer.core.rendering import Bounds, render_children
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import bytes_text, count_text, plain_text, shape_text
from ckpt_viewer.gui.language import later, told, tr
from ckpt_viewer.gui.language.lettering import fixed_font
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.panels.briefly import in_brief
from ckpt_viewer.gui.parts.constructor import shown_constructor
from ckpt_viewer.gui.parts.facts import Fact, FactGrid, FactGroup
from ckpt_viewer.gui.parts.labels import heading, text_height
from ckpt_viewer.gui.parts.laying import STRETCH, fill, lay_column, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.parts.plain_table import PlainTable, Row

_KEY = "object"
_MOST_VALUES = 1000
_PART = 140  # pixels below which a part is no use
_GAP = 6  # pixels between a title and its part
_HOW = {
    "reduce": later("called with the arguments below; not done here"),
    "newobj": later("created without calling its __init__; not done here"),
    "newobj_ex": later("created without calling its __init__; not done here"),
    "inst": later("called with the arguments below (old style); not done here"),
    "obj": later("called with the arguments below (old style); not done here"),
    "persistent": later("looked up by the program that wrote the file; not done here"),
}
_MODES = {
    True: later("training: dropout and batch norm act as in training"),
    False: later("evaluation, as after model.eval()"), None: later("not stored"),
}
_COLUMNS = (later("Name"), later("What"), later("Shape"), later("Dtype"), later("Elements"))


@dataclass(frozen=True, slots=True)
class _Told:
    """All that is shown of an object, made by a job."""

    groups: tuple[FactGroup, ...]
    rows: tuple[Row, ...]
    text: str
    source: str
    warning: str


class ObjectPanel(Panel):
    """Class, arguments, state; for a module its constructor, mode, parameters and buffers."""

    title = "Object"
    hint = "What the file says about this object; nothing of its class is run"
    keys = (_KEY,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._graph: Graph | None = None
        self.notice = Notice(self)
        self.facts = FactGrid(self)
        self.parts = PlainTable(_COLUMNS, _COLUMNS[-1:], parent=self, least=230)
        self.parts.setAccessibleName(tr("Parameters and buffers"))
        self.parts_title = heading(tr("Parameters and buffers"), self)
        self.text, self.text_title = _text_view(self, tr("State")), heading(tr("State"), self)
        self.source, self.source_title = _text_view(self, tr("Source")), heading(
            tr("Source in the file"), self)
        self._titled: tuple[tuple[QWidget, PlainTable | QPlainTextEdit], ...] = (
            (self.parts_title, self.parts), (self.text_title, self.text), (self.source_title, self.source))
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        return 80 if isinstance(context.only, Object) else 0

    def present(self, context: PanelContext) -> None:
        same = self._context is not None and self._context.nodes == context.nodes and self._graph is context.graph
        self._context, self._graph = context, context.graph
        if same:
            return
        graph, node = context.graph, context.nodes[0]
        context.jobs.submit(_KEY, lambda task: _tell(graph, node, task), self._on_told, self.notice.show_error,
                            title=tr("Object"), quiet=True)

    def clear(self) -> None:
        super().clear()
        self._graph = None

    def _on_told(self, found: _Told) -> None:
        self.notice.say("danger", found.warning)
        self.facts.show_groups(found.groups)
        self.parts.show_rows(found.rows)
        self.text.setPlainText(found.text)
        self.source.setPlainText(found.source)
        heights = [self._show(title, field, bool(shown)) for (title, field), shown in zip(
            self._titled, (found.rows, found.text, found.source), strict=True)]
        self.splitter.setMinimumHeight(sum(min(_PART, height) for height in heights))
        gaps = self.splitter.handleWidth() * (sum(map(bool, heights)) - 1)
        self.splitter.setMaximumHeight(max(0, sum(heights) + gaps))

    def _show(self, title: QWidget, field: PlainTable | QPlainTextEdit, shown: bool) -> int:
        """A part and its title come and go together; how high it is at most: as what it holds."""
        holder = title.parentWidget()
        assert holder is not None
        holder.setVisible(shown)
        field.setVisible(shown)
        if not shown:
            return 0
        held = field.whole_height if isinstance(field, PlainTable) else text_height(field)
        most = max(field.minimumHeight(), held) + title.sizeHint().height() + _GAP
        holder.setMaximumHeight(most)
        return most

    def _lay_out(self) -> None:
        self.splitter = _Parts(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.parts.setMinimumHeight(110)
        for title, field in self._titled:
            holder = QWidget(self.splitter)
            lay_column(title, (field, 1), on=holder, margins=0, spacing=_GAP)
            self.splitter.addWidget(holder)
            holder.hide()
        for position, share in enumerate((3, 1, 2)):
            self.splitter.setStretchFactor(position, share)
        column = scrolling_column(self)
        fill(column, self.notice, self.facts, (self.splitter, 100), STRETCH)


class _Parts(QSplitter):
    """Takes the room there is. Were its height ignored, a page that scrolls would forget it and squeeze the facts."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


def _tell(graph: Graph, node: NodeId, task: Task) -> _Told:
    held = graph[node]
    assert isinstance(held, Object)
    view = read_module(graph, node) if is_module(graph, node) else None
    task.check()
    name, source = _class(graph, held)
    warning = danger(name) if name is not None else ""
    bounds = Bounds(lines=300)
    if view is not None:
        return _Told((_module_group(graph, view),), _module_rows(graph, view), _attributes(graph, view), source, "")
    array = numpy_array(graph, node)
    text = _values(array) if array is not None else render_children(graph, node, bounds, told, in_brief)
    words = tr("Loading this file in Python would reach for {name}, which {does}.", name=name,
               does=told(warning)) if warning and name else ""
    return _Told((_object_group(graph, node, held, name),), (), text, source, words)


def _values(array: NumpyArray) -> str:
    """The first values in the order in which they lie in memory."""
    found = array.first(_MOST_VALUES)
    shown = ", ".join(plain_text(value if isinstance(value, str) else repr(value), 80) for value in found)
    count = math.prod(array.shape)
    return tr("{values}, … ({count:,} in all)", values=shown, count=count) if len(found) < count and found else shown


def _object_group(graph: Graph, node: NodeId, held: Object, name: Global | None) -> FactGroup:
    seen, cls = sight(graph, node), class_of(graph, node)
    facts = [Fact(tr("Class"), plain_text(str(cls or held.kind), 300))]
    if seen is not None and seen.is_tensor:
        shape = "" if seen.shape is None else told(shape_text(seen.shape))
        kind = told(seen.kind) if seen.in_words else seen.kind
        what = tr(", ").join(filter(None, (kind, shape, seen.dtype, seen.device)))
        facts.append(Fact(tr("Tensor"), plain_text(what, 300)))
    if seen is not None and seen.text:
        title, text = (tr("Stored"), told(seen.text)) if seen.is_tensor else (tr("Value"), seen.text)
        facts.append(Fact(title, plain_text(text, 300)))
    if name is not None:
        known = meaning(name)
        allowed = tr("yes") if is_allowed(name) else tr("no: torch.load(…, weights_only=True) refuses it")
        words = told(known)
        facts += [Fact(tr("Meaning"), words[:1].upper() + words[1:])] if known else []
        facts += [Fact(tr("Allowed by PyTorch"), allowed)]
    facts.append(Fact(tr("Made by"), tr(_HOW[held.made.how])))
    facts.append(Fact(tr("Arguments"), in_brief(graph, held.made.args)))
    return FactGroup("", tuple(facts))


def _module_group(graph: Graph, view: ModuleView) -> FactGroup:
    entries = state_dict_entries(graph, view.node)
    tensors = [held for _, node in entries if isinstance(held := graph[node], Tensor)]
    sums = sum(t.spec.numel for t in tensors), sum(t.spec.nbytes for t in tensors)
    contents = tr("{entries}, {count:,} elements, {size}", entries=told(count_text(len(entries), "entry", "entries")),
                  count=sums[0], size=told(bytes_text(sums[1])))
    return FactGroup("", (
        Fact(tr("Module"), shown_constructor(plain_text(constructor_text(graph, view), 600))),
        Fact(tr("Class"), plain_text(str(view.cls), 300), tip=tr("Named in the file, not imported")),
        Fact(tr("Mode"), tr(_MODES[view.training])),
        Fact(tr("Children"), told(count_text(len(view.children), "module"))),
        Fact(tr("Its state_dict"), contents),
    ))


def _module_rows(graph: Graph, view: ModuleView) -> tuple[Row, ...]:
    """Its own parameters and buffers, then those of the modules below it."""
    buffers = {node for _, node in view.buffers}
    rows = [_row(graph, name, node, _what(graph, node, buffers)) for name, node in state_dict_entries(graph, view.node)]
    left_out = [(name, node) for name, node in view.buffers if name in view.non_persistent]
    rows += [_row(graph, name, node, tr("buffer, not in the state_dict")) for name, node in left_out]
    return tuple(rows)


def _what(graph: Graph, node: NodeId, buffers: set[NodeId]) -> str:
    held = graph[node]
    if not isinstance(held, Tensor) or not held.parameter:
        return tr("buffer")
    if node in buffers:
        return tr("buffer") if held.requires_grad else tr("buffer, frozen")
    return tr("parameter") if held.requires_grad else tr("parameter, frozen")


def _row(graph: Graph, name: str, node: NodeId, what: str) -> Row:
    held = graph[node]
    if not isinstance(held, Tensor):
        return Row((plain_text(name, 300), what, "", told(plain_text(held.kind, 60)), ""))
    spec = held.spec
    return Row((plain_text(name, 300), what, told(shape_text(spec.shape)), spec.dtype.name, f"{spec.numel:,}"))


def _attributes(graph: Graph, view: ModuleView) -> str:
    lines = [f"{plain_text(name, 80)}: {_hooks(graph, name, node) or in_brief(graph, node)}"
             for name, node in view.attributes[:200]]
    return "\n".join(lines)


def _hooks(graph: Graph, name: str, node: NodeId) -> str:
    """The functions that a module calls before or after its own."""
    held = graph[node]
    if not name.endswith("_hooks") or not isinstance(held, Mapping):
        return ""
    return ", ".join(in_brief(graph, hook, 100) for hook in held.values[:8]) + (", …" if len(held.values) > 8 else "")


def _class(graph: Graph, held: Object) -> tuple[Global | None, str]:
    """The class, and its source where a legacy file carries it."""
    callee = held.made.callee
    if isinstance(callee, int):
        named = graph[callee]
        if isinstance(named, Scalar) and isinstance(named.value, Global | SourcedGlobal):
            callee = named.value
    match callee:
        case SourcedGlobal(name, _, source):
            return name, plain_text(source or "", lines=True)
        case Global():
            return callee, ""
        case _:
            return None, ""


def _text_view(parent: QWidget, name: str) -> QPlainTextEdit:
    view = QPlainTextEdit(parent)
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(fixed_font())
    view.setAccessibleName(name)
    view.setMinimumHeight(80)
    return view
