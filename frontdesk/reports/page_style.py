"""How the report's page looks: on a phone, on a screen, on two sheets of A4, light and dark. Style sheet, no code."""

STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1d2125; --soft: #5c6670; --rule: #d9dee3; --a: #2f6fb3;
  --b: #e0a03c; --dot: #4a4f57; --empty: #eceff2; --faint: #a9c4e2; --inside: #ffffff; --inside-dark: #1d2125; }
@media (prefers-color-scheme: dark) { :root { --paper: #16191c; --ink: #e8eaed; --soft: #a4adb6; --rule: #363c43;
  --a: #6ea8e6; --b: #d9a14a; --dot: #c9cfd6; --empty: #2a2f35; --faint: #3f5d7d; --inside: #16191c;
  --inside-dark: #e8eaed; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 15px/1.45 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 20px 14px 40px; }
h1 { font-size: 21px; line-height: 1.25; margin: 0 0 6px; }
h2, figcaption { font-size: 15px; font-weight: 600; margin: 0 0 4px; }
.lead { font-size: 17px; margin: 0 0 4px; }
.made, figure p, section p { color: var(--soft); font-size: 13px; margin: 0 0 8px; }
section { margin: 22px 0; }
h2, figcaption, thead { break-after: avoid; } tr, li { break-inside: avoid; }
.drawings { display: grid; grid-template-columns: 1fr; gap: 22px 28px; margin: 22px 0; }
figure { margin: 0; min-width: 0; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; max-width: 460px; }
svg text { font-size: 12px; fill: var(--ink); }
svg text.small { font-size: 11px; fill: var(--soft); }
svg text.inside { fill: var(--inside); }
.a { fill: var(--a); } .b { fill: var(--b); } .dot { fill: var(--dot); } .empty { fill: var(--empty); }
.faint { fill: var(--faint); }
.r5 { fill: var(--a); } .r4 { fill: var(--a); opacity: .82; } .r3 { fill: var(--dot); opacity: .75; }
.r2 { fill: var(--b); opacity: .85; } .r1 { fill: var(--b); }
.line { fill: none; stroke: var(--dot); stroke-width: 2; } .axis { stroke: var(--soft); stroke-width: 1; }
.grid { stroke: var(--rule); stroke-width: 1; } .target { stroke: var(--b); stroke-width: 1.5; stroke-dasharray: 4 3; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 3px 10px 3px 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 400; }
.stacks th:first-child { width: 36%; }
details { margin-top: 4px; } summary { color: var(--soft); font-size: 12px; cursor: pointer; }
ul { margin: 0; padding-left: 20px; font-size: 13px; }
@media (min-width: 700px) { .drawings { grid-template-columns: 1fr 1fr; } }
@media screen and (max-width: 560px) {
  .stacks thead { display: none; } .stacks tbody, .stacks tr { display: block; }
  .stacks tr { padding: 5px 0; border-bottom: 1px solid var(--rule); }
  .stacks th:first-child { display: block; width: auto; padding: 0; border: 0; font-weight: 600; }
  .stacks td { display: inline-block; padding: 0 14px 0 0; border: 0; } .stacks td:empty { display: none; }
  .stacks td[data-of]::before { content: attr(data-of) " "; color: var(--soft); }
}
@media print {
  @page { size: A4; margin: 11mm; }
  :root { --paper: #ffffff; --ink: #1d2125; --soft: #5c6670; --rule: #d9dee3; --a: #2f6fb3; --b: #e0a03c;
    --dot: #4a4f57; --empty: #eceff2; --faint: #a9c4e2; --inside: #ffffff; }
  body { font-size: 9.5px; line-height: 1.3; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 15px; } .lead { font-size: 12px; } h2, figcaption { font-size: 10.5px; }
  .made, figure p, section p, table, ul { font-size: 8.5px; }
  section { margin: 8px 0; } .drawings { grid-template-columns: 1fr 1fr 1fr; gap: 8px 14px; margin: 8px 0; }
  ul { columns: 2; column-gap: 16px; }
  th, td { padding: 1px 6px 1px 0; line-height: 1.22; } .table { overflow: visible; } details { display: none; }
}
"""
