"""The names in a pickle whose meaning we know. Exact pairs only: nothing is stripped, folded or looked up.

Python 2 names of the same things are listed beside today's (`__builtin__` is `builtins`).
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Global

ORDERED_DICT = Global("collections", "OrderedDict")
DICT_CLASSES = frozenset(
    {ORDERED_DICT, Global("collections", "defaultdict"), Global("collections", "Counter"),
     Global("builtins", "dict"), Global("__builtin__", "dict")}
)
SET_CLASSES = {
    Global("builtins", "set"): "set", Global("__builtin__", "set"): "set",
    Global("builtins", "frozenset"): "frozenset", Global("__builtin__", "frozenset"): "frozenset",
}
LIST_CLASSES = {Global("builtins", "list"): "list", Global("__builtin__", "list"): "list"}
TORCH_SIZE = Global("torch", "Size")
ENCODE = Global("_codecs", "encode")
BYTES = frozenset({Global("builtins", "bytes"), Global("__builtin__", "bytes")})
COMPLEX = frozenset({Global("builtins", "complex"), Global("__builtin__", "complex")})

GETATTR = frozenset({Global("builtins", "getattr"), Global("__builtin__", "getattr")})
REDUCE = frozenset({Global("functools", "reduce"), Global("_functools", "reduce"), Global("__builtin__", "reduce")})
REACHING = GETATTR | REDUCE | {Global("_operator", "getitem"), Global("operator", "getitem")}
"""Functions that reach other things: what, stands in their arguments."""

ARRAY_WRAPPERS = frozenset(Global(f"{at}joblib.numpy_pickle", "NumpyArrayWrapper") for at in ("", "sklearn.externals."))
"""joblib's, which scikit-learn had a copy of until 0.23."""

LOAD_FROM_BYTES = Global("torch.storage", "_load_from_bytes")
"""What Python's own pickle has a storage made by."""
REBUILD_TENSOR = Global("torch._utils", "_rebuild_tensor")
REBUILD_TENSOR_V2 = Global("torch._utils", "_rebuild_tensor_v2")
REBUILD_TENSOR_V3 = Global("torch._utils", "_rebuild_tensor_v3")
REBUILD_QTENSOR = Global("torch._utils", "_rebuild_qtensor")
REBUILD_PARAMETER = Global("torch._utils", "_rebuild_parameter")
REBUILD_PARAMETER_WITH_STATE = Global("torch._utils", "_rebuild_parameter_with_state")
REBUILD_FROM_TYPE = frozenset({Global("torch._tensor", "_rebuild_from_type_v2"),
                               Global("torch._tensor", "_rebuild_from_type"),
                               Global("torch.tensor", "_rebuild_from_type")})
PARAMETER = Global("torch.nn.parameter", "Parameter")
VARIABLE = Global("torch.autograd.variable", "Variable")
PER_TENSOR_AFFINE = Global("torch", "per_tensor_affine")
PER_CHANNEL = frozenset({Global("torch", "per_channel_affine"), Global("torch", "per_channel_affine_float_qparams")})

STORAGE_MODULES = frozenset({"torch", "torch.cuda", "torch.storage"})
"""Modules that a storage class is pickled under (torch/serialization.py, persistent_id; torch/cuda before 2.0)."""
UNTYPED_STORAGES = frozenset({"UntypedStorage", "_UntypedStorage"})
TENSOR_CLASSES = {
    f"{kind}Tensor": f"{kind}Storage"
    for kind in ("Double", "Float", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
}
"""Tensor classes that files of 2016 and 2017 make by calling them and then setting their state."""
