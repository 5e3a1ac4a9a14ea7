"""The style and the script of an exported page."""

from __future__ import annotations

PRINTED = 200
"""Rows of a table that go onto paper."""
STYLE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1b2027; --muted: #5c6673; --line: #d3d8df; --a: #1f62c8;
  --b: #b45309; --raised: #f3f4f6; }
@media (prefers-color-scheme: dark) { :root { --ground: #1a1c20; --text: #e6e8eb; --muted: #a0a8b3; --line: #3a3f47;
  --a: #79acff; --b: #ffa45c; --raised: #2b2f35; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  background: var(--ground); color: var(--text); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.sides, footer, small { color: var(--muted); } b.a { color: var(--a); } b.b { color: var(--b); margin-left: 1rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.counts li { background: var(--raised); border-radius: 4px; padding: .2rem .6rem; }
.wide { overflow-x: auto; max-height: 32rem; overflow-y: auto; border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; } td { padding: .2rem .6rem; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; } td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th { position: sticky; top: 0; background: var(--raised); text-align: left; padding: 0; }
th button { all: unset; cursor: pointer; font-weight: 600; padding: .3rem .6rem; width: 100%; box-sizing: border-box; }
th.n button { text-align: right; }
th button:focus-visible { outline: 2px solid var(--a); outline-offset: -2px; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { overflow-wrap: anywhere; } svg { width: 100%; height: auto; }
svg polyline { fill: none; stroke-width: 1.5; } svg .a { stroke: var(--a); }
svg .b { stroke: var(--b); stroke-dasharray: 4 2; } svg .axis { stroke: var(--line); }
svg text { fill: var(--muted); font-size: 11px; } footer { margin: 3rem 0 1rem; }
td:first-child { min-width: 12rem; } .paper { display: none; }
@media (max-width: 40rem) { body { font-size: 13px; margin: 1rem auto; } h1 { font-size: 1.3rem; } }
@media print { body { font-size: 9pt; max-width: none; } .wide { max-height: none; overflow: visible; border: 0; }
  th { position: static; padding: .2rem .6rem; } th.n { text-align: right; }
  th button { display: contents; } /* else the head is empty on all pages but the first */
  tr, figure { break-inside: avoid; } h2 { break-after: avoid; } .paper { display: block; }
  tbody tr:nth-child(n + PRINTED) { display: none; } }
""".replace("PRINTED", str(PRINTED + 1))
SCRIPT = """
for (const head of document.querySelectorAll("th")) head.querySelector("button").onclick = () => {
  const body = head.closest("table").tBodies[0], at = head.cellIndex, old = head.getAttribute("aria-sort");
  const numbers = body.rows.length > 0 && body.rows[0].cells[at].classList.contains("n");
  const falls = old ? old === "ascending" : numbers, sign = falls ? -1 : 1;
  const key = row => numbers ? Number(row.cells[at].dataset.key.replace("inf", "Infinity"))
                             : row.cells[at].textContent;
  const order = (a, b) => { const x = key(a), y = key(b);
    if (!numbers) return sign * x.localeCompare(y, undefined, { numeric: true });
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x === y ? 0 : sign * (x < y ? -1 : 1); };
  body.append(...[...body.rows].sort(order));
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falls ? "descending" : "ascending");
};
"""
