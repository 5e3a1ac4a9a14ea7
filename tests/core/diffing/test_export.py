"""Comparisons as files for others: whole, escaped whatever the names are, and never over what they tell of."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import math
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.diffing.compared import Compared
from ckpt_viewer.core.diffing.diff import compare_structure, measure
from ckpt_viewer.core.diffing.export import Kind, Tongue, as_data, as_page, as_table, as_text
from ckpt_viewer.core.diffing.modules import with_modules
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.exporting import write_comparison
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Cancelled, Task

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e&amp;'
A = {"epoch": 1, "note": "plain", "model": {"fc.weight": torch.arange(24.0).reshape(4, 6), HOSTILE: torch.ones(3)}}
B = {"epoch": 2, "note": f"=1+1{HOSTILE}", "model": {"fc.weight": torch.arange(24.0).reshape(4, 6) * 1.5,
                                                    HOSTILE: torch.zeros(3), "new": torch.ones(2)}}


def compared(folder: Path, a: object = A, b: object = B) -> Compared:
    torch.save(a, folder / "a.pth")
    torch.save(b, folder / "b.pth")
    diff = compare_structure(open_checkpoint(folder / "a.pth").graph, open_checkpoint(folder / "b.pth").graph)
    return Compared(diff, measure(diff, CpuEngine(), Task()), {}, titles=(HOSTILE, "b.pth"))


def data_of(found: Compared) -> dict[str, Any]:
    return dict(as_data(found))


class _Tags(HTMLParser):
    """Every element with its attributes, and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.pieces: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data
        self.pieces += [data] if self.lasttag not in ("style", "script") else []


def test_a_page_holds_no_markup_of_a_file(tmp_path: Path) -> None:
    page = as_page(compared(tmp_path), CpuEngine(), Task())
    tags = _Tags(page)
    assert [tag for tag, _ in tags.elements].count("script") == 1
    assert not [tag for tag, _ in tags.elements if tag in ("img", "link", "iframe", "object", "a")]
    assert not [name for _, attributes in tags.elements for name in attributes if name.startswith("on")]
    assert "alert(1)" in tags.text  # it is shown, as text
    assert "\u202e" not in page


def test_a_page_needs_nothing_else_and_allows_nothing_else(tmp_path: Path) -> None:
    page = as_page(compared(tmp_path), CpuEngine(), Task())
    assert not re.search(r"https?:|//[a-z]|url\(|@import", page)
    policy = next(a["content"] for tag, a in _Tags(page).elements if tag == "meta" and "http-equiv" in a)
    assert policy is not None
    for tag in ("style", "script"):
        inner = page[page.index(f"<{tag}>") + len(tag) + 2 : page.index(f"</{tag}>")]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_a_page_says_and_draws_what_moved(tmp_path: Path) -> None:
    found = compared(tmp_path)
    page = as_page(found, CpuEngine(), Task())
    tags = _Tags(page)
    assert found.sentence in tags.text
    assert [tag for tag, _ in tags.elements].count("svg") == 2
    keys = [a["data-key"] for tag, a in tags.elements if tag == "td" and "data-key" in a]
    weight = A["model"]["fc.weight"], B["model"]["fc.weight"]  # type: ignore[index]
    expected = ((weight[1] - weight[0]).double().norm() / weight[0].double().norm()).item()
    assert float(str(keys[5])) == pytest.approx(expected)  # the second row: what was set to zero moved more


def test_what_became_nan_stands_first_with_how_much_of_it(tmp_path: Path) -> None:
    """No distance tells of it: one that is infinite throughout would stand last, as if it had hardly moved."""
    found = compared(tmp_path, {"fc": torch.ones(8), "inf": torch.ones(8)},
                     {"fc": torch.ones(8) * 3, "inf": torch.full((8,), torch.inf)})
    assert [entry.path_a for entry, _ in found.moved()] == [("inf",), ("fc",)]
    rows = re.findall(r"<tr><td>(.*?)</td>.*?>([^<]*)</td></tr>", as_page(found, CpuEngine(), Task()))
    assert rows == [("/inf", "8"), ("/fc", "")]
    assert "NaN/Inf" not in as_page(compared(tmp_path), CpuEngine(), Task())


