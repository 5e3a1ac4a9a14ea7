"""Elements counted one after another, found again in the rectangles that an engine reads."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ckpt_viewer.core.views.element_pages import PAGE, ElementPages


@pytest.mark.parametrize("shape", [(), (1,), (5,), (3 * PAGE + 7,), (4, 6), (300, 7), (3, 2 * PAGE + 5), (2, 3, 4, 5)])
def test_every_element_lies_on_its_page_where_torch_has_it(shape: tuple[int, ...]) -> None:
    values = torch.arange(int(np.prod(shape, dtype=np.int64)), dtype=torch.int64).reshape(shape).numpy()
    pages = ElementPages(shape)
    assert pages.count == values.size
    for element in {0, values.size // 3, values.size // 2, values.size - 1}:
        page, row, column = pages.page(element)
        plane = values[page.index].reshape((1, 1, *shape)[-2:])
        window = plane[page.row : page.row + page.rows, page.column : page.column + page.columns]
        assert window.shape == (page.rows, page.columns)
        assert window.size <= PAGE + max(shape, default=1)
        assert int(window[row, column]) == element
        assert int(values[pages.place(element)]) == element


@pytest.mark.parametrize(("shape", "most"), [((3 * PAGE + 7,), 4), ((300, 7), 3), ((2, 3, 4), 2), ((), 1)])
def test_neighbours_share_a_page(shape: tuple[int, ...], most: int) -> None:
    pages = ElementPages(shape)
    assert len({pages.page(element)[0] for element in range(pages.count)}) == most
