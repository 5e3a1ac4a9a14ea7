"""What stands below a picture: which part of the tensor it shows, and what a cell and its colour stand for."""

from __future__ import annotations

import math

from ckpt_viewer.core.views.mosaics import Mosaic
from ckpt_viewer.core.views.pictures import CODE_GAP, CODE_NAN, Area, Picture
from ckpt_viewer.core.views.slices import Slices
from ckpt_viewer.core.wording import number_text, percent_text, shape_text


def describe_picture(arrangement: Slices | Mosaic, picture: Picture, area: Area, page: int) -> tuple[str, ...]:
    """Sentences on a picture of which `area` is in sight, each without its full stop."""
    if isinstance(arrangement, Mosaic):
        words = [_planes(arrangement, page), "The colours are those of the whole tensor"]
    else:
        words = [_part(arrangement, picture, area)]
    if picture.sampled < 1:
        words.append(f"Looked at {percent_text(round(picture.sampled * 10_000), 10_000)} of the values")
    if not picture.smallest < picture.largest:
        words += [_all_the_same(picture)] if picture.exact else []
    elif picture.smallest < picture.scale.low or picture.largest > picture.scale.high:
        words.append(f"Values range from {number_text(picture.smallest)} to {number_text(picture.largest)}; those "
                     "beyond the colours get the last colour")
    if arrangement.spec.dtype.numbers == "complex":
        words.append("Absolute values")
    return tuple(words)


def _all_the_same(picture: Picture) -> str:
    """What is to be said where there are no two different finite values."""
    codes = picture.codes if picture.channels is None else picture.channels
    odd = codes[codes > CODE_GAP]
    if not math.isnan(picture.smallest):
        return f"Every {'finite value' if odd.size else 'value'} is {number_text(picture.smallest)}"
    return "Every value is NaN" if (odd == CODE_NAN).all() else "No value is finite"


def _planes(mosaic: Mosaic, page: int) -> str:
    shape = mosaic.spec.shape
    if mosaic.colour:
        images = math.prod(shape[-4:-3])
        lead = f"{images:,} {'image' if images == 1 else 'images'} of {shape_text(mosaic.tile)}"
    else:
        lead = f"{' × '.join(f'{n:,}' for n in shape[-4:-2])} planes of {shape_text(mosaic.tile)}"
    return f"{lead}, {mosaic.page_words(page)} on this page" if mosaic.pages > 1 else lead


def _part(slices: Slices, picture: Picture, area: Area) -> str:
    spec = slices.spec
    plane = slices.plane
    last_row, last_column = area.row + area.rows - 1, area.column + area.columns - 1
    if (area.rows, area.columns) == plane:
        part = "All of it" if len(spec.shape) <= 2 else f"The whole slice of {shape_text(plane)}"
    elif len(spec.shape) == 1:
        part = f"Values {area.column:,} to {last_column:,} of {spec.numel:,}"
    else:
        part = f"Rows {area.row:,} to {last_row:,}, columns {area.column:,} to {last_column:,} of {shape_text(plane)}"
    if picture.exact:
        return f"{part}, one cell for each value"
    rows, columns = picture.block
    cell = f"{rows} × {columns}" if len(spec.shape) > 1 else f"{columns}"
    return f"{part}, one cell for {cell} values, showing the one farthest from zero"
