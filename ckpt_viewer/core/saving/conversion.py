"""From what was opened and what was asked for to the graph that will be written. Pure: no byte of a tensor is read.

`convert` says in words what the new file keeps and loses, or why it cannot be made.
"""

from __future__ import annotations

from ckpt_viewer.core import kinds, modules
from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.edits import Change, Compact, RetagDevice, SetMetadata
from ckpt_viewer.core.errors import CheckpointError, InvalidEdit
from ckpt_viewer.core.formats import format_named
from ckpt_viewer.core.formats.base import Writer
from ckpt_viewer.core.formats.safetensors import without_metadata
from ckpt_viewer.core.formats.zip_directory import BEGINS
from ckpt_viewer.core.graph import Graph, Mapping, Path, StorageNode, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, field, replace
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.saving.forms import SaveOptions
from ckpt_viewer.core.saving.old_torch import for_old_torch
from ckpt_viewer.core.saving.plain import make_plain
from ckpt_viewer.core.saving.reach import Held, reachable
from ckpt_viewer.core.saving.remade import Remade
from ckpt_viewer.core.saving.selecting import select
from ckpt_viewer.core.saving.sizes import stored_and_used, stored_bytes, used_bytes
from ckpt_viewer.core.saving.slimming import without
from ckpt_viewer.core.saving.tensors_only import CONTAINERS, NPZ, SAFETENSORS, Container, tensors_only
from ckpt_viewer.core.saving.training_form import training_form, why_packed
from ckpt_viewer.core.wording import path_text, plain_text

_TORCH_FORMATS = ("torch_zip", "torch_legacy")
_WHOLE_IN_ONE = ("torch_tar", "bare_pickle", "safetensors", "npz", "npy")
"""Containers from which everything goes into a file of torch.save."""
_NOT_LEGACY = "Old PyTorch reads only files of torch.save. Save it as a state_dict for old PyTorch."
_SELECTS = ("state_dict", "safetensors", "npz")
_NO_OPTIMIZER = ("A training that goes on from this copy begins with a new optimizer: without the moments of Adam or "
                 "the momentum of SGD its first steps may throw it back.")


@dataclass(frozen=True, slots=True)
class Content:
    """`format` is the name of the container; `graph` what goes into it."""

    graph: Graph
    format: str
    keeps: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str = ""
    choices: tuple[Path, ...] = ()
    part: Path | None = None
    details: dict[str, str | int] = field(default_factory=dict)

    def remade(self, made: Remade) -> Content:
        """With the graph that was made, which adds to what is said."""
        content = replace(self, graph=made.graph, refusal=made.refusal)
        return content.kept(*made.keeps).lost(*made.loses).warned(*made.warnings)

    def refused(self, why: str) -> Content:
        return replace(self, refusal=why)

    def kept(self, *lines: str) -> Content:
        return replace(self, keeps=(*self.keeps, *lines))

    def lost(self, *lines: str) -> Content:
        return replace(self, loses=(*self.loses, *lines))

    def warned(self, *lines: str) -> Content:
        return replace(self, warnings=(*self.warnings, *lines))


def convert(checkpoint: Checkpoint, options: SaveOptions) -> Content:
    """What will be written; a Content with a refusal where it cannot be."""
    leave_out = (*options.leave_out, *_loose_values(checkpoint, options))
    if not leave_out:
        return _with_texts(_converted(checkpoint, options), options)
    try:
        graph, lines = without(checkpoint.graph, leave_out)
    except CheckpointError as error:
        return Content(checkpoint.graph, checkpoint.format, refusal=_sentence(error))
    content = _converted(checkpoint.with_graph(graph), options).lost(*lines)
    if options.form == "same" and find_optimizers(checkpoint.graph, named=False) and (
            not find_optimizers(graph, named=False)):
        content = content.warned(_NO_OPTIMIZER)
    return _with_texts(content, options)


