"""The style sheet of the report: one column, light and dark, from 320 px to paper."""

CSS = """
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --surface: #ffffff; --line: #d9dce3;
  --ink: #1c1f26; --ink-2: #4a5160; --accent: #2f5bd7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161b; --surface: #1c1f26; --line: #333845;
    --ink: #e8eaf0; --ink-2: #aab1c0; --accent: #8fb0ff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 32px 16px 64px; max-width: 1024px;
  background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
h1 { font-size: 31px; line-height: 1.2; margin: 0 0 16px; max-width: 26em; }
h2 { font-size: 25px; line-height: 1.25; margin: 64px 0 16px; }
h3 { font-size: 20px; line-height: 1.3; margin: 32px 0 8px; }
h4 { font-size: 16px; margin: 24px 0 8px; }
p, li, dd { max-width: 68ch; }
p { margin: 0 0 16px; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid #ffb000; outline-offset: 2px;
  box-shadow: 0 0 0 2px var(--ink); }
.eyebrow, .note, figcaption, dt { color: var(--ink-2); font-size: 14px; }
.eyebrow { margin-bottom: 4px; }
.facts {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px 24px;
  margin: 24px 0; padding: 16px; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px;
}
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0; padding: 0; list-style: none; }
ul.findings { margin: 0 0 16px; padding-left: 20px; }
ul.findings li { margin-bottom: 8px; }
ul.quiet { color: var(--ink-2); font-size: 14px; columns: 24em; column-gap: 32px; }
ul.quiet li { break-inside: avoid; margin-bottom: 4px; }
.facts .hash { grid-column: 1 / -1; }
.facts .hash dd { font: 14px/1.5 ui-monospace, monospace; max-width: none; }
figure { margin: 16px 0 32px; }
figure img {
  display: block; width: 100%; height: auto; background: #ffffff;
  border: 1px solid var(--line); border-radius: 8px;
}
figcaption { margin-top: 8px; }
.scroll { overflow-x: auto; margin: 8px 0 16px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--surface); }
table { border-collapse: collapse; width: 100%; font-size: 14px;
  font-variant-numeric: tabular-nums; }
th, td { padding: 8px 12px; text-align: right; vertical-align: top; white-space: nowrap;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--ink-2); font-weight: 600; }
tbody tr:last-child > * { border-bottom: 0; }
th[scope=row], td.words { text-align: left; white-space: normal; min-width: 12.5em; }
th[scope=row] { font-weight: 400; }
thead th:first-child, thead th.words { text-align: left; }
td.hidden { text-align: left; color: var(--ink-2);
  background: repeating-linear-gradient(135deg, transparent 0 5px, var(--line) 5px 6px); }
td.hidden span { background: var(--surface); padding: 1px 6px; }
details > summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 64px; padding-top: 16px; border-top: 1px solid var(--line); }
@media (max-width: 600px) {
  body { padding-top: 16px; }
  h1 { font-size: 25px; }
  h2 { font-size: 20px; margin-top: 48px; }
  h3 { font-size: 16px; }
  figure { margin-inline: -16px; }
  figure img { border-inline: 0; border-radius: 0; }
  figcaption { padding-inline: 16px; }
  th[scope=row] { min-width: 10em; }
}
@media print {
  :root { --paper: #ffffff; --surface: #ffffff; --line: #d9dce3; --ink: #000000; --ink-2: #333333; }
  @page { size: A4; margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, figcaption, .files { display: none; }
  h2 { margin-top: 24pt; }
  h2, h3, h4 { break-after: avoid; }
  figure, tr, .facts { break-inside: avoid; }
  figure img { width: auto; max-width: 100%; max-height: 240mm; border: 0; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 8pt; }
  th, td { padding: 3pt 4pt; }
  thead th { font-size: 7pt; white-space: normal; }
  th[scope=row], td.words { min-width: 0; }
  th[scope=row] { width: 30%; }
  tbody tr:first-child { break-before: avoid; }
  details > summary { display: none; }
}
"""
