"""A stand-in for torch that imports in no time, for tests of what a model's code may do to its process."""

from __future__ import annotations

from pathlib import Path

_TORCH = """
class Tensor: ...
"""
_NN = """
class Module:
    def state_dict(self): return {}
"""
_PARAMETER = "def is_lazy(value): return False"


def write_stand_in(folder: Path) -> Path:
    """A folder that, first on PYTHONPATH, hides the real torch."""
    (folder / "torch" / "nn").mkdir(parents=True)
    (folder / "torch" / "__init__.py").write_text(_TORCH)
    (folder / "torch" / "nn" / "__init__.py").write_text(_NN)
    (folder / "torch" / "nn" / "parameter.py").write_text(_PARAMETER)
    return folder
