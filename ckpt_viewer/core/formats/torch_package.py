"""torch.package archives: pickles with their tensors, the Python code of their classes, and whatever else was put in.

A reader only. Layout from torch/package/package_exporter.py and package_importer.py: `.data/extern_modules` names the
modules that are imported from outside, `.data/<number>.storage` are storages that all pickles share, `.data/ts_code`
holds scripted modules; pickles, code and other resources stand under names of their author's choice. Nothing of the
code is run or compiled.
"""

from __future__ import annotations

from collections import Counter

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note, named_before
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats.base import Outer, Peek, Read
from ckpt_viewer.core.formats.members import Members
from ckpt_viewer.core.formats.script_code import SmallRecords, script_classes
from ckpt_viewer.core.formats.zip_archive import MAX_PICKLE, Archive
from ckpt_viewer.core.formats.zip_files import ZipFiles
from ckpt_viewer.core.graph import Broken, Global, Graph, Mapping, Node, NodeId, Scalar
from ckpt_viewer.core.joining import Joiner
from ckpt_viewer.core.known_globals import is_allowed
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.budget import Spending
from ckpt_viewer.core.pickles.reader import Machined, build_graph, run_pickle
from ckpt_viewer.core.pickles.records import GlobalRecord, TupleRecord, Value
from ckpt_viewer.core.pickles.scripted import plain_dict, plain_script
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import count_text, plain_text, some_text

MARK = ".data/extern_modules"
_SCRIPTS, _SCRIPT_CODE = ".data/ts_code/", ".data/ts_code/code/"
_PICKLES = (".pkl", ".pickle")
_ABOUT = {"extern_modules": MARK, "python_version": ".data/python_version", "byteorder": "byteorder"}
_MOST_SHOWN = 5
_STORAGE = ".storage"


class TorchPackage(Outer):
    """`.pt` of torch.package.PackageExporter."""

    name = "torch_package"
    title = "torch.package archive"
    not_written = ("Only torch.package can write a package, because it carries code. Save it as a state_dict or as "
                   "safetensors instead.")

    def probe(self, peek: Peek) -> int:
        return 95 if peek.holds(MARK) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        return _Package(Archive.open(source, task, MARK), self._read).read(task)


