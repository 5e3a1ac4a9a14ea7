"""Names that are known for harm, and the harm in plain words: whole modules, single names, exceptions. Data only.

Modules and names that other scanners list (picklescan, fickling, modelscan, ModelAudit) are here where calling them
does harm by itself; what only calls a function that is named as well, such as functools.partial, is not.
"""

from __future__ import annotations

from ckpt_viewer.core.graph import Global


def _each(reason: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


DANGEROUS_MODULES = {
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
    "cPickle": "unpickles more, with no allow-list",
    **_each("makes functions from code", "dill cloudpickle"),
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
    **_each("imports any module", "_frozen_importlib _frozen_importlib_external _imp modulefinder pkg_resources "
            "six.moves hydra.utils hydra._internal"),
    **_each("runs Python code", "pytest _pytest nose jinja2 mako ray.cloudpickle pyspark.cloudpickle sympy.parsing "
            "pandas.core.computation numba.core.serialize srsly.cloudpickle joblib.externals __builtins__ "
            "test.libregrtest torch.testing torch.utils.benchmark torch.distributed.nn.jit "
            "transformers.testing_utils"),
    **_each("compiles and runs code", "cython Cython pyximport scipy.weave torch.utils.cpp_backtrace"),
    **_each("starts a program", "_winapi _multiprocessing _overlapped pexpect fabric plumbum invoke psutil "
            "torch.multiprocessing.spawn torch.distributed.run torch.distributed.launch torch.distributed.elastic "
            "gevent.subprocess eventlet.green.subprocess win32api win32process antigravity this turtledemo"),
    **_each("opens a network connection", "httpx urllib3 paramiko websocket websockets boto3 botocore pycurl zmq "
            "twisted tornado select selectors _ssl"),
    **_each("downloads files", "huggingface_hub torch.utils.model_zoo sklearn.datasets torchvision.datasets.utils"),
    **_each("downloads and runs code", "transformers.dynamic_module_utils"),
    **_each("reads or writes files", "numpy.lib.npyio numpy.lib._npyio_impl numpy.lib._datasource _pyio filecmp netrc "
            "readline mmap py_compile compileall _sqlite3 syslog fcntl msvcrt winreg _winreg "
            "pandas.compat.pickle_compat torch.utils.file_baton torch.serialization dbm.dumb _dbm _gdbm"),
    **_each("loads machine code", "numpy.ctypeslib torch.utils._triton"),
    **_each("changes how the program reacts", "_signal faulthandler tracemalloc"),
    **_each("opens windows and runs their language", "tkinter _tkinter turtle"),
    "IPython": "runs Python code", "jupyter": "starts a program", "sqlite3": "opens a database file",
}

NOT_BELOW = frozenset(["code", "commands", "fabric", "glob", "imp", "invoke", "profile", "resource", "select", "signal",
                       "site", "this", "trace", "types"])
"""Modules of Python whose name a person may well give to a folder of their own: `code.model.Net` is not `code`."""

GREAT_LIBRARIES = frozenset(["torch", "torchvision", "torchaudio", "numpy", "scipy", "pandas", "pyarrow", "sklearn",
                             "PIL", "joblib", "transformers", "huggingface_hub", "datasets", "tensorflow", "keras",
                             "jax"])
"""Libraries whose classes have methods that read, write or download."""

HARMLESS = frozenset({
    Global("copyreg", "__newobj__"), Global("copyreg", "__newobj_ex__"), Global("copy_reg", "__newobj__"),
    *(Global(module, name) for module in ("io", "_io") for name in ("BytesIO", "StringIO")),
    *(Global(f"{at}joblib.numpy_pickle", name) for at in ("", "sklearn.externals.")
      for name in ("NumpyArrayWrapper", "NDArrayWrapper", "ZNDArrayWrapper")),
    *(Global("inspect", name) for name in ("Signature", "Parameter", "_ParameterKind", "_empty")),
    Global("urllib.parse", "ParseResult"), Global("urllib.parse", "SplitResult"), Global("signal", "Signals"),
    Global("zoneinfo", "ZoneInfo._unpickle"),
    Global("_operator", "or_"), Global("operator", "or_"),  # of types: `int | None`
    *(Global("types", name) for name in ("SimpleNamespace", "GenericAlias", "UnionType", "NoneType", "EllipsisType",
                                         "MappingProxyType"))})

DANGEROUS_BUILTINS = frozenset(
    ("__import__", "apply", "breakpoint", "compile", "delattr", "eval", "exec", "execfile", "exit", "file", "filter",
     "getattr", "globals", "help", "input", "locals", "map", "open", "quit", "raw_input", "reload",
     "setattr", "vars", "super", "__build_class__", "license", "copyright", "credits", "dir", "next", "reduce")
)
"""Not `type`, whose code would have to be named as well, nor what iterators and classes are written with."""

DANGEROUS_NAMES = {
    "torch.load": "loads another file",
    "torch.storage._load_from_bytes": "loads another checkpoint from bytes inside this one, with no allow-list",
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
    "functools.reduce": "calls any function", "_functools.reduce": "calls any function",
    "itertools.starmap": "calls any function",
    **_each("runs Python code that the file holds as text",
            "torch.fx.graph_module.reduce_graph_module torch.fx.graph_module.reduce_package_graph_module "
            "torch.fx.graph_module.reduce_deploy_graph_module torch.fx.graph_module._deserialize_graph_module "
            "torch.fx.graph_module._forward_from_src torch.fx.graph_module._exec_with_source "
            "torch.fx._lazy_graph_module._make_graph_module torch_utils.persistence._reconstruct_persistent_obj"),
    **_each("runs Python code from text",
            "typing._eval_type typing.get_type_hints numexpr.evaluate numexpr.necompiler.evaluate sympy.sympify "
            "sympy.S sympy.core.sympify.sympify numpy.lib.utils.safe_eval pandas.DataFrame.eval pandas.DataFrame.query "
            "torch.utils.benchmark.Timer torch.utils.benchmark.utils.timer.Timer"),
    **_each("unpickles more, with no allow-list",
            "sklearn.utils._joblib.load fastai.learner.load_learner fastai.basic_train.load_learner "
            "fastcore.xtras.load_pickle jsonpickle.decode jsonpickle.unpickler.decode torch.utils.show_pickle "
            "mlflow.pyfunc.load_model mlflow.sklearn.load_model torch.distributed.checkpoint.load "
            "torch.distributed.checkpoint.format_utils.dcp_to_torch_save yaml.load yaml.load_all yaml.unsafe_load "
            "yaml.unsafe_load_all yaml.full_load yaml.full_load_all keras.models.load_model keras.saving.load_model "
            "tensorflow.keras.models.load_model"),
    **_each("starts a program",
            "uuid.getnode uuid._arp_getnode uuid._ifconfig_getnode uuid._ip_getnode uuid._lanscan_getnode "
            "uuid._netstat_getnode fastcore.xtras.run fastcore.xtras.launch_editor "
            "tornado.process.Subprocess torch.multiprocessing.spawn"),
    **_each("loads another file",
            "torch._C.import_ir_module torch._C._import_ir_module_from_buffer torch._C._load_for_lite_interpreter "
            "torch.jit._serialization.jit_module_from_flatbuffer torch.export.load torch.load_library "
            "torch._ops.load_library torch.PyTorchFileReader torch._C.PyTorchFileReader"),
    **_each("downloads a file or code", "torchvision.datasets.utils.download_url fastai.data.external.untar_data "
            "transformers.utils.hub.cached_file gdown.download wget.download"),
    **_each("reads a file or a web address",
            "pandas.read_json pandas.read_html pandas.read_sql pandas.read_excel pandas.read_hdf pandas.read_feather "
            "pandas.read_parquet pandas.read_table pandas.read_fwf pandas.read_xml pandas.read_orc pandas.read_sas "
            "xml.etree.ElementTree.parse xml.etree.ElementTree.iterparse xml.sax.parse xml.dom.minidom.parse "
            "pandas.read_stata pandas.read_spss numpy.loadtxt numpy.genfromtxt numpy.fromregex numpy.DataSource "
            "numpy.core.records.fromfile numpy._core.records.fromfile numpy.rec.fromfile scipy.io.loadmat"),
    **_each("opens a file, also for writing",
            "numpy.savetxt numpy.savez numpy.savez_compressed numpy.core.memmap numpy._core.memmap "
            "numpy.lib.format.open_memmap codecs.open argparse.FileType wave.open aifc.open sunau.open tokenize.open "
            "fastcore.xtras.open_file fastcore.xtras.save_pickle logging.basicConfig torch.onnx.export "
            "torch.PyTorchFileWriter torch._C.PyTorchFileWriter torch.jit.save torch.export.save"),
    **_each("reaches memory that other programs share",
            "torch.UntypedStorage._new_shared_filename_cpu torch.multiprocessing.reductions.rebuild_storage_filename "
            "torch.multiprocessing.reductions.rebuild_storage_fd torch.multiprocessing.reductions.rebuild_cuda_tensor"),
    **_each("changes how later pickles are read",
            "copyreg.add_extension copyreg.remove_extension copyreg.clear_extension_cache copyreg.pickle "
            "copyreg.constructor torch.serialization.add_safe_globals torch.serialization.safe_globals"),
    **_each("runs code later", "weakref.finalize"), **_each("makes the program wait", "time.sleep"),
    **_each("stops the program", "faulthandler._sigsegv faulthandler._sigabrt faulthandler._sigfpe "
            "faulthandler._read_null faulthandler._stack_overflow faulthandler._fatal_error_c_thread"),
}

ANYWHERE = {
    **_each("reaches a module of Python through another one",
            "os _os sys _sys subprocess importlib _importlib builtins __builtin__ shutil _shutil ctypes socket runpy "
            "pty pickle _pickle cPickle marshal operator _operator"),
    **_each("has the name of something that starts a program", "Popen check_output check_call getoutput "
            "getstatusoutput system popen fork_exec execv execve execvp spawnl spawnv posix_spawn"),
    **_each("has the name of something that imports any module",
            "import_module import_string run_path run_module execfile"),
    **_each("has the name of something that opens a web connection", "urlopen urlretrieve create_connection"),
    **_each("has the name of something that deletes folders", "rmtree"),
}
"""Names that are dangerous in whatever module they are found: modules hand on what they import themselves."""
