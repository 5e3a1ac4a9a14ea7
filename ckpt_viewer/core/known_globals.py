"""Names that pickles of checkpoints hold, in plain words: which PyTorch allows, what they are, which are dangerous.

Data and exact look-ups only: no name is imported, stripped or folded. The lists can say that a name is known to be on
PyTorch's own allow-list or known to do harm; about all others they say nothing, and nobody should conclude that they
are harmless.
"""

from __future__ import annotations

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
    "builtins.print": "prints text",
    "collections.OrderedDict": "a dictionary that keeps its order", "collections.Counter": "a dictionary of counts",
    "collections.defaultdict": "a dictionary with a default value", "collections.deque": "a double-ended list",
    "argparse.Namespace": "the arguments of a training script", "types.SimpleNamespace": "a bundle of named values",
    "pathlib.PosixPath": "a path on Linux or macOS", "pathlib.WindowsPath": "a path on Windows",
    "pathlib.PurePosixPath": "a path", "pathlib._local.PosixPath": "a path on Linux or macOS",
    "pathlib._local.WindowsPath": "a path on Windows", "pathlib._local.PurePosixPath": "a path",
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
    ("sklearn.", "a class of scikit-learn, {name}"),
    ("pandas.", "a table or index of pandas, {name}"),
    ("numpy.", "a class or function of numpy, {name}"),
    ("torch.", "a class or function of PyTorch, {name}"),
    ("__main__", "a class or function of the script that saved the file, {name}"),
)

_DANGEROUS_MODULES = {
    "os": "reaches into the operating system", "posix": "reaches into the operating system",
    "nt": "reaches into the operating system", "posixpath": "looks at files", "ntpath": "looks at files",
    "subprocess": "starts a program", "_posixsubprocess": "starts a program", "pty": "starts a program",
    "commands": "runs a shell command", "popen2": "starts a program", "multiprocessing": "starts a process",
    "sys": "reaches into the running interpreter", "_thread": "starts a thread", "threading": "starts a thread",
    "socket": "opens a network connection", "_socket": "opens a network connection", "ssl": "opens a connection",
    "asyncio": "starts programs and connections", "http": "opens a web connection", "httplib": "opens a web connection",
    "urllib": "opens a web connection", "urllib2": "opens a web connection", "requests": "opens a web connection",
    "aiohttp": "opens a web connection", "ftplib": "opens a network connection", "smtplib": "sends mail",
    "telnetlib": "opens a network connection", "xmlrpc": "opens a web connection", "webbrowser": "opens a web page",
    "shutil": "copies, moves or deletes files", "tempfile": "makes files",
    "importlib": "imports any module", "imp": "imports any module", "pkgutil": "imports any module",
    "runpy": "runs a Python program", "zipimport": "imports any module", "pip": "installs programs",
    "ctypes": "calls machine code", "_ctypes": "calls machine code", "cffi": "calls machine code",
    "pickle": "unpickles more, with no allow-list", "_pickle": "unpickles more, with no allow-list",
    "cPickle": "unpickles more, with no allow-list", "dill": "unpickles code", "cloudpickle": "unpickles code",
    "marshal": "loads compiled code", "joblib": "unpickles more, with no allow-list",
    "shelve": "unpickles more, with no allow-list", "code": "runs Python code", "codeop": "runs Python code",
    "types": "makes functions from code", "bdb": "runs Python code", "pdb": "runs Python code",
    "timeit": "runs Python code", "profile": "runs Python code", "cProfile": "runs Python code",
    "trace": "runs Python code", "doctest": "runs Python code", "unittest": "runs Python code",
    "idlelib": "runs Python code", "lib2to3": "runs Python code", "distutils": "starts a program",
    "pydoc": "imports any module", "_pyrepl": "starts a program", "_osx_support": "starts a program",
    "_aix_support": "starts a program", "imaplib": "starts a program", "nntplib": "opens a network connection",
    "poplib": "opens a network connection", "socketserver": "opens network connections",
    "concurrent.futures": "starts threads or processes", "_interpreters": "runs Python code",
    "_xxsubinterpreters": "runs Python code", "test.support": "starts a program", "_testcapi": "calls machine code",
    "_testinternalcapi": "calls machine code", "cgitb": "reads files", "mailcap": "starts a program",
    "glob": "looks at files", "zipfile": "opens a file, also for writing", "tarfile": "opens a file, also for writing",
    "bz2": "opens a file, also for writing", "gzip": "opens a file, also for writing",
    "lzma": "opens a file, also for writing", "dbm": "opens a file, also for writing",
    "logging.handlers": "makes files or sends messages", "mlflow.projects": "starts a program",
    "pandas.io": "reads or writes files and web addresses", "torch.package": "imports code out of a file",
    "sklearn.externals.joblib": "unpickles more, with no allow-list",
    "setuptools": "starts a program", "ensurepip": "installs programs", "venv": "starts a program",
    "operator": "reaches any function through another object", "_operator": "reaches any function",
    "linecache": "reads files", "fileinput": "reads files", "io": "opens files", "_io": "opens files",
    "logging.config": "imports any module", "platform": "starts a program", "gc": "reaches every object",
    "inspect": "reaches any function", "ast": "works on code", "site": "runs Python code", "atexit": "runs code later",
    "signal": "changes how the program reacts", "resource": "changes limits",
    "torch.hub": "downloads and runs code", "torch.utils.cpp_extension": "compiles and runs code",
    "torch.utils.bottleneck": "runs a Python file", "torch.utils.collect_env": "starts a program",
    "torch._inductor": "compiles and runs code", "torch.fx.experimental": "may run Python code",
    "torch.distributed.rpc": "opens network connections", "torch.jit.unsupported_tensor_ops": "runs Python code",
    "numpy.testing": "runs Python code", "numpy.f2py": "compiles and runs code", "numpy.distutils": "starts a program",
    "IPython": "runs Python code", "jupyter": "starts a program", "sqlite3": "opens a database file",
}

