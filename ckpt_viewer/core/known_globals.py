"""Names that pickles of checkpoints hold, in plain words: which PyTorch allows, what they are, which are dangerous.

Data and exact look-ups only: no name is imported, stripped or folded. The lists can say that a name is known to be on
PyTorch's own allow-list or known to do harm; about all others they say nothing, and nobody should conclude that they
are harmless.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ckpt_viewer.core.graph import Global

ALLOWED_SOURCE = "torch 2.13.0"
"""The version whose `torch._weights_only_unpickler._get_allowed_globals()` gave ALLOWED."""

_NUMBERS = "BFloat16 Byte Char Double Float Half Int Long Short"
_STORAGES = f"{_NUMBERS} Bool ComplexDouble ComplexFloat"
_QUANTIZED = "QInt32 QInt8 QUInt2x4 QUInt4x2 QUInt8"
_DTYPES = (
    "bfloat16 bits16 bits1x8 bits2x4 bits4x2 bits8 bool complex128 complex32 complex64 float16 float32 "
    "float4_e2m1fn_x2 float64 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu int1 int16 "
    "int2 int3 int32 int4 int5 int6 int64 int7 int8 qint32 qint8 quint2x4 quint4x2 quint8 uint1 uint16 uint2 uint3 "
    "uint32 uint4 uint5 uint6 uint64 uint7 uint8"
)
_QSCHEMES = (
    "per_channel_affine per_channel_affine_float_qparams per_channel_symmetric per_tensor_affine per_tensor_symmetric"
)


def _classes(kinds: str, what: str) -> list[str]:
    return [f"{kind}{what}" for kind in kinds.split()]


def _allowed() -> frozenset[Global]:
    tensors = _classes(f"{_NUMBERS} Bool", "Tensor")
    sparse = _classes(_NUMBERS, "Tensor")
    by_module = {
        "_codecs": ["encode"],
        "builtins": ["bytearray", "complex", "set"],
        "collections": ["Counter", "OrderedDict"],
        "torch": [*tensors, *_classes(f"{_STORAGES} {_QUANTIZED}", "Storage"), *_DTYPES.split(), *_QSCHEMES.split(),
                  "Size", "Tensor", "device"],
        "torch.cuda": [*tensors, *_classes(_STORAGES, "Storage")],
        "torch.sparse": sparse,
        "torch.cuda.sparse": sparse,
        "torch.storage": ["TypedStorage", "UntypedStorage"],
        "torch.nn.parameter": ["Parameter"],
        "torch.serialization": ["_get_layout"],
        "torch._tensor": ["_rebuild_from_type_v2"],
        "torch._utils": [
            "_rebuild_device_tensor_from_cpu_tensor", "_rebuild_device_tensor_from_numpy",
            "_rebuild_meta_tensor_no_storage", "_rebuild_nested_tensor", "_rebuild_parameter",
            "_rebuild_parameter_with_state", "_rebuild_qtensor", "_rebuild_sparse_tensor", "_rebuild_tensor",
            "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_wrapper_subclass",
        ],
    }
    return frozenset(Global(module, name) for module, names in by_module.items() for name in names)


ALLOWED: frozenset[Global] = _allowed()
"""What `torch.load(weights_only=True)` accepts before anybody adds to it."""

_OLD_MODULES = {"__builtin__": "builtins"}  # the unpickler translates Python 2's names as pickle does

_MEANINGS: dict[str, str] = {
    "_codecs.encode": "bytes, written as text",
    "builtins.set": "a set", "builtins.frozenset": "a set that cannot change", "builtins.bytearray": "bytes",
    "builtins.complex": "a complex number", "builtins.slice": "a slice", "builtins.range": "a range of numbers",
    "builtins.object": "a plain object", "builtins.dict": "a dictionary", "builtins.list": "a list",
    "builtins.int": "a whole number", "builtins.float": "a number", "builtins.str": "text", "builtins.tuple": "a tuple",
    "builtins.print": "prints text", "builtins.type": "the type of a value", "builtins.iter": "goes through a list",
    "builtins.memoryview": "bytes", "builtins.property": "part of a class", "builtins.classmethod": "part of a class",
    "builtins.staticmethod": "part of a class",
    "collections.OrderedDict": "a dictionary that keeps its order", "collections.Counter": "a dictionary of counts",
    "collections.defaultdict": "a dictionary with a default value", "collections.deque": "a double-ended list",
    "argparse.Namespace": "the arguments of a training script", "types.SimpleNamespace": "a bundle of named values",
    "pathlib.PosixPath": "a path on Linux or macOS", "pathlib.WindowsPath": "a path on Windows",
    "pathlib.PurePosixPath": "a path", "pathlib.PureWindowsPath": "a path",
    **{f"pathlib._local.{kind}": "a path as Python 3.13 writes it, which older ones cannot load"
       for kind in ("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")},
    "datetime.datetime": "a date and time", "datetime.timedelta": "a time span",
    "datetime.date": "a date", "uuid.UUID": "an identifier", "decimal.Decimal": "a decimal number",
    "fractions.Fraction": "a fraction", "enum.Enum": "one of a list of choices", "functools.partial":
    "a function with some arguments filled in; what it calls is its first argument",
    "copyreg._reconstructor": "makes an object of the class that is its first argument",
    "copy_reg._reconstructor": "makes an object of the class that is its first argument",
    "numpy.ndarray": "a numpy array", "numpy.dtype": "the element type of a numpy array",
    "numpy.core.multiarray._reconstruct": "a numpy array", "numpy._core.multiarray._reconstruct": "a numpy array",
    "numpy.core.multiarray.scalar": "a single number from numpy",
    "numpy._core.multiarray.scalar": "a single number from numpy",
    "numpy.core.numeric._frombuffer": "a numpy array", "numpy._core.numeric._frombuffer": "a numpy array",
    "numpy.random._pickle.__randomstate_ctor": "numpy's random number generator",
    "numpy.random._pickle.__generator_ctor": "numpy's random number generator",
    "torch.bcomplex32": "the element type of a tensor, which older PyTorch does not know",
    "torch.Size": "the shape of a tensor", "torch.device": "a device such as cpu or cuda:0", "torch.Tensor": "a tensor",
    "torch.nn.parameter.Parameter": "a parameter of a model", "torch.storage.UntypedStorage": "the bytes of a tensor",
    "torch.storage.TypedStorage": "the bytes of a tensor", "torch.storage._UntypedStorage": "the bytes of a tensor",
    "torch.storage._TypedStorage": "the bytes of a tensor",
    "torch.storage._load_from_bytes": "loads another checkpoint from bytes inside this one, with no allow-list",
    "torch.serialization._get_layout": "the layout of a tensor in memory", "torch.Generator": "a random generator",
    "torch._tensor._rebuild_from_type_v2": "a tensor of a class of its own, or with attributes",
    "torch._utils._rebuild_parameter": "a parameter of a model",
    "torch._utils._rebuild_parameter_with_state": "a parameter of a model, with attributes",
    "torch._utils._rebuild_qtensor": "a quantised tensor", "torch._utils._rebuild_sparse_tensor": "a sparse tensor",
    "torch.jit._pickle.restore_type_tag": "a typed list or dictionary of TorchScript",
    **{f"torch.jit._pickle.build_{kind}list": "a typed list of TorchScript"
       for kind in ("int", "tensor", "double", "bool")},
    "omegaconf.dictconfig.DictConfig": "a configuration (OmegaConf)",
    "omegaconf.listconfig.ListConfig": "a list in a configuration (OmegaConf)",
    "builtins.long": "a whole number", "builtins.bytes": "bytes", "builtins.unicode": "text",
    "builtins.xrange": "a range of numbers", "typing.Any": "any type of value", "datetime.time": "a time of day",
    "datetime.timezone": "a time zone",
    "joblib.numpy_pickle.NumpyArrayWrapper": "a numpy array whose numbers follow (joblib)",
    "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper": "a numpy array whose numbers follow (joblib)",
    "array.array": "an array of numbers", "array._array_reconstructor": "an array of numbers",
    "zoneinfo.ZoneInfo": "a time zone", "zoneinfo.ZoneInfo._unpickle": "a time zone",
    "io.StringIO": "text", "_io.StringIO": "text", "io.BytesIO": "bytes", "_io.BytesIO": "bytes",
    "builtins.len": "counts what is in a value",
    "builtins.Ellipsis": "the value Ellipsis (...)", "builtins.NotImplemented": "the value NotImplemented",
    "base64.b64decode": "bytes, written as text", "codecs.encode": "text or bytes, written another way",
    "codecs.decode": "text or bytes, written another way", "_codecs.decode": "text or bytes, written another way",
    "types.GenericAlias": "a type, such as list[int]", "types.UnionType": "a type, such as int or None",
    "types.NoneType": "the type of None", "types.EllipsisType": "the type of Ellipsis",
    "types.MappingProxyType": "a dictionary that cannot be changed", "_operator.or_": "a type that is one of two",
    "operator.or_": "a type that is one of two", "torch.fx._symbolic_trace.Tracer": "what recorded a model as a graph",
    "torch._dynamo.eval_frame.OptimizedModule": "a model wrapped by torch.compile",
    "ml_dtypes.bfloat16": "the element type of a numpy array",
    "numpy.ma.core._mareconstruct": "a numpy array with gaps",
    "torch.export.guards_code": "a check of a program's inputs that is Python text",
    "inspect.Signature": "the arguments of a function", "inspect.Parameter": "an argument of a function",
    "inspect._ParameterKind": "a kind of argument", "inspect._empty": "no value", "pathlib.Path": "a path",
    "collections.ChainMap": "several dictionaries as one", "re._compile": "a pattern to search text with",
    "os.system": "runs a shell command", "posix.system": "runs a shell command", "nt.system": "runs a shell command",
    "os.popen": "runs a shell command", "builtins.eval": "runs Python code from text",
    "builtins.exec": "runs Python code from text", "builtins.compile": "turns text into Python code",
    "builtins.__import__": "imports any module", "builtins.getattr": "reaches any function through another object",
    "builtins.setattr": "changes any object", "builtins.open": "opens a file, also for writing",
    "builtins.input": "waits for the keyboard", "builtins.breakpoint": "starts the debugger",
    "importlib.import_module": "imports any module", "runpy.run_path": "runs a Python file",
    "runpy.run_module": "runs a Python module", "runpy._run_code": "runs Python code",
    "shutil.rmtree": "deletes a folder with all that is in it", "webbrowser.open": "opens a web page",
    "socket.create_connection": "connects to another computer", "pty.spawn": "starts a program",
    "torch.load": "loads another file", "torch.hub.load": "downloads and runs code",
}

_OF_TENSORS = {"torch.storage._load_from_bytes": "the bytes of a tensor, each time as a file of its own"}
"""What else a name is where it takes nothing but what stands there."""

_FAMILIES = (
    ("__torch__.", "a class of the program in the file, {name}"),
    ("torch.nn.modules.", "a neural network layer, {name}"),
    ("torch.nn.parallel.", "a wrapper that spreads a model over devices, {name}"),
    ("torch.optim.lr_scheduler", "a learning-rate schedule, {name}"),
    ("torch.optim.", "an optimizer, {name}"),
    ("torch.utils.data.", "part of a data loader, {name}"),
    ("torchvision.models.", "a model of torchvision, {name}"),
    ("torchvision.transforms.", "an image transform of torchvision, {name}"),
    ("transformers.", "a class of the transformers library, {name}"),
    ("pytorch_lightning.", "a class of PyTorch Lightning, {name}"),
    ("lightning.", "a class of PyTorch Lightning, {name}"),
    ("omegaconf.", "part of a configuration (OmegaConf), {name}"),
    ("torch_geometric.", "a class of PyTorch Geometric, {name}"),
    ("fastai.", "a class of fastai, {name}"),
    ("fastcore.", "a class of fastai, {name}"),
    ("accelerate.", "a class of Hugging Face Accelerate, {name}"),
    ("exceptions.", "an error of Python, {name}"),
    ("ipaddress.", "an address or network of the internet, {name}"),
    ("collections.abc.", "a kind of value, {name}"),
    ("typing.", "part of a type, {name}"),
    ("xgboost.", "a class of XGBoost, {name}"),
    ("lightgbm.", "a class of LightGBM, {name}"),
    ("ultralytics.", "a class of Ultralytics (YOLO), {name}"),
    ("timm.", "a class of the timm library, {name}"),
    ("sklearn.", "a class of scikit-learn, {name}"),
    ("pandas.", "a table or index of pandas, {name}"),
    ("numpy.random.", "part of numpy's random number generator, {name}"),
    ("numpy.ma.", "a numpy array with gaps, {name}"),
    ("ml_dtypes.", "the element type of a numpy array, {name}"),
    ("numpy.", "a class or function of numpy, {name}"),
    ("torch.", "a class or function of PyTorch, {name}"),
    ("__main__", "a class or function of the script that saved the file, {name}"),
)


def allowed_name(name: Global) -> Global:
    """The name that is looked up in the list: today's, where this is Python 2's."""
    return Global(_OLD_MODULES.get(name.module, name.module), name.name)


def harm(name: Global, taken: Sequence[Global] = ()) -> str:
    """As `danger`; of getattr and its like, what harm that is known for which they reach, where this can be told."""
    return next(filter(None, map(danger, taken)), "") if taken else danger(name)


def is_allowed(name: Global) -> bool:
    """True where PyTorch's own list, as it was recorded, holds exactly this name."""
    return allowed_name(name) in ALLOWED


