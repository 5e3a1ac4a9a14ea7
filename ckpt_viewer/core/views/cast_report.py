"""What converting tensors to another floating type would lose, tensor by tensor and in all, with words for it."""

from __future__ import annotations

from collections.abc import Collection

from ckpt_viewer.core.edits import castable
from ckpt_viewer.core.engine.casting import CastLoss, cast_loss, total_loss
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.graph import Graph, NodeId, Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, TensorSpec
from ckpt_viewer.core.wording import count_text, number_text


@dataclass(frozen=True, slots=True)
class CastRow:
    """One tensor that is converted: from which type, and what it loses; None where `problem` says why that is not
    known."""

    path: Path
    spec: TensorSpec
    loss: CastLoss | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CastReport:
    """All tensors that are converted to `dtype`, in file order."""

    dtype: DType
    rows: tuple[CastRow, ...]

    @property
    def total(self) -> CastLoss:
        return total_loss(row.loss for row in self.rows if row.loss is not None)

    @property
    def saved(self) -> int:
        """Bytes less; negative where the new type is wider."""
        return sum(row.spec.numel * (row.spec.dtype.itemsize - self.dtype.itemsize) for row in self.rows)

    @property
    def sentence(self) -> str:
        """`24 tensors → float16: 5,000 of 6,000 numbers change, …`"""
        return f"{count_text(len(self.rows), 'tensor')} → {self.dtype}: {loss_text(self.total)}"


def loss_text(loss: CastLoss) -> str:
    """What is lost, in words."""
    return ", ".join(loss_parts(loss))


def loss_parts(loss: CastLoss) -> list[str]:
    """The same, clause by clause."""
    if not loss.changed:
        return ["nothing is lost"]
    parts = [f"{loss.changed:,} of {count_text(loss.count, 'number')} {'changes' if loss.changed == 1 else 'change'}",
             f"by {number_text(loss.max_abs, 3)} or {number_text(100 * loss.max_rel, 3)} % of the number at most"]
    parts += [f"{loss.overflowed:,} too large and become infinite or NaN"] if loss.overflowed else []
    parts += [f"{loss.underflowed:,} too small and become zero"] if loss.underflowed else []
    return parts


def measure_cast(graph: Graph, nodes: Collection[NodeId], dtype: DType, task: Task) -> CastReport:
    """What `Cast(dtype, nodes)` would lose. Raises Cancelled."""
    wanted = _casting(graph, nodes, dtype)
    task.start(sum(spec.nbytes for _, spec, _ in wanted), "measuring what is lost")
    return CastReport(dtype, tuple(_row(path, spec, problem, dtype, task) for path, spec, problem in wanted))


def _row(path: Path, spec: TensorSpec, problem: str, dtype: DType, task: Task) -> CastRow:
    try:
        return CastRow(path, spec, None if problem else cast_loss(spec, dtype, task), problem)
    except CheckpointError as error:
        return CastRow(path, spec, None, str(error))


def _casting(graph: Graph, nodes: Collection[NodeId], dtype: DType) -> list[tuple[Path, TensorSpec, str]]:
    """Path, view and problem of each tensor that would become another type."""
    converted = set(castable(graph, nodes, dtype))
    return [(path, held.spec, held.problem or held.spec.storage.problem) for path, node in graph.survey(runs=False)
            if node in converted and isinstance(held := graph[node], Tensor)]