def _loose_values(checkpoint: Checkpoint, options: SaveOptions) -> list[Path]:
    """What stands among the tensors of a part of a distributed checkpoint, such as a step: no state_dict holds it."""
    graph = checkpoint.graph
    held = graph[graph.root]
    if checkpoint.format != "distcp" or options.form not in _SELECTS or not isinstance(held, Mapping):
        return []
    if kinds.model_places(graph):  # the values stand beside it, not in it
        return []
    looks = zip(held.keys, graph.looks(held.values), strict=True)
    return [(key,) for key, look in looks if not (isinstance(look, Tensor) or kinds.stands_for_tensor(look))]


def _converted(checkpoint: Checkpoint, options: SaveOptions) -> Content:
    container = checkpoint.format if checkpoint.format in _TORCH_FORMATS else "torch_zip"
    base = Content(checkpoint.graph, container, details=_details(checkpoint, container))
    if checkpoint.format.startswith("torchscript") and options.form in ("same", "whole_model"):
        return base.refused("Only PyTorch can write a TorchScript program, because it compiles the code in it. "
                            "Save it as a state_dict or as safetensors instead.")
    shards = checkpoint.details.get("shards")
    if shards and options.form == "same":
        return base.refused(f"This checkpoint lies in {shards} shards, and a save of the same kind writes one file. "
                            "Save it as a state_dict or as safetensors, in one file or in shards.")
    if options.only:
        if options.form not in _SELECTS:
            return base.refused("Single tensors can be chosen only for a state_dict, safetensors or npz. Choose one "
                                "of these, or save everything.")
        return _selected(checkpoint, options, base)
    if options.form != "same" and kinds.zero_part(checkpoint.graph) == "names":
        return base.refused("The tensors of the model are empty here: stage 3 of DeepSpeed's ZeRO keeps their elements "
                            "in other files. Make one state_dict of all with zero_to_fp32.py, in the folder above.")
    match options.form:
        case "same":
            content = _same(checkpoint, options, base)
        case "state_dict":
            content = _state_dict(checkpoint, options, base)
        case "training_checkpoint":
            content = _training(base)
        case "whole_model":
            content = _whole_model(checkpoint, options, base)
        case "safetensors":
            content = _tensors(checkpoint, options, base, SAFETENSORS)
        case "npz":
            content = _tensors(checkpoint, options, base, NPZ)
    return content if content.refusal else _adjusted(content, options)


def _with_texts(content: Content, options: SaveOptions) -> Content:
    """The metadata that was asked for."""
    if content.refusal or not options.metadata:
        return content
    if content.format != SAFETENSORS.name:
        return content.refused("Only a safetensors file has a place for metadata texts. Save it as safetensors, or add "
                               "a value of its own.")
    graph = content.graph
    for key, text in options.metadata:
        graph = SetMetadata(key, text).apply(graph).graph
    return replace(content, graph=graph).kept(f"metadata: {plain_text(', '.join(dict(options.metadata)), 200)}")


def _same(checkpoint: Checkpoint, options: SaveOptions, base: Content) -> Content:
    if options.part is not None:
        return base.refused("A save of the same kind keeps everything, so no part of the file can be chosen. Save "
                            "the part as a state_dict or as safetensors.")
    content = replace(base, format=checkpoint.format, details=dict(checkpoint.details))
    container = CONTAINERS.get(checkpoint.format)
    if container is not None and not checkpoint.graph.as_read:
        return content.remade(tensors_only(checkpoint.graph, container, own=True))
    whole = "everything else in the file" if options.leave_out else "everything in the file"
    what = "what arrived of the file" if checkpoint.damage else whole
    if options.plain:
        return content.kept(f"{what} that plain values can hold: names, order and shared tensors")
    return content.kept(f"{what}: names, order, types, shared tensors and unknown objects")


def _details(checkpoint: Checkpoint, container: str) -> dict[str, str | int]:
    details = checkpoint.details if checkpoint.format == container else {}
    return {key: value for key, value in details.items() if key != BEGINS}


