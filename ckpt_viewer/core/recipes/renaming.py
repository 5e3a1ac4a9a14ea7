"""New names for many tensors at once: by a regular expression, or by taking a prefix off.

What is renamed together: the keys of state_dicts, the names of modules in their `_metadata`, and the names of
parameters that an optimizer keeps in `param_names` or instead of numbers. A plan is made first, so that a person can
see it, with the names that cannot be.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from ckpt_viewer.core.big_dict import PartedDict
from ckpt_viewer.core.edits import Change, Edit, RenameKeys, SetValue
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Attr, Graph, Key, Mapping, NodeId, Path, Scalar, Sequence, Tensor
from ckpt_viewer.core.kinds import find_parts, optimizer_parts
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.optimizer.flattened import renamed_keys
from ckpt_viewer.core.recipes.places import composed, node_at
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.wording import count_text, path_text, plain_text

Rewrite = Callable[[str], str]
_MAX_PATTERN = 1_000
_SECONDS = 0.5  # for one name, which takes a microsecond
_SECONDS_OF_ALL, _SECONDS_MORE = 3.0, 2e-5  # for all names of a plan together, and how much each of them adds
_METADATA = Attr("_metadata")
_SEE_NAMES = "`ckpt info` shows the names."
_GROUPS = r"Groups are the parts in parentheses; \1 stands for the first."


@dataclass(frozen=True, slots=True)
class NewName:
    """A key at `position` of a mapping that gets another name; `problem` says why it cannot have it."""

    position: int
    old: str
    new: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What becomes of the keys of one mapping."""

    path: Path
    mapping: NodeId
    names: tuple[NewName, ...]


@dataclass(frozen=True, slots=True)
class RenameMatching:
    """Give every tensor whose name a regular expression fits another name, as `re.sub` does it.

    `at` is the state_dict, or a place above state_dicts; all of the file where it is empty.
    """

    WORD: ClassVar[str] = "rename_regex"
    pattern: str
    replacement: str
    at: str = ""

    def plan(self, graph: Graph) -> tuple[Renaming, ...]:
        """The keys that would change. Raises InvalidEdit for what is no regular expression, InvalidPath."""
        rewrite = rewriting(self.pattern, self.replacement)
        return tuple(found for path, node in _state_dicts(graph, self.at)
                     if (found := _renaming(graph, path, node, rewrite)).names)

    def apply(self, graph: Graph) -> Change:
        edits, rewrite = list[Edit](), rewriting(self.pattern, self.replacement)
        places, hits = list[tuple[Path, NodeId]](), 0
        for path, node in _state_dicts(graph, self.at):
            found = _keys_edit(graph, path, node, rewrite)
            if found is not None:
                edits.append(found)
                places.append((path, node))
                hits += sum(old is not new for old, new in looking_up(zip(_keys(graph, node), found.keys, strict=True)))
        if not edits:
            raise InvalidEdit(f"no tensor's name matches the pattern {plain_text(self.pattern, 100)!r}",
                              hint=_SEE_NAMES)
        rewrite = rewriting(self.pattern, self.replacement)
        edits += _metadata_edits(graph, places, rewrite)
        following = self._following(graph, rewrite)
        edits += [*_state_edits(graph, following), *param_name_edits(graph, following)]
        pattern, replacement = plain_text(self.pattern, 60), plain_text(self.replacement, 60)
        return composed(graph, edits, f"renamed {count_text(hits, 'key')} by {pattern} → {replacement}")

    def _following(self, graph: Graph, rewrite: Rewrite) -> Rewrite:
        """For an optimizer's names: of several state_dicts with the same names (a model and its average), the first is
        the one that it moves."""
        scope, first = {node for _, node in _state_dicts(graph, self.at)}, dict[str, NodeId]()
        for _, node in _state_dicts(graph, ""):
            held = graph[node]
            for key in looking_up(held.keys) if isinstance(held, Mapping) else ():
                first.setdefault(str(key), node)

        def follow(name: str) -> str:
            return rewrite(name) if (first[name] in scope if name in first else not self.at) else name

        return follow


