"""`.pt2` archives of torch.export.save and of AOTInductor: weights, constants, sample inputs and facts of the program.

A reader only; nothing of a program is run or compiled. Layout from torch/export/pt2_archive/_package.py (today: raw
records, whose names, types and strides stand in `data/weights/<model>_weights_config.json`), the earlier
`data/weights/<model>.pt`, and `serialized_exported_program.json` beside `serialized_state_dict.pt` (torch/export, until
2.7). The fields of the JSON are those of torch/_export/serde/schema.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ckpt_viewer.core.checkpoint import Checkpoint, GlobalUse, Note
from ckpt_viewer.core.errors import CheckpointError, Damaged, Unsupported
from ckpt_viewer.core.formats.base import Outer, Peek, Read
from ckpt_viewer.core.formats.exported_expressions import code_in
from ckpt_viewer.core.formats.exported_program import program_facts
from ckpt_viewer.core.formats.exported_tensors import ExportedTensors, checked
from ckpt_viewer.core.formats.json_values import Pairs, Value, add_json, parse_json
from ckpt_viewer.core.formats.members import Members
from ckpt_viewer.core.formats.script_code import SmallRecords
from ckpt_viewer.core.formats.zip_archive import Archive
from ckpt_viewer.core.formats.zip_files import ZipFiles
from ckpt_viewer.core.graph import Broken, Global, NodeId, Scalar, Tensor
from ckpt_viewer.core.joining import Joiner
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.pickles.sequence import together
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

MARK, OLD_MARK = "archive_format", "serialized_exported_program.json"
MAX_CONFIG = 64 << 20
MAX_PROGRAM = 32 << 20
_WEIGHTS, _CONSTANTS, _MODELS, _INPUTS = "data/weights/", "data/constants/", "models/", "data/sample_inputs/"
_AOT, _EXTRA = "data/aotinductor/", "extra/"
_CONFIGS = {"state_dict": (_WEIGHTS, "_weights_config.json"), "constants": (_CONSTANTS, "_constants_config.json")}
_OLD = {"state_dict": "serialized_state_dict", "constants": "serialized_constants",
        "sample_inputs": "serialized_example_inputs"}
_LIBRARIES = (".so", ".dll", ".dylib", ".pyd", ".o", ".cubin")
_MOST_TOLD = 5
_GUARDS = Global("torch.export", "guards_code")  # no name of torch's: what stands there is made a function
_ABOUT = ("archive_version", "version", "byteorder")
_Pairs = list[tuple[str, NodeId]]


class ExportArchive(Outer):
    """`.pt2`, whatever the file is called."""

    name = "export_archive"
    title = "torch.export archive"
    not_written = ("Only torch.export can write a program. Save its state_dict as a state_dict or as safetensors "
                   "instead.")

    def probe(self, peek: Peek) -> int:
        return 92 if peek.holds(MARK, OLD_MARK) else 0

    def read(self, source: Source, task: Task) -> Checkpoint:
        try:
            archive = Archive.open(source, task, MARK)
        except CheckpointError:
            archive = Archive.open(source, task, OLD_MARK)
        with ZipFiles(source, list(archive.entries.values()), task) as files:
            return _Archive(archive, files, self._read).read(task)


class _Archive:
    """One archive on its way into a checkpoint."""

    def __init__(self, archive: Archive, files: ZipFiles, read: Read) -> None:
        self._archive, self._files, self._read = archive, files, read
        self._joiner = Joiner()
        self._members = Members(read, self._joiner, archive.source)
        self._small = SmallRecords(archive)

    def read(self, task: Task) -> Checkpoint:
        archive, members = self._archive, self._members
        models = self._models()
        if OLD_MARK in archive.entries:
            pairs = self._old_program(task)
        elif len(models) == 1:
            pairs = self._model(models[0], (), task)
        else:
            pairs = [(name, self._joiner.add_mapping(self._model(name, (name,), task))) for name in models]
        pairs += self._compiled(task)
        pairs += self._below("extra", _EXTRA, task)
        about = [(name, self._joiner.add_node(self._small.value(name))) for name in _ABOUT if name in archive.entries]
        pairs += [("archive", self._joiner.add_mapping(about))] if about else []
        libraries = [name for name in archive.entries if name.endswith(_LIBRARIES)]
        if libraries:
            members.note(Note("danger", f"It holds compiled code, which loading runs unseen: "
                                        f"{plain_text(', '.join(libraries[:3]), 300)}"))
        notes = (_NOTE, *archive.notes, *self._files.notes, *self._small.notes, *members.notes)
        root = self._joiner.add_mapping(pairs)
        return Checkpoint(self._joiner.graph(root), archive.source, ExportArchive.name, notes,
                          together(members.uses), {"folder": archive.folder}, archive.damage,
                          unpacked=(*members.unpacked, *self._files.kept()))

    def _models(self) -> list[str]:
        """The names of the programs, in the order of the file."""
        found: dict[str, None] = {}
        for record in self._archive.entries:
            for folder, ending in (*_CONFIGS.values(), (_MODELS, ".json"), (_WEIGHTS, ".pt")):
                if record.startswith(folder) and record.endswith(ending) and "/" not in record[len(folder) :]:
                    name = record[len(folder) : -len(ending)]
                    if folder != _MODELS or not name.endswith("_config"):
                        found.setdefault(name)
        return [*found]

    def _model(self, name: str, at: tuple[str, ...], task: Task) -> _Pairs:
        pairs: _Pairs = []
        for key, (folder, ending) in _CONFIGS.items():
            if f"{folder}{name}.pt" in self._archive.entries:
                pairs.append((key, self._nested(f"{folder}{name}.pt", (*at, key), task)))
            elif f"{folder}{name}{ending}" in self._archive.entries:
                pairs.append((key, self._payloads(f"{folder}{name}{ending}", folder, (*at, key), task)))
        pairs += self._program(f"{_MODELS}{name}.json", task)
        inputs = f"{_INPUTS}{name}.pt"
        if inputs in self._archive.entries:
            pairs.append(("sample_inputs", self._nested(inputs, (*at, "sample_inputs"), task)))
        return pairs

    def _old_program(self, task: Task) -> _Pairs:
        """The parts are whole files of torch.save, in 2.0 and 2.1 with the ending of JSON all the same."""
        pairs = []
        for key, stem in _OLD.items():
            record = next((r for r in (f"{stem}.pt", f"{stem}.json") if r in self._archive.entries), "")
            if record:
                pairs.append((key, self._nested(record, (key,), task)))
        pairs += self._program(OLD_MARK, task)
        return pairs + self._below("extra", "extra_files/", task)

    def _nested(self, record: str, at: tuple[str, ...], task: Task) -> NodeId:
        try:
            source = self._files.source_of(self._archive.entries[record], task)
        except (CheckpointError, KeyError) as error:
            missing = Damaged(f"the record {record} is missing from the file")
            return self._members.add_broken(record, error if isinstance(error, CheckpointError) else missing)
        return self._members.add(record, source, task, at)

    def _payloads(self, config: str, folder: str, at: tuple[str, ...], task: Task) -> NodeId:
        """The tensors that a config names, in its order."""
        try:
            entries = self._json(config, MAX_CONFIG)
            named = entries.get("config") if isinstance(entries, Pairs) else None
            if not isinstance(named, Pairs):
                raise Damaged("it is not the list of tensors that it should be", config)
        except CheckpointError as error:
            return self._members.add_broken(config, error)
        tensors = ExportedTensors(self._archive, folder)
        pairs = []
        for count, (name, payload) in enumerate(named):
            if count % 1024 == 0:
                task.check()
            path = tensors.pickled_record(payload)
            held = self._nested(path, (*at, name), task) if path else self._joiner.add_node(tensors.tensor(payload))
            pairs.append((name, held))
        return self._joiner.add_mapping(pairs)

    def _json(self, record: str, most: int) -> Value:
        size = self._archive.entries[record].size
        if size > most:
            raise Unsupported(f"{record} has {size:,} bytes, more than {most:,}",
                              hint="Load it with torch.export.load.")
        try:
            return parse_json(self._archive.record(record).read_at(0, size).decode("utf-8"), most)
        except ValueError:
            raise Damaged(f"{record} is not valid JSON") from None

    def _program(self, record: str, task: Task) -> _Pairs:
        """What the JSON of a program says of it, and the text itself."""
        if record not in self._archive.entries:
            return []
        task.check()
        pairs: _Pairs = []
        try:
            program = self._json(record, MAX_PROGRAM)
            self._tell_code(program, record)
            facts = program_facts(program)
            pairs = [(key, add_json(self._joiner, value)) for key, value in facts]
        except CheckpointError as error:
            self._members.note(Note("warning", f"{plain_text(record, 120)}: {error.what}"))
        pairs.append(("json", self._joiner.add_node(self._small.value(record))))
        return [("program", self._joiner.add_mapping(pairs))]

    def _tell_code(self, program: Value, record: str) -> None:
        for code in islice(code_in(program), _MOST_TOLD):
            words = plain_text(code.text, 120)
            if code.harmful:
                self._members.note(Note("danger", "Loading the program would run as Python a text that should be a "
                                                  f"size: {words}"))
            else:
                self._members.note(Note("warning", "Loading the program would make Python of a text that is no known "
                                                   f"check of sizes: {words}"))
                self._members.uses.append(GlobalUse(_GUARDS, 1, 1, plain_text(record, 120)))

    def _below(self, key: str, folder: str, task: Task) -> _Pairs:
        records = [name for name in self._archive.entries if name.startswith(folder) and not name.endswith("/")]
        pairs = [(name[len(folder) :], self._nested(name, (key, name[len(folder) :]), task)) for name in records]
        return [(key, self._joiner.add_mapping(pairs))] if pairs else []

    def _compiled(self, task: Task) -> _Pairs:
        """What AOTInductor put in: its weights, and the names and sizes of compiled libraries and sources."""
        files = [name for name in self._archive.entries if name.startswith(_AOT) and not name.endswith("/")]
        pairs: _Pairs = []
        for record in files:
            name = record[len(_AOT) :]
            if name.endswith("/weights_config.json"):
                pairs.append((name.removesuffix("_config.json"), self._compiled_weights(record, task)))
            elif name.endswith(".json"):
                pairs.append((name, self._nested(record, ("aotinductor", name), task)))
            else:
                size = self._joiner.add_node(Scalar(self._archive.entries[record].size))
                pairs.append((name, self._joiner.add_mapping([("size", size)])))
        return [("aotinductor", self._joiner.add_mapping(pairs))] if pairs else []

    def _compiled_weights(self, config: str, task: Task) -> NodeId:
        """Each name is a view of a tensor that torch.save wrote: `[record, shape, stride, offset]`."""
        try:
            named = self._json(config, MAX_CONFIG)
            if not isinstance(named, Pairs):
                raise Damaged("it is not the list of weights that it should be", config)
        except CheckpointError as error:
            return self._members.add_broken(config, error)
        return self._joiner.add_mapping(list(self._views(named, task)))

    def _views(self, named: Pairs, task: Task) -> Iterator[tuple[str, NodeId]]:
        whole: dict[str, Tensor | Broken] = {}
        for name, place in named:
            record = place[0] if isinstance(place, list) and len(place) == 4 and isinstance(place[0], str) else ""
            if record not in whole:
                whole[record] = self._whole(record, task)
            held = whole[record]
            view = held if isinstance(held, Broken) else _view(held, place[1], place[2], place[3])
            yield name, self._joiner.add_node(view)

    def _whole(self, record: str, task: Task) -> Tensor | Broken:
        """The one tensor of a record, with a storage that is called like the record."""
        try:
            entry = self._archive.entries[_WEIGHTS + record]
            read = self._read(self._files.source_of(entry, task), task)
        except KeyError:
            return Broken(f"the record {plain_text(_WEIGHTS + record, 120)} is missing from the file")
        except CheckpointError as error:
            return Broken(error.what)
        self._members.uses += [use.within(record) for use in read.globals]
        held = read.graph[read.graph.root]
        if not isinstance(held, Tensor):
            return Broken("it is not a tensor")
        storage = replace(held.spec.storage, key=f"{_WEIGHTS}{record}")
        return Tensor(replace(held.spec, storage=storage), problem=held.problem)


def _view(whole: Tensor, shape: Value, stride: Value, offset: Value) -> Tensor | Broken:
    rows = (shape, stride, [offset])
    if not all(isinstance(row, list) and all(type(n) is int for n in row) for row in rows):
        return Broken("its shape is malformed")
    return checked(replace(whole.spec, shape=tuple(shape), stride=tuple(stride), storage_offset=offset))


_NOTE = Note("info", "This is a program: loading it makes the model out of a graph, and calling the model runs it")