def test_what_differs_stands_before_the_pictures_and_is_said_once(tmp_path: Path) -> None:
    page = as_page(compared(tmp_path), CpuEngine(), Task())
    heads = re.findall("<h2>(.*?)</h2>", page)
    assert heads == ["Changed tensors, most first", "Values that differ", "Only in B", "Distributions"]
    assert "<tr><td>/epoch</td><td>1</td><td>2</td></tr>" in page  # and no column of notes, with 1 → 2 again


def test_all_words_of_a_page_are_told_and_no_value_of_a_file_is(tmp_path: Path) -> None:
    a = {**A, "cfg": [1], "kind": "tensor", "zero": torch.zeros(3), "w": torch.ones(2), "nan": torch.ones(2)}
    b = {**B, "cfg": {}, "kind": "scalar", "zero": torch.ones(3), "w": torch.ones(2, 1), "nan": torch.ones(2) / 0}
    found = compared(tmp_path, a, b)
    page = as_page(replace(found, titles=("a.pth", "b.pth"), tolerance=0.5, failures={0: "it cannot be read"}),
                   CpuEngine(), Task(), Tongue("zh-CN", lambda text: "说" if text.strip() else text))
    tags = _Tags(page)
    assert tags.elements[0] == ("html", {"lang": "zh-CN"})
    shown = [*tags.pieces, *(str(value) for _, attributes in tags.elements for name, value in attributes.items()
                             if name in ("title", "aria-label"))]
    names = ("/", "fc.weight", "a.pth", "b.pth", "model/", "=1+1", "tensor", "scalar", "plain", "nan", "zero", "Inf")
    assert not [text for text in shown if re.search("[a-z]{2}", text) and not text.strip().startswith(names)]
    assert {"tensor", "scalar"} <= set(tags.pieces)
    assert page.count("<li><b>") == 4  # changed, only in B, of another shape, of another type


def test_outlines_are_as_high_as_numpy_counts(tmp_path: Path) -> None:
    found = compared(tmp_path, {"w": torch.arange(10.0)}, {"w": torch.arange(10.0) ** 2})
    page = as_page(found, CpuEngine(), Task())
    points = re.findall(r'<polyline class="([ab])" points="([^"]*)"', page)
    counts = [np.histogram(values, 12, (0, 81))[0] for values in (np.arange(10.0), np.arange(10.0) ** 2)]
    for (_, text), expected in zip(points, counts, strict=True):
        heights = [84 - float(point.split(",")[1]) for point in text.split()[1:-1:2]]
        np.testing.assert_allclose(heights, expected / max(map(max, counts)) * 82, atol=0.06)


def test_a_table_has_every_pair_and_nothing_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(as_table(compared(tmp_path)))))
    assert [row["status"] for row in rows].count("changed") == 4
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
    row = next(row for row in rows if row["path_a"] == "/model/fc.weight")
    assert float(row["rel_l2"]) == pytest.approx(0.5)
    assert float(row["max_abs"]) == 11.5


@pytest.mark.parametrize("kind", ["html", "csv", "json"])
def test_files_are_written_whole(tmp_path: Path, kind: Kind) -> None:
    target = tmp_path / "out"
    found = compared(tmp_path)
    write_comparison(found, target, kind, CpuEngine(), Task(), overwrite=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pth", "b.pth", "out"]
    if kind == "json":
        assert json.loads(target.read_text())["sentence"] == found.sentence
    with pytest.raises(SaveFailed, match="exists"):
        write_comparison(found, target, kind, CpuEngine(), Task(), overwrite=False)
    write_comparison(found, target, kind, CpuEngine(), Task(), overwrite=True)


def test_what_is_compared_is_never_written_over(tmp_path: Path) -> None:
    found = compared(tmp_path)
    before = (tmp_path / "a.pth").read_bytes()
    with pytest.raises(SaveFailed, match="one of the files that are compared"):
        write_comparison(found, tmp_path / "a.pth", "html", CpuEngine(), Task(), overwrite=True,
                         compared=(str(tmp_path / "a.pth"), str(tmp_path / "b.pth")))
    assert (tmp_path / "a.pth").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="this system sets no limits")