@dataclass(frozen=True, slots=True)
class Strip:
    """Take a prefix such as `module.` off every key that has it, in `_metadata` and the optimizer's names too."""

    WORD: ClassVar[str] = "strip"
    prefix: str

    def apply(self, graph: Graph) -> Change:
        def rewrite(name: str) -> str:
            return name.removeprefix(self.prefix)

        places = [(path, node) for path, node in graph.survey(runs=False)
                  if isinstance(graph[node], Mapping) and path[-1:] != (_METADATA,)]
        why = f"stripped {plain_text(self.prefix, 60)!r} from"
        found = (_keys_edit(graph, path, node, rewrite, why) for path, node in places)
        edits: list[Edit] = [edit for edit in found if edit is not None]
        if not edits or not self.prefix:
            raise InvalidEdit(f"no name in this file begins with {plain_text(self.prefix, 100)!r}", hint=_SEE_NAMES)
        edits += [*_metadata_edits(graph, places, rewrite, why), *param_name_edits(graph, rewrite)]
        return composed(graph, edits)


def rewriting(pattern: str, replacement: str) -> Rewrite:
    """What a regular expression makes of a name. Raises InvalidEdit where it is none.

    What is one, `re` says; `regex` does it, which lets other threads go on meanwhile and gives up after a time: half a
    second for a name, a few seconds for all names that are given to it together.
    """
    import regex  # 25 ms

    if len(pattern) > _MAX_PATTERN:
        raise InvalidEdit(f"the pattern has more than {_MAX_PATTERN:,} characters", hint="Use a shorter one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what later versions of Python may understand otherwise
            checked, compiled = re.compile(pattern), regex.compile(pattern)
    except (re.error, regex.error, RecursionError, OverflowError) as error:
        raise InvalidEdit(f"{plain_text(pattern, 100)!r} is no regular expression ({error})",
                          hint=r"For example ^module\.(.*)$ and \1; a dot is written \. there.") from None
    try:
        checked.sub(replacement, "")
    except (re.error, IndexError) as error:
        if "group" in str(error):
            raise InvalidEdit(f"{plain_text(replacement, 100)!r} names a group that the pattern does not have",
                              hint=_GROUPS) from None
        raise InvalidEdit(f"{plain_text(replacement, 100)!r} cannot be put in ({error})", hint=_GROUPS) from None

    left = _Patience()

    def rewrite(name: str) -> str:
        begun = time.thread_time()  # not by the clock: on a busy machine a million names would run out of it
        try:
            if left.seconds <= 0:
                raise TimeoutError
            return str(compiled.sub(replacement, name, concurrent=True, timeout=left.seconds))
        except TimeoutError:
            raise InvalidEdit(f"the pattern {plain_text(pattern, 100)!r} takes too long", plain_text(name, 100),
                              "It tries too many ways to match. Do not repeat what is repeated already, as (a+)+ "
                              "does.") from None
        except (regex.error, IndexError) as error:
            raise InvalidEdit(f"{plain_text(replacement, 100)!r} cannot be put in ({error})", hint=_GROUPS) from None
        finally:
            left.spend(time.thread_time() - begun)

    return rewrite


class _Patience:
    """How long a pattern may still take: a time for a name, and one for all names that have come so far."""

    __slots__ = ("_seconds",)

    def __init__(self) -> None:
        self._seconds = _SECONDS_OF_ALL

    @property
    def seconds(self) -> float:
        return min(_SECONDS, self._seconds)

    def spend(self, seconds: float) -> None:
        self._seconds += _SECONDS_MORE - seconds


def param_name_edits(graph: Graph, rewrite: Rewrite) -> Iterator[Edit]:
    """Of the names that optimizers keep of their parameters: in `param_names`, in `params` in place of numbers, or in
    the keys of one that is flattened."""
    for path, item in _param_names(graph):
        held = graph[item]
        if isinstance(held, Scalar) and isinstance(held.value, str) and (new := rewrite(held.value)) != held.value:
            yield SetValue(item, new, path_text(path))
    for view in find_optimizers(graph):
        keys = renamed_keys(graph, view.node, rewrite) if view.flattened else ()
        if view.flattened and keys != _keys(graph, view.node):
            yield RenameKeys(view.node, keys, path_text(view.path))


def _param_names(graph: Graph) -> Iterator[tuple[Path, NodeId]]:
    for path, node in graph.survey(runs=False):
        held = graph[node]
        if path and path[-1] in ("param_names", "params") and isinstance(held, Sequence):
            yield from (((*path, at), item) for at, item in enumerate(held.items) if isinstance(graph[item], Scalar))


def _state_dicts(graph: Graph, at: str) -> list[tuple[Path, NodeId]]:
    """Those of the file at or below a place; what is there itself where it has names of tensors."""
    node, above = node_at(graph, at)
    found = [(part.path, part.node) for part in find_parts(graph)
             if part.kind == "state_dict" and part.path[: len(above)] == above]
    held = graph[node]
    if not found and isinstance(held, Mapping) and any(isinstance(graph[child], Tensor) for child in held.values):
        return [(above, node)]
    return found


def _renaming(graph: Graph, path: Path, node: NodeId, rewrite: Rewrite) -> Renaming:
    before = _keys(graph, node)
    after = _keys_after(before, rewrite)
    holders = _more_than_one(after)
    names = tuple([NewName(at, str(old), str(new), _problem(str(new), holders.get(str(new), 1)))
                   for at, (old, new) in looking_up(enumerate(zip(before, after, strict=True))) if old is not new])
    return Renaming(path, node, names)


def _keys(graph: Graph, node: NodeId) -> tuple[Key, ...]:
    held = graph[node]
    assert isinstance(held, Mapping)
    return held.keys


def _keys_after(keys: tuple[Key, ...], rewrite: Rewrite) -> tuple[Key, ...]:
    """What becomes of keys; the same objects where they stay as they are."""
    return tuple([key if type(key) is not str or (new := rewrite(key)) == key else new for key in looking_up(keys)])


def _more_than_one(keys: tuple[Key, ...]) -> dict[str, int]:
    """How many keys have a name that several of them have."""
    seen, found = PartedDict[str, bool](), dict[str, int]()
    for key in looking_up(keys):
        if type(key) is str:
            if key in seen:
                found[key] = found.get(key, 1) + 1
            seen[key] = True
    seen.clear()
    return found


def _problem(new: str, holders: int) -> str:
    if not new:
        return "the name would be empty"
    return f"{holders} keys would have this name" if holders > 1 else ""


def _keys_edit(graph: Graph, path: Path, node: NodeId, rewrite: Rewrite, why: str = "renamed") -> RenameKeys | None:
    """The edit of one mapping, None where all keys stay. Raises InvalidEdit for names that cannot be."""
    before = _keys(graph, node)
    after = _keys_after(before, rewrite)
    holders, changes = _more_than_one(after), False
    for old, new in looking_up(zip(before, after, strict=True)):
        if old is not new:
            changes, problem = True, _problem(str(new), holders.get(str(new), 1))
            if problem:
                what = f"{plain_text(str(old), 80)!r} cannot become {plain_text(str(new), 80)!r}: {problem}"
                raise InvalidEdit(what, path_text(path), "Nothing was renamed.")
    return RenameKeys(node, after, path_text(path), why) if changes else None


def _metadata_edits(graph: Graph, places: Iterable[tuple[Path, NodeId]], rewrite: Rewrite,
                    why: str = "renamed") -> Iterator[Edit]:
    """`_metadata` holds versions of modules by name: what stands before the last point of a tensor's name."""
    for path, mapping in places:
        node = graph.child(mapping, _METADATA)
        held = None if node is None else graph[node]
        if node is not None and isinstance(held, Mapping):
            yield RenameKeys(node, tuple(_module_names(held, rewrite)), path_text((*path, _METADATA)), why)


def _module_names(held: Mapping, rewrite: Rewrite) -> Iterator[Key]:
    """Their new names; a name that another module has already stays as it is."""
    taken = {key for key in held.keys if type(key) is str}
    for key in looking_up(held.keys):
        if type(key) is not str:
            yield key
            continue
        begins = f"{key}." if key else ""  # as the names of its tensors begin
        after = rewrite(begins)
        new = after[:-1] if after.endswith(".") else "" if begins and not after else key
        if new != key and new not in taken:
            taken.add(new)
            taken.discard(key)
            yield new
        else:
            yield key


def _state_edits(graph: Graph, rewrite: Rewrite) -> Iterator[Edit]:
    """Distributed training keeps an optimizer's state under names."""
    for view in find_optimizers(graph):
        parts = optimizer_parts(graph, view.node)
        if parts is not None:
            edit = _keys_edit(graph, (*view.path, "state"), parts[0], rewrite)
            if edit is not None:
                yield edit


def refused(plan: tuple[Renaming, ...]) -> int:
    """How many of the new names cannot be."""
    return sum(bool(name.problem) for renaming in plan for name in renaming.names)