_NOT_BELOW = frozenset(["code", "commands", "glob", "imp", "profile", "resource", "signal", "site", "trace", "types"])
"""Modules of Python whose name a person may well give to a folder of their own: `code.model.Net` is not `code`."""

_HARMLESS = frozenset({
    Global("copyreg", "__newobj__"), Global("copyreg", "__newobj_ex__"), Global("copy_reg", "__newobj__"),
    Global("types", "SimpleNamespace"), Global("io", "BytesIO"), Global("_io", "BytesIO")})

_DANGEROUS_BUILTINS = frozenset(
    ("__import__", "apply", "breakpoint", "compile", "delattr", "eval", "exec", "execfile", "exit", "file", "filter",
     "getattr", "globals", "help", "input", "locals", "map", "memoryview", "open", "quit", "raw_input", "reload",
     "setattr", "vars", "type", "super", "classmethod", "staticmethod", "property", "__build_class__", "license",
     "copyright", "credits", "dir", "callable", "iter", "next", "reduce", "intern")
)

_DANGEROUS_NAMES = {
    "torch.load": "loads another file", "torch.storage._load_from_bytes": _MEANINGS["torch.storage._load_from_bytes"],
    "torch.serialization.load": "loads another file", "torch.save": "writes a file",
    "torch.serialization.save": "writes a file", "torch.ops.load_library": "loads machine code",
    "torch.classes.load_library": "loads machine code", "torch._utils._import_dotted_name": "imports any module",
    "torch.UntypedStorage.from_file": "opens a file, also for writing", "torch.from_file": "opens a file",
    "torch._dynamo.guards.GuardBuilder.get": "runs Python code from text",
    "numpy.load": "loads another file",
    "numpy.save": "writes a file", "numpy.fromfile": "reads a file", "numpy.memmap": "opens a file, also for writing",
    "numpy.lib.npyio.load": "loads another file", "numpy.lib._npyio_impl.load": "loads another file",
    "torch.jit.load": "loads another file", "torch.jit._serialization.load": "loads another file",
    "torch.utils.data.datapipes.utils.decoder.basichandlers": "unpickles more, with no allow-list",
    "logging.FileHandler": "makes a file", "uuid._get_command_stdout": "starts a program",
    "uuid._popen": "starts a program", "pandas.eval": "runs Python code from text",
    "pandas.read_pickle": "unpickles more, with no allow-list", "pandas.read_csv": "reads a file or a web address",
    "transformers.pipeline": "downloads and runs code",
    "functools.reduce": "calls any function",
    "itertools.starmap": "calls any function", "collections.abc.Callable": "calls any function",
}


def allowed_name(name: Global) -> Global:
    """The name that is looked up in the list: today's, where this is Python 2's."""
    return Global(_OLD_MODULES.get(name.module, name.module), name.name)


def is_allowed(name: Global) -> bool:
    """True where PyTorch's own list, as it was recorded, holds exactly this name."""
    return allowed_name(name) in ALLOWED


def danger(name: Global) -> str:
    """What harm a name is known for, in a few words; empty where none is known."""
    module = _OLD_MODULES.get(name.module, name.module)
    if is_allowed(name) or name in _HARMLESS:
        return ""
    if module == "builtins" and (name.name in _DANGEROUS_BUILTINS or name.name.startswith("__")):
        return _MEANINGS.get(f"builtins.{name.name}", "can reach or run anything in Python")
    known = _DANGEROUS_NAMES.get(f"{module}.{name.name}")
    if known:
        return known
    if name.name.startswith("__") and name.name.endswith("__"):
        return "reaches into Python itself"
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        start = ".".join(parts[:length])
        reason = _DANGEROUS_MODULES.get(start)
        if reason and (length == len(parts) or start not in _NOT_BELOW):
            return _MEANINGS.get(f"{module}.{name.name}", reason)
    return "reaches a name through a module or class" if "." in name.name else ""


def meaning(name: Global) -> str:
    """What a name is, in a few plain words; empty where we do not know it."""
    module = _OLD_MODULES.get(name.module, name.module)
    known = danger(name) or _MEANINGS.get(f"{module}.{name.name}")
    if known:
        return known
    if is_allowed(name):
        return _meaning_of_allowed(name.name)
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