def test_on_a_full_disk_the_old_file_stays(tmp_path: Path) -> None:
    import resource

    target = tmp_path / "out.html"
    target.write_text("old")
    found, limits = compared(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    before = sorted(tmp_path.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))  # the page has some thousand bytes
    try:
        with pytest.raises(SaveFailed, match="too large for this disk"):
            write_comparison(found, target, "html", CpuEngine(), Task(), overwrite=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert target.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == before


def test_where_a_link_leads_the_page_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out.html").symlink_to("elsewhere/page.html")
    write_comparison(compared(tmp_path), tmp_path / "out.html", "html", CpuEngine(), Task(), overwrite=False)
    assert (tmp_path / "out.html").is_symlink()
    assert (tmp_path / "elsewhere/page.html").stat().st_size > 1000


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SaveFailed, match="the folder does not exist"):
        write_comparison(compared(tmp_path), tmp_path / "no" / "out.html", "html", CpuEngine(), Task(), overwrite=True)


def test_numbers_of_a_page_are_those_of_the_window(tmp_path: Path) -> None:
    """No cosine with zeros that looks like a NaN in the weights, and no 1 of what did change."""
    near = torch.tensor([1.0, 1.0, 1.0, 1.001])
    page = as_page(compared(tmp_path, {"w": torch.ones(4), "bias": torch.zeros(4)}, {"w": near, "bias": near}),
                   CpuEngine(), Task())
    assert ">NaN</td>" not in page
    assert page.index("<td>/w</td>") < page.index("<td>/bias</td>")
    assert ">≈ 1</td>" in page
    assert "Inf: A is all zeros there" in page
    same = as_page(compared(tmp_path, {"w": torch.ones(4)}, {"w": near}), CpuEngine(), Task())
    assert "Inf:" not in same
    least, most = (torch.full((3,), size, dtype=torch.float64) for size in (1e-300, 1e300))
    beyond = as_page(compared(tmp_path, {"w": least}, {"w": most}), CpuEngine(), Task())
    assert "Inf: A is so small there" in beyond
    assert "all zeros" not in beyond


@pytest.mark.parametrize("kind", ["html", "csv", "json"])
def test_writing_down_a_long_comparison_can_be_stopped(tmp_path: Path, kind: Kind) -> None:
    """A million rows take seconds."""
    found, task = compared(tmp_path), Task()
    task.cancel()
    with pytest.raises(Cancelled):
        as_text(found, kind, CpuEngine(), task)