class _Package:
    """One package on its way into a checkpoint."""

    def __init__(self, archive: Archive, read: Read) -> None:
        self._archive = archive
        self._joiner = Joiner()
        self._members = Members(read, self._joiner, archive.source)
        self._ran: list[Machined] = []
        self._broken: dict[str, str] = {}
        self._spent = Spending(sum(entry.size for entry in archive.entries.values() if entry.size <= MAX_PICKLE))

    def read(self, task: Task) -> Checkpoint:
        archive = self._archive
        names = [name for name in archive.entries
                 if not name.startswith(".data/") and not name.endswith("/") and name not in _ABOUT.values()]
        pickles = {name: ran for name in names if (ran := self._pickle(name, task)) is not None}
        scripts = self._scripts(task)
        small = SmallRecords(archive)
        code = {name: small.value(name) for name in names if name.endswith(".py")}
        script_code = dict(small.below(_SCRIPT_CODE, ".py", task))
        pairs = self._shown({name: ran.top for name, ran in pickles.items()}, scripts, script_code, task)
        pairs += [(name, self._joiner.add_node(Broken(why))) for name, why in self._broken.items()]
        others = [name for name in names if name not in pickles and name not in self._broken and name not in code]
        with ZipFiles(archive.source, [archive.entries[name] for name in others], task) as files:
            pairs += self._group("resources", [(name, self._resource(name, files, task)) for name in others])
            for group, held in (("code", code), ("code of scripted modules", script_code), ("package", self._about())):
                pairs += self._group(group, [(name, self._joiner.add_node(node)) for name, node in held.items()])
            uses = together(use for ran in self._ran for use in ran.globals)
            notes = (*self._notes(code, uses), *archive.notes, *small.notes, *files.notes,
                     *(note for ran in self._ran for note in ran.notes), *self._members.notes)
            root = self._joiner.add_mapping(pairs)
            uses = together((*uses, *self._members.uses))
            return Checkpoint(self._joiner.graph(root), archive.source, TorchPackage.name, notes, uses,
                              {"folder": archive.folder}, archive.damage,
                              unpacked=(*self._members.unpacked, *files.kept()))

    def _pickle(self, name: str, task: Task) -> Machined | None:
        """The pickle of a record, known by its content; None where it is none."""
        task.check()
        record, ending = self._archive.record(name), name.endswith(_PICKLES)
        try:
            if not ending and not (record.size > 1 and record.read_at(0, 2) in _HEADS
                                   and record.read_at(record.size - 1, 1) == b"."):
                return None
            return self._run(name, task)
        except CheckpointError as error:
            if ending:
                self._broken[name] = error.what
                self._keep_seen(name, error)
            return None

    def _run(self, name: str, task: Task) -> Machined:
        data = self._archive.pickle(name)
        ran = _with_calls(run_pickle(data, task, where=name, spent=self._spent))
        if ran.end < len(data):
            after = Note("warning", f"{len(data) - ran.end:,} bytes follow the end of the pickle in "
                                    f"{plain_text(name, 120)}")
            ran = replace(ran, notes=(*ran.notes, after))
        self._ran.append(ran)
        return ran

    def _keep_seen(self, name: str, error: CheckpointError) -> None:
        self._members.note(Note("warning", f"{plain_text(name, 120)} cannot be read: {error.what}"))
        self._members.uses += named_before(error)

    def _scripts(self, task: Task) -> dict[str, Value]:
        """Scripted modules by their number; pickles name them by it."""
        found: dict[str, Value] = {}
        for name in self._archive.entries:
            if name.startswith(_SCRIPTS) and name.endswith(".pkl"):
                try:
                    ran = self._run(name, task)
                except CheckpointError as error:
                    self._keep_seen(name, error)
                    continue
                if name.endswith("/data.pkl"):
                    found[name.removeprefix(_SCRIPTS).removesuffix("/data.pkl")] = ran.top
        return found

    def _shown(self, pickles: dict[str, Value], scripts: dict[str, Value], code: dict[str, Node],
               task: Task) -> list[tuple[str, NodeId]]:
        """The pickles and scripted modules as one graph, in which all share their storages."""
        texts = {name: held.value for name, held in code.items()
                 if isinstance(held, Scalar) and isinstance(held.value, str)}
        classes = script_classes(texts)
        modules = [(number, plain_script(top, classes, task)) for number, top in scripts.items()]
        pairs = [*pickles.items(), *([("scripted modules", plain_dict(modules))] if modules else [])]
        graph: Graph = build_graph(plain_dict(pairs), PersistentIds(self._locate), task)
        part = self._joiner.add_graph("package", graph)
        root = graph[graph.root]
        assert isinstance(root, Mapping)
        return [(str(key), part.id_of(child)) for key, child in zip(root.keys, root.values, strict=True)]

    def _locate(self, wanted: StorageId) -> Storage:
        """Pickles number the storages, scripted modules name them by their records."""
        return self._archive.locate(wanted, ".data", "" if wanted.key.endswith(_STORAGE) else _STORAGE)

    def _resource(self, name: str, files: ZipFiles, task: Task) -> NodeId:
        try:
            source = files.source_of(self._archive.entries[name], task)
        except CheckpointError as error:
            return self._members.add_broken(name, error)
        return self._members.add(name, source, task, ("resources", name))

    def _group(self, name: str, held: list[tuple[str, NodeId]]) -> list[tuple[str, NodeId]]:
        return [(name, self._joiner.add_mapping(held))] if held else []

    def _about(self) -> dict[str, Node]:
        small = SmallRecords(self._archive)
        return {key: small.value(name) for key, name in _ABOUT.items() if name in self._archive.entries}

    def _notes(self, code: dict[str, Node], uses: tuple[GlobalUse, ...]) -> list[Note]:
        modules = _module_names(code)
        if not modules:
            return []
        notes = [Note("info", f"The package holds the code of {count_text(len(modules), 'Python module')}; loading "
                              f"runs those that are needed, under names like <torch_package_0>.{modules[0]}")]
        own = [use.name for use in uses if use.name.module in modules]
        if own:
            names = some_text([plain_text(str(name), 80) for name in own[:_MOST_SHOWN]], len(own))
            notes.append(Note("warning", f"These classes come from the code in the package: {names}"))
        posing = [str(name) for name in own if is_allowed(name)]
        if posing:
            notes.append(Note("danger", "The package puts code of its own in the place of "
                                        f"{plain_text(', '.join(posing[:_MOST_SHOWN]), 300)}"))
        return notes


_HEADS = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))


def _module_names(code: dict[str, Node]) -> list[str]:
    return [plain_text(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."), 120) for name in code]


def _with_calls(ran: Machined) -> Machined:
    """A persistent id `("reduce_package", id, function, arguments)` makes the importer call the function."""
    called: Counter[Global] = Counter()
    for record in ran.persistent:
        items = record.pid.items if type(record.pid) is TupleRecord else []
        if len(items) in (3, 4) and items[0] == "reduce_package" and type(items[-2]) is GlobalRecord:
            called[items[-2].name] += 1
    if not called:
        return ran
    uses = (replace(use, called=use.called + called[use.name]) for use in ran.globals)
    return replace(ran, globals=tuple(replace(use, count=max(use.count, use.called)) for use in uses))
