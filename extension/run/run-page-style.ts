/** The style of the pages that run tools. It uses the theme's colours, so that every theme works. */
export const runPageStyle = `
body { padding: 0; font: var(--vscode-font-weight) var(--vscode-font-size)/1.5 var(--vscode-font-family); color: var(--vscode-foreground); }
main { max-width: 76rem; margin: 0 auto; padding: 1.2rem 1.5rem 3rem; }
h1 { margin: 0; font-size: 1.5em; font-weight: 600; overflow-wrap: anywhere; }
h1 code { font-size: .65em; font-weight: 400; color: var(--vscode-descriptionForeground); }
code { font-family: var(--vscode-editor-font-family); background: none; color: inherit; padding: 0; }
.badge { padding: .05em .6em; border: 1px solid var(--vscode-descriptionForeground); border-radius: 1em; font-size: .85em; color: var(--vscode-descriptionForeground); }
.badge.write { border-color: var(--vscode-editorWarning-foreground); color: var(--vscode-foreground); }
.badge.destructive { border-color: var(--vscode-errorForeground); color: var(--vscode-errorForeground); }
.quiet, .hint { color: var(--vscode-descriptionForeground); overflow-wrap: anywhere; white-space: pre-line; }
.hint { margin: 0 0 .3em; font-size: .9em; max-width: 60rem; }
.field { margin: 1em 0 0; }
.field > label, legend { font-weight: 600; overflow-wrap: anywhere; }
.kind { font-weight: 400; color: var(--vscode-descriptionForeground); font-size: .9em; }
fieldset { margin: 1em 0 0; padding: 0 0 .2em 1em; border: 0; border-left: 2px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
input, textarea, select { box-sizing: border-box; width: 100%; max-width: 60rem; padding: .35em .6em; font: inherit; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-panel-border))); border-radius: 2px; }
input.number, select { width: 20rem; max-width: 100%; }
select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--vscode-panel-border))); }
textarea { display: block; min-height: 4.5em; resize: vertical; font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); tab-size: 4; }
[aria-invalid=true] { border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground)); }
.error { margin: .25em 0 0; color: var(--vscode-errorForeground); overflow-wrap: anywhere; }
.error:empty { display: none; }
.buttons { display: flex; flex-wrap: wrap; align-items: center; gap: .6em 1em; margin: 1.2em 0 0; }
.buttons .grow { flex: 1; }
.buttons label { color: var(--vscode-descriptionForeground); }
.buttons select { width: 16rem; }
button { padding: .4em 1em; font: inherit; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.primary { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.primary:hover { background: var(--vscode-button-hoverBackground); }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
[hidden] { display: none !important; }
#status { margin: 1.5em 0 .6em; font-weight: 600; overflow-wrap: anywhere; white-space: pre-line; }
#status:empty { display: none; }
#status.busy::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .6em; border: 2px solid var(--vscode-progressBar-background); border-right-color: transparent; border-radius: 50%; animation: turn 1s linear infinite; vertical-align: -.1em; }
#status.failed { color: var(--vscode-errorForeground); }
#status.waits { padding: .6em 1em; border-left: 4px solid var(--vscode-editorWarning-foreground); background: var(--vscode-textBlockQuote-background); }
@keyframes turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { #status.busy::before { animation: none; } }
.notes { margin: .6em 0 0; padding: 0; list-style: none; color: var(--vscode-descriptionForeground); overflow-wrap: anywhere; }
.scroll { max-height: 70vh; overflow: auto; margin-top: .8em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
table { border-collapse: collapse; font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .25em .9em; text-align: left; vertical-align: top; white-space: pre-wrap; overflow-wrap: break-word; max-width: 32rem; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
thead th { position: sticky; top: 0; font-weight: 600; background: var(--vscode-editorWidget-background); white-space: nowrap; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
td.null { color: var(--vscode-descriptionForeground); font-style: italic; }
pre { margin: .8em 0 0; padding: .8em 1em; max-height: 70vh; overflow: auto; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); background: var(--vscode-textCodeBlock-background); font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); white-space: pre-wrap; overflow-wrap: anywhere; }
.unseen { padding: 0 .25em; border-radius: 3px; background: var(--vscode-errorForeground); color: var(--vscode-editor-background); font: 700 .85em var(--vscode-editor-font-family); unicode-bidi: isolate; }
`;
