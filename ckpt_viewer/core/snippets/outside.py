"""How Python loads files that torch.save did not write, and which torch.load therefore refuses."""

from __future__ import annotations

from ckpt_viewer.core.formats.numpy_files import OBJECTS
from ckpt_viewer.core.snippets.contents import Contents

_RUNS = "# This runs what the file says: only for a file that you trust."
# torch/storage.py: each storage calls `_load_from_bytes`, which gives torch.load no map_location.
_ON_CPU = """class OnCpu(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) == ("torch.storage", "_load_from_bytes"):
            return lambda data: torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        return super().find_class(module, name)

""".splitlines()


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
        case _ if contents.gpus:
            why = ("Python's own pickle wrote the file, and pickle.load has no map_location: this brings to the CPU "
                   "what was on a GPU.")
            return why, ["import io", "import pickle", "", "import torch", "", _RUNS, *_ON_CPU,
                         *_opened(contents, "OnCpu(file).load()")]
        case _:
            return ("Python's own pickle wrote the file, so torch.load does not open it.",
                    ["import pickle", "", _RUNS, *_opened(contents, "pickle.load(file)")])


def _opened(contents: Contents, call: str) -> list[str]:
    """The lines that load what is in the open `file`."""
    if contents.opened_by:
        return [*contents.opened_by, f"data = {call}"]
    return [f'with open({contents.opened}, "rb") as file:', f"    data = {call}"]


def _is_of_joblib(contents: Contents) -> bool:
    """Its wrapper of an array is named: joblib/numpy_pickle.py, which scikit-learn had a copy of."""
    names = [use.name for use in contents.checkpoint.globals]
    return any(name.module.endswith("joblib.numpy_pickle") and name.name == "NumpyArrayWrapper" for name in names)