def test_modules_are_told_of_where_they_are_asked_for(tmp_path: Path) -> None:
    """Each as of one tensor, by torch; what is equal counts with its size."""
    a = {"n": torch.tensor(5), "body.0.w": torch.arange(12.0), "body.0.same": torch.full((6,), 3.0),
         "body.1.w": torch.ones(2, 2), "=head.w": torch.ones(3), "still.w": torch.ones(5)}
    b = {**a, "n": torch.tensor(700), "body.0.w": torch.arange(12.0) + 0.5, "body.1.w": torch.zeros(2, 2),
         "=head.w": torch.ones(3) * 2}
    plain = compared(tmp_path, {"model": a}, {"model": b})
    assert "modules" not in data_of(plain)
    assert "By module" not in as_page(plain, CpuEngine(), Task())
    found = with_modules(plain, Task())
    listed = {tuple(row["path"]): row for row in data_of(found)["modules"]}
    assert list(listed) == [("model",), ("model", "body"), ("model", "body", "0"), ("model", "body", "1"),
                            ("model", "=head")]
    for path, row in listed.items():
        names = [name for name in a if ".".join(("model", name)).startswith(".".join(path)) and name != "n"]
        x, y = (torch.cat([side[name].double().flatten() for name in names]) for side in (a, b))
        told = [float(row[name]) for name in ("max_abs", "mean_abs", "rel_l2", "cosine")]
        wanted = [(y - x).abs().max(), (y - x).abs().mean(), (y - x).norm() / x.norm(), x @ y / x.norm() / y.norm()]
        assert told == pytest.approx([float(number) for number in wanted], rel=1e-12, nan_ok=True)
    zeros = listed["model", "body", "1"]
    assert (zeros["max_abs"], zeros["rel_l2"], zeros["cosine"]) == (1.0, 1.0, "nan")
    assert (listed["model", "body"]["differ"], listed["model", "body"]["entries"]) == (2, 3)
    rows = [row for row in csv.DictReader(io.StringIO(as_table(found))) if row["status"] == "module"]
    assert [row["path_a"] for row in rows] == ["/model", "/model/body", "/model/body/0", "/model/body/1",
                                               "/model/=head", "/model/still"]
    assert float(rows[1]["rel_l2"]) == listed["model", "body"]["rel_l2"]
    assert rows[1]["text"] == "2 of 3 differ"
    page = as_page(found, CpuEngine(), Task())
    table = page[page.index("<h2>By module") :]
    assert re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td>", table[: table.index("</table>")]) == [
        ("/model", "4 of 6 differ"), ("/model/body", "2 of 3 differ"), ("/model/body/0", "1 of 2 differ"),
        ("/model/body/1", "1 of 1 differ"), ("/model/=head", "1 of 1 differ")]


def test_what_has_another_type_has_its_numbers_too(tmp_path: Path) -> None:
    """How much a half precision lost is what one asks of it."""
    a = torch.linspace(-1, 1, 50)
    found = compared(tmp_path, {"w": a, "s": torch.ones(2)}, {"w": a.half(), "s": torch.ones(2, 1).half()})
    lost = (a - a.half().float()).double()
    row = data_of(found)["retyped"][0]
    assert row["max_abs"] == pytest.approx(float(lost.abs().max()), rel=1e-12)
    assert row["rel_l2"] == pytest.approx(float(lost.norm() / a.double().norm()), rel=1e-9)
    assert "max_abs" not in data_of(found)["reshaped"][0]
    page = as_page(found, CpuEngine(), Task())
    table = page[page.index("<h2>Of another type") :]
    assert f'data-key="{row["max_abs"]!r}"' in table[: table.index("</table>")]


def test_what_could_not_be_subtracted_has_no_distance_anywhere(tmp_path: Path) -> None:
    """No 0 of a tensor that became NaN as a whole, which is the farthest that one can get."""
    a = {"m": {"w": torch.ones(4)}, "v": torch.ones(2), "none": torch.ones(0), "z": torch.zeros(2)}
    b = {"m": {"w": torch.full((4,), torch.nan)}, "v": torch.tensor([2.0, torch.inf]), "none": torch.ones(0),
         "z": torch.tensor([2.0, torch.nan])}
    found = with_modules(compared(tmp_path, a, b), Task())
    by_path = {entry.path_a: result for entry, result in found.changes()}
    lost = by_path["m", "w"]
    assert all(map(math.isnan, (lost.max_abs, lost.mean_abs, lost.rel_l2, lost.cosine)))
    assert [entry.path_a for entry, _ in found.moved()] == [("v",), ("z",), ("m", "w")]
    data = data_of(found)
    for row in (data["changed"][0], data["modules"][0]):
        assert [row[name] for name in ("max_abs", "mean_abs", "rel_l2", "cosine")] == ["nan"] * 4
    rows = {row["path_a"]: row for row in csv.DictReader(io.StringIO(as_table(found))) if row["status"] != "module"}
    assert (rows["/m/w"]["max_abs"], rows["/v"]["max_abs"], rows["/none"]["max_abs"]) == ("nan", "1.0", "0.0")
    page = as_page(found, CpuEngine(), Task())
    assert re.findall(r'data-key="([^"]*)">([^<]*)<', page[page.index("<td>/m/w</td>") :])[:5] == [
        *[("nan", "")] * 4, ("1.0", "100 %")]
