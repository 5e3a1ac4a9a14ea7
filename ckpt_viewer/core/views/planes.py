"""Planes of values to be read piece by piece: a slice of a tensor.

`read` blocks, polls `task`, and raises what the engine raises. Rows and columns are those of a table for people: a
vector stands upright, one value per row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

Values = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Plane:
    """The last two dimensions of a tensor at `index` of the leading ones."""

    engine: Engine
    spec: TensorSpec
    index: tuple[int, ...] = ()

    @property
    def rows(self) -> int:
        return self.spec.shape[0] if len(self.spec.shape) == 1 else (1, *self.spec.shape)[-2] if self.spec.shape else 1

    @property
    def columns(self) -> int:
        return self.spec.shape[-1] if len(self.spec.shape) > 1 else 1

    def read(self, task: Task, row: int, column: int, rows: int, columns: int) -> Values:
        """The values of a rectangle, which lies within the plane."""
        if len(self.spec.shape) == 1:
            window = self.engine.window(self.spec, task, row=0, column=row, rows=1, columns=rows)
            return np.asarray(window.values).reshape(-1, 1)[:, :columns]
        window = self.engine.window(self.spec, task, index=self.index, row=row, column=column, rows=rows,
                                    columns=columns)
        return np.asarray(window.values)