def danger(name: Global) -> str:
    """What harm a name is known for, in a few words; empty where none is known."""
    if is_allowed(name):
        return ""
    from ckpt_viewer.core import known_dangers as known  # most files name nothing else than what is allowed

    module = _OLD_MODULES.get(name.module, name.module)
    if name in known.HARMLESS:
        return ""
    if is_stand_in(name):
        return _OF_NO_NAME[name.module]
    if module == "builtins" and (name.name in known.DANGEROUS_BUILTINS or name.name.startswith("__")):
        return _MEANINGS.get(f"builtins.{name.name}", "can reach or run anything in Python")
    if reason := known.DANGEROUS_NAMES.get(f"{module}.{name.name}"):
        return reason
    if name.name.startswith("__") and name.name.endswith("__"):
        return "reaches into Python itself"
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        start = ".".join(parts[:length])
        if (reason := known.DANGEROUS_MODULES.get(start)) and (length == len(parts) or start not in known.NOT_BELOW):
            return _MEANINGS.get(f"{module}.{name.name}", reason)
    if "." in name.name:
        of_class = _is_of_class(parts[0], module, name.name.split("."))
        return "" if of_class else "reaches a name through a module or class"
    return known.ANYWHERE.get(name.name, "")


def is_stand_in(name: Global) -> bool:
    """True for what the pickle machine writes where the file gives no name; a file can say the same in words."""
    return name == Global("?", "computed name") or (name.module == "copyreg" and name.name.startswith("extension "))


