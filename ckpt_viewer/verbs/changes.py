"""The changes that `ckpt save` is asked for, as operations on a document."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath

from ckpt_viewer.core.document import Document
from ckpt_viewer.core.errors import InvalidEdit, InvalidPath
from ckpt_viewer.core.graph import Graph, Path, ScalarValue, Tensor
from ckpt_viewer.core.recipes import (
    CastTo,
    Device,
    Drop,
    InsertAt,
    LearningRate,
    Metadata,
    Mode,
    Operation,
    RenameAt,
    RenameEverywhere,
    RenameMatching,
    Reset,
    SetAt,
    SetElementAt,
    Strip,
    as_kind,
    has_metadata,
    key_holders,
    kind_of,
    perform,
    read_recipe,
    replay,
    single_kind,
)
from ckpt_viewer.core.wording import path_text, plain_text, read_value

_WORDS: dict[str, ScalarValue] = {"true": True, "false": False, "none": None}
_ELEMENT = re.compile(r"(?s)(.*)\[([\d, ]*)\]=(.*)")

Making = Callable[[Graph, str], Operation]


def apply_changes(document: Document, options: argparse.Namespace) -> None:
    """All changes that were asked for, one after another. Raises InvalidEdit, InvalidPath."""
    for recipe in options.recipes:
        replay(document, read_recipe(FilePath(recipe)))
    for make, texts in _asked(document, options):
        for text in texts:
            perform(document, make(document.graph, text))
    for operation in _switched(options):
        perform(document, operation)


def metadata_to_come(document: Document, options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """What is no change of the opened file but goes into the safetensors that are made of it. Raises InvalidEdit."""
    if options.form != "safetensors" or has_metadata(document.checkpoint):
        return ()
    said = [_metadata(document.graph, text) for text in options.metadata]
    return tuple((one.key, one.value) for one in said)


def _asked(document: Document, options: argparse.Namespace) -> Iterator[tuple[Making, list[str]]]:
    """What is given with places and values, in the order in which it is done."""
    if options.lr is not None:
        yield lambda _graph, text: LearningRate(float(text)), [repr(options.lr)]
    yield _set_value, options.sets  # after the rate: what is named one by one is not to be moved along with it
    yield _set_element, options.elements
    if options.reset is not None or options.resets_at:
        yield lambda _graph, text: Reset(int(text), tuple(options.resets_at)), [str(options.reset or 0)]
    yield _insert, options.inserts
    if not metadata_to_come(document, options):
        yield _metadata, options.metadata
    yield _rename, options.renames
    yield _rename_matching, options.patterns
    yield lambda _graph, text: Drop(text), options.drops
    if options.device != "keep" and not options.model_class:  # a class makes tensors anew
        yield lambda _graph, text: Device(text), [options.device]
    yield _device_of, options.devices_of


def _switched(options: argparse.Namespace) -> Iterator[Operation]:
    """What is said of the whole file."""
    for prefix in options.prefixes:  # one after another: _orig_mod. and then module.
        yield Strip(prefix)
    for prefix in filter(None, options.added_prefixes):  # one after another as well: the last one stands first
        yield RenameMatching("^", prefix.replace("\\", r"\\"))
    if (options.evaluation or options.training) and not options.model_class:
        yield Mode(options.training)
    if options.dtype:
        yield CastTo(options.dtype)


def _set_value(graph: Graph, text: str) -> Operation:
    pointer, word = _split(text, lambda start: _leads_somewhere(graph, start), "--set /epoch=0")
    path = graph.parse_pointer(pointer)
    node = graph.resolve(path)
    held = graph[node]
    if isinstance(held, Tensor) and held.spec.numel != 1:
        raise InvalidEdit("a tensor has no single value to set", path_text(path),
                          f"One element: --element '{plain_text(pointer, 100)}[0,0]=0'")
    return SetAt(pointer, typed_value(word, single_kind(graph, node, path_text(path))))


def _set_element(graph: Graph, text: str) -> Operation:
    found = _ELEMENT.fullmatch(text)
    if found is None:
        raise InvalidEdit(f"{plain_text(text, 200)!r} names no element", hint="For example --element /fc.weight[0,3]=0")
    pointer, index, word = found.groups()
    held = graph[graph.resolve(graph.parse_pointer(pointer))]
    kind = kind_of(held.spec) if isinstance(held, Tensor) else "float"
    numbers = tuple(int(number) for number in re.findall(r"\d{1,18}", index))
    return SetElementAt(pointer, numbers, as_kind(read_value(word, kind), kind, pointer))


def _insert(graph: Graph, text: str) -> Operation:
    def has_parent(start: str) -> bool:
        return start.startswith("/") and _leads_somewhere(graph, start.rpartition("/")[0])

    pointer, word = _split(text, has_parent, "--insert /note=text")
    return InsertAt(pointer, _quoted_or_guessed(word))


def _metadata(_graph: Graph, text: str) -> Metadata:
    key, value = _split(text, bool, "--metadata author=me")
    return Metadata(key, value)


def _device_of(graph: Graph, text: str) -> Operation:
    pointer, device = _split(text, lambda start: _leads_somewhere(graph, start), "--device-of /model=cpu")
    return Device(device, pointer)


def _rename_matching(_graph: Graph, text: str) -> Operation:
    pattern, arrow, replacement = text.partition("=>")
    if not arrow:
        raise InvalidEdit(f"{plain_text(text, 200)!r} has no '=>'",
                          hint=r"For example --rename-regex '^encoder\.(\d+)=>blocks.\1'")
    return RenameMatching(pattern, replacement)


def typed_value(word: str, kind: str) -> ScalarValue:
    """`word` as a value of type `kind`; `none` fits all but text, and a value that was None may become any."""
    known = word.strip().lower()
    if kind == "None":
        return _guessed_value(word)
    if known == "none" and kind != "str":
        return None
    return read_value(word, kind)


def _quoted_or_guessed(word: str) -> ScalarValue:
    if len(word) > 1 and word[0] == word[-1] == '"':
        try:
            return str(json.loads(word))
        except ValueError:
            return word[1:-1]
    return _guessed_value(word)


def _guessed_value(word: str) -> ScalarValue:
    if word.strip().lower() in _WORDS:
        return _WORDS[word.strip().lower()]
    for kind in ("int", "float"):
        try:
            return read_value(word, kind)
        except InvalidEdit:
            continue
    return word


def _rename(graph: Graph, text: str) -> Operation:
    """OLD is a pointer, or the name of a key wherever it stands; NEW is a key, or a pointer beside OLD."""
    if text.startswith("/"):
        pointer, new = _split(text, lambda start: _leads_somewhere(graph, start), "--rename /fc.weight=head.weight")
        return RenameAt(pointer, _named(_new_key(graph, graph.parse_pointer(pointer), new)))
    old, new = _split(text, lambda start: bool(key_holders(graph, start)), "--rename fc.weight=head.weight")
    return RenameEverywhere(old, _named(new))


def _named(new: str) -> str:
    """Raises InvalidEdit for no name: a key may be empty, but what is behind = was forgotten more often."""
    if not new:
        raise InvalidEdit("the name would be empty", hint="For example --rename fc.weight=head.weight")
    return new


def _new_key(graph: Graph, old: Path, new: str) -> str:
    if not new.startswith("/"):
        return new
    parent, _, last = new.rpartition("/")
    if graph.parse_pointer(parent) != old[:-1]:
        raise InvalidEdit(f"{plain_text(new, 200)} is not beside {path_text(old)}", hint="Renaming moves nothing.")
    return last.replace("~1", "/").replace("~0", "~")


def _split(text: str, is_known: Callable[[str], bool], example: str) -> tuple[str, str]:
    """Split at the first `=` that leaves something known on its left: keys may hold `=` themselves."""
    places = [number for number, letter in enumerate(text) if letter == "="]
    for number in places:
        if is_known(text[:number]):
            return text[:number], text[number + 1 :]
    if not places:
        raise InvalidEdit(f"{plain_text(text, 200)!r} has no '='", hint=f"For example {example}")
    raise InvalidPath(f"there is no {plain_text(text[: places[0]], 200)!r} in this file", hint=f"For example {example}")


def _leads_somewhere(graph: Graph, pointer: str) -> bool:
    try:
        graph.parse_pointer(pointer)
    except InvalidPath:
        return False
    return True
