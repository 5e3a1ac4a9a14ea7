"""The bytes that `torch.save` writes for a tensor at protocol 2, as patterns. No memo, no meaning.

A row is a key of a dict, spelled out or fetched from the memo, or nothing; and a call of `_rebuild_tensor_v2` on a
storage, an offset, sizes, strides, requires_grad and an empty OrderedDict, by itself or within a call of
`_rebuild_parameter` with requires_grad and another empty OrderedDict. Each part is put into a memo of its own
(`__reduce_ex__` in torch/_tensor.py and torch/nn/parameter.py, `persistent_id` in torch/serialization.py; the storages
of legacy files are named with a None behind them).
"""

from __future__ import annotations

from functools import cache, lru_cache
from operator import itemgetter

from ckpt_viewer.core.lazy_imports import re

_SIZE = rb"(?:K.|M..|J...[\x00-\x7f])"
_PUT = rb"r(....)"
_REF = rb"(h.|j....)"
_TUPLE = rb"(?:\)|" + b"|".join(_SIZE * n + code for n, code in ((1, b"\x85"), (2, b"\x86"), (3, b"\x87"))) + \
    rb"|\(" + _SIZE + rb"{4,8}t)"
_TEXT = rb"X(.)\0\0\0([\x20-\x7e]{1,255}?)" + _PUT
_KEY = b"(?:" + _TEXT + b"|" + _REF + b")"
_NO_KEY = b"()()()()"


def _without_groups(pattern: bytes) -> bytes:
    return re.sub(rb"(?<!\\)\((?!\?)", b"(?:", pattern)


_NUMBER = rb"(?:X(.)\0\0\0([0-9]{1,20})" + _PUT + b"|" + _REF + b")"
_STORAGE_AND_VIEW = _REF + _NUMBER + _REF + b"(" + _SIZE + b")N?t" + _PUT + b"Q(" + _SIZE + _TUPLE + b")(?:" + _PUT \
    + b")?(" + _TUPLE + b")(?:" + _PUT + rb")?([\x88\x89])"
_CALLED = rb"\)R" + _PUT + b"t" + _PUT + b"R" + _PUT
_WRAPPED = rb"\)R" + _PUT + rb"\x87" + _PUT + b"R" + _PUT
_FIRST = rb"(?:" + _without_groups(_REF) + b")?" + _REF + rb"\(\(" + _REF + _without_groups(_STORAGE_AND_VIEW) \
    + _REF + _without_groups(_CALLED)


@cache
def first_row(*, keyed: bool) -> re.Pattern[bytes]:
    """The first row of a run. Groups: where the memo holds `_rebuild_tensor_v2`, the word "storage", and OrderedDict.
    """
    return re.compile(b"(?s)" + (_without_groups(_KEY) if keyed else b"") + _FIRST)


class Part:
    """The groups of a row."""

    TEXT, NAME, KEY = 0, 1, 3  # length of the key, the key, or where the memo holds it
    STORAGE_TEXT, STORAGE, STORAGE_KEY = 6, 7, 9  # the same of the key of the storage
    LAYOUT = itemgetter(4, 5, 10, 11, 13, 15, 17, 21)
    """What calls the wrapper; class, device and number of elements of the storage; offset and sizes, strides,
    requires_grad, requires_grad of the wrapper."""
    PUTS = (2, 8, 12, 14, 16, 18, 19, 20, 22, 23, 24)
    """The places in the memo, in order."""
    NAME_MEMO, STORAGE_MEMO, ID_MEMO, MADE_MEMO, WRAPPED_MEMO = 2, 8, 12, 20, 24


@lru_cache(maxsize=16)
def one_row(rebuild: bytes, word: bytes, hooks: bytes, *, keyed: bool) -> re.Pattern[bytes]:
    """A row with its parts, for these references to the memo."""
    call, storage, ordered = map(re.escape, (rebuild, word, hooks))
    key = _KEY if keyed else _NO_KEY
    made = call + rb"\(\(" + storage + _STORAGE_AND_VIEW + ordered + _CALLED
    wrapped = rb"([\x88\x89])" + ordered + _WRAPPED
    return re.compile(b"(?s)" + key + b"(?:" + _REF + b")?" + made + b"(?(5)" + wrapped + b")")