_OF_NO_NAME = {"?": "a name that is put together while loading; it can be any",
               "copyreg": "a name by number, which the program that loads it chooses"}


def _is_of_class(package: str, module: str, names: list[str]) -> bool:
    """Whether a dotted name is a class in a class, or what people's own classes have: a method, a member of an
    enumeration. Python's library and the great ones have methods that write files."""
    from ckpt_viewer.core.known_dangers import ANYWHERE, GREAT_LIBRARIES

    if any(word in ANYWHERE or not word.isidentifier() or word.startswith("__") for word in names):
        return False
    own = package not in sys.stdlib_module_names and package not in GREAT_LIBRARIES
    own = own or module.startswith(("torch.nn.modules.", "torch.optim."))
    return all(map(_is_like_class, names[:-1])) and (own or _is_like_class(names[-1]))


def _is_like_class(name: str) -> bool:
    return name.lstrip("_")[:1].isupper()


def meaning(name: Global, taken: Sequence[Global] = ()) -> str:
    """What a name is, in a few plain words; empty where we do not know it. `taken` as for `harm`."""
    if taken and not harm(name, taken):
        if str(name) in _OF_TENSORS:
            return _OF_TENSORS[str(name)]
        names = ", ".join(each.name for each in taken[:3])
        return f"takes what a class, an object or a type has: {names}{', …' if len(taken) > 3 else ''}"
    module = _OLD_MODULES.get(name.module, name.module)
    known = danger(name) or _MEANINGS.get(f"{module}.{name.name}")
    if known:
        return known
    if is_allowed(name):
        return _meaning_of_allowed(name.name)
    if module == "builtins" and name.name.endswith(("Error", "Exception", "Warning")):
        return f"an error of Python, {name.name}"
    family = next((text for prefix, text in _FAMILIES if f"{module}.".startswith(prefix)), "")
    return family.format(name=name.name)


def is_known(name: Global) -> bool:
    """True where we know exactly this name, not only the family it is of."""
    today = allowed_name(name)
    return bool(danger(name)) or str(today) in _MEANINGS or today in ALLOWED


def _meaning_of_allowed(name: str) -> str:
    for ending, text in (("Storage", "the bytes of a tensor"), ("Tensor", "a tensor")):
        if name.endswith(ending):
            return text
    if name.startswith("_rebuild"):
        return "a tensor"
    return "how numbers are quantised" if name.startswith("per_") else "the element type of a tensor"