def _state_dict(checkpoint: Checkpoint, options: SaveOptions, base: Content) -> Content:
    graph = checkpoint.graph
    models = kinds.whole_models(graph)
    content = replace(base, choices=kinds.model_places(graph))
    if not content.choices:
        return content.refused("There is no state_dict in this file: no set of tensors with names, and no whole model. "
                               f"{_instead(checkpoint)}")
    content = _with_part(content, options)
    if content.refusal or content.part is None:
        return content
    node = graph.resolve(content.part)
    place = path_text(content.part)
    if content.part in models:
        if packed := why_packed(graph, node):
            return content.refused(packed)
        content = replace(content, graph=modules.state_dict_graph(graph, node))
        content = content.kept("all parameters and buffers under the names and in the order of model.state_dict()")
        content = content.lost("the model's class and its other attributes; the code that defines the model is needed "
                               "to load the parameters", *modules.state_dict_doubts(graph, node))
    elif node != graph.root:
        content = replace(content, graph=graph.replace({}, node))
        content = content.kept(f"the state_dict at {place} with its names, order and shared tensors")
    else:
        content = _without_metadata(content).kept("the whole file, which is a state_dict already")
    return content.lost(*left_out(graph, node))


def _instead(checkpoint: Checkpoint) -> str:
    is_written = isinstance(format_named(checkpoint.format), Writer)
    return "Save it as the same kind." if is_written else "Choose tensors in it, and save those alone."


def _without_metadata(content: Content) -> Content:
    """The metadata of safetensors and of an index stand beside a plain dict, where a pickle has no place for them."""
    graph = without_metadata(content.graph)
    if graph is content.graph:
        return content
    return replace(content, graph=graph).lost("the metadata texts that stand beside the tensors")


def left_out(graph: Graph, node: int) -> list[str]:
    """What lies beside the part that is saved."""
    if node == graph.root:
        return []
    names = [path_text((key,), 60) for key, child in graph.children(graph.root) if child != node]
    if not names:
        return []
    return [f"everything else in the file: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}"]


def _training(base: Content) -> Content:
    content = _without_metadata(base)
    return content.remade(training_form(content.graph))


def _whole_model(checkpoint: Checkpoint, options: SaveOptions, base: Content) -> Content:
    graph = checkpoint.graph
    content = replace(base, choices=kinds.whole_models(graph))
    if not content.choices:
        return content.refused("This file holds no whole model, only its numbers. A whole model needs the Python class "
                               "of the model, which is not in the file. Save it as a state_dict instead.")
    content = _with_part(content, options)
    if content.refusal or content.part is None:
        return content
    node = graph.resolve(content.part)
    content = replace(content, graph=graph.replace({}, node))
    content = content.kept("the model with the names of its classes, all parameters, buffers and other attributes")
    return content.lost(*left_out(graph, node))


def _tensors(checkpoint: Checkpoint, options: SaveOptions, base: Content, container: Container) -> Content:
    """A container of named tensors."""
    sharded = container is SAFETENSORS and bool(options.max_shard_size)
    if checkpoint.format == container.name and not sharded:
        return replace(_same(checkpoint, options, base), choices=((),), part=())
    base = replace(base, format=container.name, details={})
    if container.name in (checkpoint.format, checkpoint.details.get("container")):
        index = () if sharded or not checkpoint.details.get("shards") else ("the index, which one file does not need",)
        content = base.remade(tensors_only(checkpoint.graph, container, own=True)).lost(*index)
        return replace(content, choices=((),), part=())
    content = replace(_state_dict(checkpoint, options, base), format=container.name, details={})
    if content.refusal:
        return content
    content = replace(content, keeps=content.keeps[:1])
    return content.remade(tensors_only(content.graph, container, widen=options.widen))


