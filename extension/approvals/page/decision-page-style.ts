/** The style of decision pages. It uses the theme's colours, so that light, dark and high contrast need nothing else. */
export const decisionPageStyle = `
body { padding: 0; font: var(--vscode-font-weight) var(--vscode-font-size)/1.5 var(--vscode-font-family); color: var(--vscode-foreground); }
main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1.5rem 4rem; }
h1 { margin: 0; font-size: 1.6em; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 1.15em; font-weight: 600; overflow-wrap: anywhere; }
main > h1 { margin-bottom: .8em; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3em 1em; }
article + article, main > h1 + article { margin-top: 1em; }
main > h1 ~ article { padding: 1em 1.2em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); border-radius: 6px; background: var(--vscode-editorWidget-background); }
main > h1 ~ article:has(input[value=approve]:checked) { border-left: 4px solid var(--vscode-testing-iconPassed); }
main > h1 ~ article:has(input[value=reject]:checked) { border-left: 4px solid var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); }
code { font-family: var(--vscode-editor-font-family); font-size: .92em; color: inherit; background: none; padding: 0; overflow-wrap: anywhere; }
.until { margin-left: auto; color: var(--vscode-descriptionForeground); font-variant-numeric: tabular-nums; }
.until.soon { color: var(--vscode-errorForeground); font-weight: 600; }
.badges { display: flex; flex-wrap: wrap; gap: .5em; margin: .5em 0 1em; }
.badge { padding: .05em .6em; border: 1px solid var(--vscode-descriptionForeground); border-radius: 1em; font-size: .85em; color: var(--vscode-descriptionForeground); }
.badge.prod, .badge.second, .badge.write { border-color: var(--vscode-editorWarning-foreground); color: var(--vscode-foreground); }
.badge.destructive { border-color: var(--vscode-errorForeground); color: var(--vscode-errorForeground); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25em 1.2em; margin: 0 0 1em; }
dl div { display: contents; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
dd ul { margin: 0; padding: 0; list-style: none; }
.reversible-no { color: var(--vscode-errorForeground); }
.length { margin: 0 0 .3em; color: var(--vscode-descriptionForeground); font-size: .9em; }
pre { max-height: 20rem; overflow: auto; margin: 0; padding: .8em 1em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); border-radius: 6px; background: var(--vscode-textCodeBlock-background); direction: ltr; white-space: break-spaces; overflow-wrap: anywhere; tab-size: 4; }
main > article:only-of-type pre { max-height: 60vh; }
pre code { font-size: var(--vscode-editor-font-size); }
pre .changing { font-weight: 700; text-decoration: underline .15em var(--vscode-errorForeground); text-underline-offset: .2em; }
pre .reading { font-weight: 700; }
pre .string { color: var(--vscode-debugTokenExpression-string); }
pre .number { color: var(--vscode-debugTokenExpression-number); }
pre .name { color: var(--vscode-debugTokenExpression-name); }
pre .comment { color: var(--vscode-descriptionForeground); font-style: italic; }
.unseen { padding: 0 .25em; border-radius: 3px; background: var(--vscode-errorForeground); color: var(--vscode-editor-background); font: 700 .85em var(--vscode-editor-font-family); unicode-bidi: isolate; }
.definition { margin: .8em 0 0; overflow-wrap: anywhere; }
.sample { margin: .8em 0 0; }
.sample p { margin: 0 0 .3em; color: var(--vscode-descriptionForeground); }
.sample .note { margin: .3em 0 0; font-size: .9em; }
.sample .rows { overflow-x: auto; }
.sample table { border-collapse: collapse; font-family: var(--vscode-editor-font-family); font-size: .92em; }
.sample th, .sample td { padding: .15em .6em; border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.notice { margin: 1em 0; padding: .7em 1em; border-left: 4px solid var(--vscode-textBlockQuote-border); background: var(--vscode-textBlockQuote-background); }
.notice p { margin: 0; }
.notice p + p { margin-top: .6em; }
.notice.warning { border-color: var(--vscode-editorWarning-foreground); }
blockquote { margin: 1em 0; padding: .2em 1em; border-left: 4px solid var(--vscode-textBlockQuote-border); overflow-wrap: anywhere; }
.choice { margin: 1em 0 0; padding: 0; border: 0; }
legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .6em 1.2em; }
.choice label { display: inline-flex; align-items: center; gap: .4em; }
.choice .similar { margin-bottom: .8em; }
fieldset .similar { margin: .6em 0 0; }
fieldset:not(:has(input[value=approve]:checked)) .similar, fieldset:not(.settle, :has(input[value=reject]:checked)) .why { display: none; }
.why { flex: 1 1 16rem; display: inline-flex; align-items: center; gap: .8em; color: var(--vscode-descriptionForeground); white-space: nowrap; }
input:not([type]) { flex: 1; min-width: 6rem; width: 100%; padding: .35em .6em; font: inherit; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-panel-border))); border-radius: 2px; }
input::placeholder { color: var(--vscode-input-placeholderForeground); }
input[type] { accent-color: var(--vscode-button-background); margin: 0; }
button { padding: .4em 1em; font: inherit; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.primary { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.primary:hover { background: var(--vscode-button-hoverBackground); }
button:disabled { opacity: .5; cursor: progress; }
button:disabled[aria-describedby] { cursor: not-allowed; }
input[aria-invalid=true] { border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground)); }
button.link { padding: 0; border: 0; background: none; color: var(--vscode-textLink-foreground); }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.proof { margin: 1em 0 0; color: var(--vscode-descriptionForeground); font-size: .9em; }
.actions { position: sticky; bottom: 0; display: flex; flex-wrap: wrap; align-items: center; gap: .6em 1em; margin: 1em -1.5rem 0; padding: .8em 1.5rem; background: var(--vscode-editor-background); border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder)); }
.actions span.all { display: flex; flex-wrap: wrap; flex: 1 1 26rem; justify-content: flex-end; align-items: center; gap: .6em; }
.actions input.all { flex: 0 1 14rem; width: 14rem; }
.tally { color: var(--vscode-descriptionForeground); }
.problem { flex-basis: 100%; margin: .4em 0 0; color: var(--vscode-errorForeground); }
.settle legend { position: static; width: auto; height: auto; clip-path: none; font-weight: 600; }
`;
