"""What names are said to be: those that other scanners stop at are dangerous, those of ordinary files are not."""

from __future__ import annotations

import array
import ipaddress
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_dangers import DANGEROUS_MODULES, DANGEROUS_NAMES, HARMLESS
from ckpt_viewer.core.known_globals import danger, meaning

# By picklescan 1.0.5 (scanner.py), fickling 0.1.12 (fickle.py, analysis.py), ModelAudit 0.2.54 (suspicious_symbols.py),
# and what imports, runs, writes or downloads in the libraries that checkpoints name.
HARMFUL = """
builtins.eval __builtin__.execfile __builtins__.eval os.system posix.popen nt.startfile operator.attrgetter
_operator.methodcaller runpy._run_code pip.main pip._internal.main ctypes.CDLL importlib.import_module
_frozen_importlib._load _frozen_importlib_external.SourceFileLoader _imp.create_dynamic zipimport.zipimporter
pkgutil.resolve_name compileall.compile_dir py_compile.compile mmap.mmap selectors.DefaultSelector syslog.syslog
faulthandler._sigsegv _signal.signal _sqlite3.connect pexpect.spawn filecmp.cmp copyreg.add_extension uuid.getnode
uuid._ifconfig_getnode uuid._get_command_stdout codecs.open argparse.FileType weakref.finalize logging.basicConfig
types.CodeType types.FunctionType cloudpickle.cloudpickle._make_function dill._dill._create_code joblib.load
torch.hub.load torch._inductor.codecache.compile_file torch.jit.unsupported_tensor_ops.execWrapper
torch.utils.collect_env.run torch.utils.bottleneck.__main__.run_cprofile torch.utils.cpp_extension.load_inline
torch.fx.graph_module.reduce_graph_module torch.fx.graph_module._exec_with_source torch.serialization._legacy_load
torch.serialization.add_safe_globals torch._C.import_ir_module torch.export.load torch.utils.model_zoo.load_url
torch.multiprocessing.spawn torch.distributed.run.main torch.utils.benchmark.Timer torch.distributed.checkpoint.load
torch.multiprocessing.reductions.rebuild_storage_filename numpy.f2py.crackfortran.getlincoef
numpy.ctypeslib.load_library numpy.testing._private.utils.runstring numpy.lib.npyio.DataSource numpy.savetxt
numpy.loadtxt pandas.read_html pandas.core.computation.eval.eval sympy.sympify sympy.parsing.sympy_parser.parse_expr
jinja2.Template yaml.unsafe_load numexpr.evaluate hydra.utils.instantiate huggingface_hub.hf_hub_download httpx.get
psutil.Popen transformers.dynamic_module_utils.get_class_from_dynamic_module fastcore.xtras.run
fastai.learner.load_learner torch.os logging.sys random._os numpy.compat.py3k.pickle anything.at.all.Popen
django.utils.module_loading.import_string
"""

# A module called like one of Python's is a person's own where it is a folder, and a class may be called anything.
OWN = """
code.model.Net select.model.Net this.net.Net models.yolo.Model fabric.layers.Block invoke.train.Config mylib.System
"""


@pytest.mark.parametrize("dotted", HARMFUL.split())
def test_what_other_scanners_stop_at(dotted: str) -> None:
    module, _, name = dotted.rpartition(".")
    assert danger(Global(module, name))


@pytest.mark.parametrize("dotted", OWN.split())
def test_what_people_call_their_own(dotted: str) -> None:
    module, _, name = dotted.rpartition(".")
    assert not danger(Global(module, name))


ORDINARY: dict[str, Any] = {
    "types": [list[int], types.SimpleNamespace(a=1), array.array("d", [1.5])],
    "values": [ipaddress.ip_address("::1"), ValueError("x"), ..., NotImplemented, len],
    "numpy": [np.ma.array([1, 2], mask=[False, True]), np.random.default_rng(0), np.float32(1)],
    "torch": [torch.nn.Linear(1, 1), torch.optim.SGD([torch.ones(1)], lr=1.0), torch.eye(2).to_sparse()],
}


@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("value", ORDINARY.values(), ids=ORDINARY)
def test_what_ordinary_files_name_has_a_meaning_and_is_not_dangerous(value: Any, protocol: int, tmp_path: Path) -> None:
    torch.save({"it": value}, tmp_path / "it.pkl", pickle_protocol=protocol)
    names = [use.name for use in open_checkpoint(tmp_path / "it.pkl").globals]
    assert {str(name): danger(name) for name in names if danger(name)} == {}
    assert [str(name) for name in names if not meaning(name)] == []


def test_the_lists_do_not_contradict_each_other() -> None:
    assert [str(name) for name in HARMLESS if danger(name) or str(name) in DANGEROUS_NAMES] == []
    assert [name for name, reason in {**DANGEROUS_MODULES, **DANGEROUS_NAMES}.items() if not reason] == []
