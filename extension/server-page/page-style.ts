/** The page's style. It uses the theme's colours, so that light, dark and high contrast need nothing else. */
export const pageStyle = `
body { padding: 0; font: var(--vscode-font-weight) var(--vscode-font-size)/1.5 var(--vscode-font-family); color: var(--vscode-foreground); }
main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1.5rem 4rem; }
h1 { margin: 0; font-size: 1.8em; font-weight: 600; }
h2 { margin: 2em 0 .6em; font-size: 1.15em; font-weight: 600; }
h3 { margin: 0; font-size: 1em; font-weight: 600; }
code { font-family: var(--vscode-editor-font-family); font-size: .85em; font-weight: 400; color: var(--vscode-descriptionForeground); background: none; padding: 0; }
.lead { margin: .4em 0 1em; font-size: 1.05em; max-width: 44rem; }
.badges { display: flex; flex-wrap: wrap; gap: .5em; margin: 0; }
.badge, .effect { padding: .05em .6em; border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 1em; font-size: .85em; font-weight: 400; background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); }
.badge { background: var(--vscode-textBlockQuote-background); color: var(--vscode-foreground); }
.badge.good::before, .badge.bad::before { content: ""; display: inline-block; width: .55em; height: .55em; margin-right: .45em; border-radius: 50%; background: var(--vscode-testing-iconPassed); }
.badge.bad::before { background: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); border-radius: 0; }
.notice { margin: 1.5em 0 0; padding: .7em 1em; border-left: 4px solid var(--vscode-textBlockQuote-border); background: var(--vscode-textBlockQuote-background); }
.notice.warning { border-color: var(--vscode-editorWarning-foreground); }
dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .9em 2em; }
dl div { min-width: 0; }
dt { color: var(--vscode-descriptionForeground); font-size: .9em; }
dd { margin: 0; overflow-wrap: anywhere; }
a { color: var(--vscode-textLink-foreground); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
a.action { display: inline-block; margin: 1em 0 0; padding: .4em 1em; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; text-decoration: none; }
a.action:hover { background: var(--vscode-button-hoverBackground); }
.tools { list-style: none; margin: 0; padding: 0; display: grid; gap: .75em; }
.tool { padding: .9em 1.1em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); border-radius: 6px; background: var(--vscode-editorWidget-background); }
.tool p { margin: .35em 0 0; overflow-wrap: anywhere; white-space: pre-line; }
.tool.closed h3 { color: var(--vscode-descriptionForeground); }
.tool .refusal { color: var(--vscode-editorWarning-foreground); }
.tool .facts { color: var(--vscode-descriptionForeground); font-size: .9em; }
.effect { background: none; }
.effect.read { border-color: var(--vscode-descriptionForeground); color: var(--vscode-descriptionForeground); }
.effect.write { border-color: var(--vscode-editorWarning-foreground); color: var(--vscode-foreground); }
.effect.destructive { border-color: var(--vscode-errorForeground); color: var(--vscode-errorForeground); }
.quiet { color: var(--vscode-descriptionForeground); margin: 0; }
.use { margin: .5em 0 1.5em; }
.use svg { display: block; width: 100%; height: auto; }
.use text { font-size: 11px; fill: var(--vscode-descriptionForeground); }
.use text.end { text-anchor: end; }
.use .axis { stroke: var(--vscode-panel-border, var(--vscode-contrastBorder)); fill: none; }
.use .column { fill: transparent; }
.use g:hover .column { fill: var(--vscode-list-hoverBackground); }
.use .calls, .key.calls { fill: var(--vscode-charts-blue); background: var(--vscode-charts-blue); }
.use .errors, .key.errors { fill: var(--vscode-charts-red); background: var(--vscode-charts-red); }
.use .errors-hatch { fill: url(#hatch); }
.use .hatch { stroke: var(--vscode-editor-background); stroke-width: 2; }
.use .line { fill: none; stroke: var(--vscode-charts-yellow); stroke-width: 1.5; }
.use circle.p95, .key.p95 { fill: var(--vscode-charts-yellow); background: var(--vscode-charts-yellow); }
.use figcaption { margin: .4em 0 0; color: var(--vscode-descriptionForeground); font-size: .9em; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; border-radius: 2px; }
.key.calls { margin-left: 0; }
.key.p95 { height: .2em; vertical-align: .25em; }
table { border-collapse: collapse; margin: .5em 0; min-width: 60%; }
caption { text-align: left; color: var(--vscode-descriptionForeground); font-size: .9em; padding-bottom: .3em; }
th, td { text-align: left; font-weight: 400; padding: .25em 1.2em .25em 0; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
thead th { color: var(--vscode-descriptionForeground); font-size: .9em; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
details { margin-top: .6em; }
details table caption { display: none; }
summary { cursor: pointer; color: var(--vscode-textLink-foreground); width: fit-content; }
summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.fields { grid-template-columns: 1fr; gap: .5em; margin-top: .5em; }
`;