def _selected(checkpoint: Checkpoint, options: SaveOptions, base: Content) -> Content:
    """The tensors at the places of `options.only`, by name."""
    graph = select(checkpoint.graph, options.only)
    if graph is None:
        return base.refused("There is no tensor at these places. Name tensors, or something that holds some.")
    content = replace(base, graph=graph)
    names = ", ".join(path_text(path, 60) for path in options.only[:6])
    content = content.kept(f"the tensors at {names}{' …' if len(options.only) > 6 else ''}")
    content = content.lost("everything else in the file")
    container = CONTAINERS.get(options.form)
    if container is None:
        return _adjusted(content, options)
    return replace(content, format=container.name, details={}).remade(
        tensors_only(graph, container, widen=options.widen))


def _with_part(content: Content, options: SaveOptions) -> Content:
    """The part that was asked for, or the first, which is the likeliest."""
    if options.part is None:
        return replace(content, part=content.choices[0])
    if options.part in content.choices:
        return replace(content, part=options.part)
    names = ", ".join(path_text(path, 80) for path in content.choices[:6])
    return content.refused(f"{path_text(options.part)} cannot be saved this way. What can be: {names}.")


def _adjusted(content: Content, options: SaveOptions) -> Content:
    """Device tags, size and plainness, on what is left to be written. A container of named tensors is plain, compact
    and without devices by itself. Where nothing changes the graph stays the very same, so that the file can be copied.
    """
    if options.legacy and options.form == "same" and content.format in _WHOLE_IN_ONE:
        content = replace(_without_metadata(content), format="torch_legacy")
    if content.format in CONTAINERS:
        return content.refused(_NOT_LEGACY) if options.legacy else content
    if options.plain:
        content = replace(content, details=_for_weights_only(content.details)).remade(make_plain(content.graph))
    try:
        if options.device != "keep":
            retag = RetagDevice(options.device).apply(content.graph)
            content = _changed(content, retag).kept(f"tensors are marked for the device {options.device}")
        if options.compact:
            content = _compacted(content)
    except InvalidEdit as error:
        return content.refused(_sentence(error))
    return _for_old_torch(content) if options.legacy else _in_readable_container(content)


def _in_readable_container(content: Content) -> Content:
    """A stream of before 1.6 is not written where an edit or a plain copy brought in a type without a storage class
    of its own: PyTorch writes such tensors there and cannot load them (torch/serialization.py, _legacy_load)."""
    if content.format != "torch_legacy" or content.graph.as_read:
        return content
    held = content.graph.looks(list(reachable(content.graph)))
    types = {thing.spec.dtype if isinstance(thing, Tensor) else thing.storage.dtype
             for thing in held if isinstance(thing, Tensor | StorageNode)}
    newer = sorted(dtype.name for dtype in types if not dtype.storage_class)
    if not newer:
        return content
    content = replace(content, format="torch_zip", details={})
    return content.lost(f"the container from before PyTorch 1.6, which cannot give back {', '.join(newer)}: the file "
                        "is a zip, as PyTorch writes it since")


def _compacted(content: Content) -> Content:
    nodes = list(reachable(content.graph))
    held = Held.of(content.graph, nodes).stored
    stored, used = stored_bytes(held), used_bytes(held)
    content = _changed(content, Compact(frozenset(nodes)).apply(content.graph))
    return content.kept(f"compact: {stored_and_used(stored, used)}; only what is used is written")


def _for_old_torch(content: Content) -> Content:
    if content.format not in _TORCH_FORMATS:
        return content.refused(_NOT_LEGACY)
    content = replace(content, format="torch_legacy", details={"protocol": 2}).remade(for_old_torch(content.graph))
    return content.kept("the form that PyTorch before 1.6 reads: its stream of pickles, at protocol 2")


def _sentence(error: CheckpointError) -> str:
    return f"{error.what[:1].upper()}{error.what[1:]}. {error.hint}".strip()


def _for_weights_only(details: dict[str, str | int]) -> dict[str, str | int]:
    """weights_only=True refuses codes of protocols that are not torch's own (torch/_weights_only_unpickler.py), and any
    file that does not begin as a zip."""
    return {key: value for key, value in details.items() if key not in ("protocol", BEGINS)}


def _changed(content: Content, change: Change) -> Content:
    return replace(content, graph=change.graph) if change.touched else content
