"""How Python loads files that torch.save did not write, and which torch.load therefore refuses."""

from __future__ import annotations

from ckpt_viewer.core.formats.numpy_files import OBJECTS
from ckpt_viewer.core.snippets.contents import Contents

_RUNS = "# This runs what the file says: only for a file that you trust."


def outside_torch(contents: Contents) -> tuple[str, list[str]]:
    """Why it takes another way, and the lines."""
    file, before, details = contents.opened, contents.opened_by, contents.checkpoint.details
    match contents.checkpoint.format:
        case "npy" if OBJECTS in details:
            single = ".item()" if details[OBJECTS] == "single" else ""
            return ("The file holds a numpy array of Python objects, which are a pickle.",
                    ["import numpy", "", _RUNS, *before, f"data = numpy.load({file}, allow_pickle=True){single}"])
        case "npy":
            return ("The file holds one numpy array.",
                    ["import numpy", "import torch", "", *before, f"tensor = torch.from_numpy(numpy.load({file}))"])
        case "npz":
            return ("The file holds numpy arrays by name.",
                    ["import numpy", "import torch", "", *before, f"arrays = numpy.load({file})",
                     "tensors = {name: torch.from_numpy(arrays[name]) for name in arrays.files}"])
        case _ if _is_of_joblib(contents):
            why = ("joblib wrote the file, with arrays between the parts of a pickle: neither torch.load nor pickle "
                   "reads it.")
            return why, ["import joblib", "", _RUNS, *before, f"data = joblib.load({file})"]
        case _:
            call = "data = pickle.load(file)"
            opened = [*before, call] if before else [f'with open({file}, "rb") as file:', f"    {call}"]
            return ("Python's own pickle wrote the file, so torch.load does not open it.",
                    ["import pickle", "", _RUNS, *opened])


def _is_of_joblib(contents: Contents) -> bool:
    """Its wrapper of an array is named: joblib/numpy_pickle.py, which scikit-learn had a copy of."""
    names = [use.name for use in contents.checkpoint.globals]
    return any(name.module.endswith("joblib.numpy_pickle") and name.name == "NumpyArrayWrapper" for name in names)
