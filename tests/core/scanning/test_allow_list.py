"""Which torch's list is used; the installed torch is the oracle, and it is not imported by what is tested."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import torch
from torch._weights_only_unpickler import _get_allowed_globals  # type: ignore[attr-defined,unused-ignore]

from ckpt_viewer.core.graph import Global
from ckpt_viewer.core.known_globals import ALLOWED
from ckpt_viewer.core.scanning import RECORDED, installed_list

PACKAGE = Path(torch.__file__).parent
LISTING = '''
def _tensor_rebuild_functions():
    return {torch._utils._rebuild_tensor, torch._utils._rebuild_new_thing}

def _get_allowed_globals():
    rc = {"collections.OrderedDict": OrderedDict, "torch.Size": torch.Size, "builtins.frozenset": frozenset}
    for qt in [torch.per_tensor_affine]:
        rc[str(qt)] = qt
    return rc
'''


def installed(folder: Path, version: str, source: str) -> Path:
    package = folder / "torch"
    package.mkdir()
    (package / "version.py").write_text(f"__version__ = '{version}'\n")
    (package / "_weights_only_unpickler.py").write_text(source)
    return folder


def test_the_list_of_the_installed_torch_is_the_one_that_torch_uses() -> None:
    found = installed_list()
    assert found.source == f"torch {torch.__version__.partition('+')[0]}, as installed here"
    assert {str(name) for name in found.names} == set(_get_allowed_globals())


def test_the_source_of_another_version_is_read(tmp_path: Path) -> None:
    """The real source under a version that was not recorded gives what torch computes from it."""
    source = (PACKAGE / "_weights_only_unpickler.py").read_text()
    folder = installed(tmp_path, "9.9.0", source)
    (folder / "torch" / "storage.py").write_text((PACKAGE / "storage.py").read_text())
    found = installed_list((str(folder),))
    assert found.source == "torch 9.9.0, as installed here"
    assert {str(name) for name in found.names} == set(_get_allowed_globals())


def test_what_a_version_adds_and_lacks_is_seen(tmp_path: Path) -> None:
    folder = installed(tmp_path, "9.9.0+cu1", LISTING)
    (folder / "torch" / "storage.py").write_text("def _new_dtypes():\n    return {torch.bcomplex32, torch.float3}\n")
    found = installed_list((str(folder),))
    assert found.allows(Global("torch", "bcomplex32"))
    assert found.allows(Global("torch", "float3"))
    assert found.allows(Global("torch._utils", "_rebuild_new_thing"))
    assert found.allows(Global("__builtin__", "frozenset"))
    assert not found.allows(Global("builtins", "bytearray"))
    assert found.allows(Global("torch", "FloatStorage"))


def test_without_a_torch_or_with_a_strange_one_the_recorded_list_is_used(tmp_path: Path) -> None:
    assert installed_list((str(tmp_path),)) == RECORDED
    assert installed_list((str(installed(tmp_path, "9.9.0", "def f(:")),)) == RECORDED
    assert RECORDED.names == ALLOWED
    assert "recorded" in RECORDED.source


def test_torch_is_not_imported_for_it() -> None:
    code = ("import sys; from ckpt_viewer.core.scanning import installed_list; "
            "assert 'installed' in installed_list().source; assert 'torch' not in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[3])
