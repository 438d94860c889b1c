/** The inbox's style, on top of the front page's colours. */
export const inboxStyle = `
:root {
  --warn: light-dark(#8a4b00, #f2b866);
  --warn-ground: light-dark(#fff3dd, #33270f);
  --down-ground: light-dark(#fdeaea, #3a1a1e);
  --up-ground: light-dark(#e6f4ea, #14301f);
  --accent-ground: light-dark(#e8f0fb, #172a44);
  --on-accent: light-dark(#ffffff, #0d1a2b);
  --code-string: light-dark(#1c6b3a, #8fd9a8);
  --code-comment: light-dark(#6b7280, #8d97a3);
  --code-number: light-dark(#8a4b00, #f2b866);
  --code-name: light-dark(#6b3fa0, #c9a6f5);
}
body.inbox { padding-top: 0; max-width: 56rem; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: .35rem 1.25rem; margin: 0 -1.25rem 1.75rem; padding: .7rem 1.25rem; background: color-mix(in srgb, var(--ground) 92%, transparent); backdrop-filter: blur(6px); border-bottom: 1px solid var(--line); }
.bar .brand { color: var(--ink); text-decoration: none; font-weight: 700; }
.bar nav { display: flex; gap: 1rem; }
.bar nav a { color: var(--quiet); text-decoration: none; }
.bar nav a[aria-current] { color: var(--ink); font-weight: 600; }
.grow { flex: 1; }
.account { display: flex; align-items: center; gap: .75rem; margin: 0; }
.live { font-size: .85rem; color: var(--quiet); }
.live.on::before { content: "● "; color: var(--up); }
.live.off::before { content: "○ "; }
.inbox h1 { font-size: clamp(1.4rem, 4vw, 1.8rem); max-width: none; margin: 0 0 1rem; overflow-wrap: anywhere; }
.inbox h2 { margin: 2.5rem 0 .75rem; }
.inbox .card h2 { margin: 0; font-size: 1.08rem; line-height: 1.35; overflow-wrap: anywhere; }
.inbox .card h2 a { color: inherit; text-decoration: none; }
.inbox .card h2 a:hover { text-decoration: underline; }
.cards, .rows { margin: 0; padding: 0; list-style: none; }
.cards { display: grid; gap: 1rem; }
.request.card { scroll-margin-top: 4.5rem; }
.request.card:focus { outline: none; border-color: var(--accent); box-shadow: 0 0 0 3px color-mix(in srgb, var(--accent) 30%, transparent); }
.request.card:has(input[value=approve]:checked) { border-left: 4px solid var(--up); padding-left: calc(1.25rem - 3px); }
.request.card:has(input[value=reject]:checked) { border-left: 4px solid var(--down); padding-left: calc(1.25rem - 3px); }
.inbox .card-head { flex-wrap: wrap; gap: .3rem .75rem; justify-content: flex-start; align-items: center; }
.inbox .card-head h1 { margin: 0; }
.badges { display: inline-flex; flex-wrap: wrap; gap: .35rem; }
.badge { padding: .08rem .5rem; border-radius: 99px; border: 1px solid var(--line); font-size: .8rem; font-weight: 600; color: var(--quiet); white-space: nowrap; }
.badge.write, .badge.prod, .badge.second { color: var(--warn); background: var(--warn-ground); border-color: transparent; }
.badge.destructive { color: var(--down); background: var(--down-ground); border-color: transparent; }
.until { margin-left: auto; color: var(--quiet); font-size: .88rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.until.soon { color: var(--down); font-weight: 600; }
.fate .until { margin: 0; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: .15rem 1rem; margin: .8rem 0; font-size: .95rem; }
.facts > div { display: contents; }
.facts dd > div { display: block; }
.facts dd { min-width: 0; }
.facts code { overflow-wrap: anywhere; }
.reversible-no { color: var(--down); }
.statement { max-height: 20rem; overflow: auto; margin: .8rem 0; padding: .8rem 1rem; background: var(--ground); direction: ltr; white-space: break-spaces; overflow-wrap: anywhere; line-height: 1.5; tab-size: 4; }
article .statement { max-height: 70vh; background: var(--raised); }
.statement .changing { color: var(--down); font-weight: 700; }
.statement .reading { color: var(--accent); }
.statement .string { color: var(--code-string); }
.statement .comment { color: var(--code-comment); font-style: italic; }
.statement .number { color: var(--code-number); }
.statement .name { color: var(--code-name); }
.diff { max-height: 20rem; overflow: auto; margin: .4rem 0; padding: .8rem 1rem; background: var(--raised); direction: ltr; white-space: break-spaces; overflow-wrap: anywhere; line-height: 1.5; tab-size: 4; }
.diff .removed { background: var(--down-ground); }
.diff .added { background: var(--up-ground); }
.definition, .sample { margin: .8rem 0; overflow-wrap: anywhere; }
.sample p, .definition p { margin: .3rem 0; color: var(--quiet); font-size: .93rem; }
.sample-rows { overflow-x: auto; }
.sample table { border-collapse: collapse; font-size: .9rem; }
.sample th, .sample td { padding: .25rem .7rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.unseen { padding: 0 .25em; border-radius: 3px; background: var(--down); color: var(--ground); font: 700 .78em ui-monospace, Menlo, Consolas, monospace; font-style: normal; unicode-bidi: isolate; }
.length { margin: .8rem 0 -.4rem; color: var(--quiet); font-size: .9rem; }
fieldset.choice { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.1rem; margin: .9rem 0 0; padding: .75rem 0 0; border: 0; border-top: 1px solid var(--line); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.choice label { display: inline-flex; align-items: center; gap: .35rem; cursor: pointer; }
.choice .approve:has(:checked) { color: var(--up); font-weight: 600; }
.choice .reject:has(:checked) { color: var(--down); font-weight: 600; }
.choice .why { flex: 1 1 16rem; }
.choice:not(:has(input[value=reject]:checked)) .why { display: none; }
.similar { flex-basis: 100%; color: var(--quiet); font-size: .93rem; }
.choice:not(:has(input[value=approve]:checked)) .similar { display: none; }
.why span { flex: none; color: var(--quiet); font-size: .9rem; }
input:not([type=radio], [type=checkbox]) { width: 100%; min-width: 0; font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); color: inherit; }
input[aria-invalid] { border-color: var(--down); }
input[type=radio], input[type=checkbox] { accent-color: var(--accent); width: 1.05em; height: 1.05em; margin: 0; }
.inbox button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .42rem .95rem; border: 1px solid var(--line); border-radius: 7px; background: var(--raised); color: var(--ink); cursor: pointer; text-decoration: none; }
.inbox button:hover, .button:hover { border-color: var(--accent); }
.inbox button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.inbox button.primary:hover { filter: brightness(1.08); }
html[data-settling] form[method=post] button:not(.quiet), form[aria-busy] button { opacity: .6; cursor: progress; }
.inbox button.quiet { border: 0; padding: 0; background: none; color: var(--accent); font-weight: 400; white-space: nowrap; }
.actions { position: sticky; bottom: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: .6rem .9rem; margin: 1rem -1.25rem 0; padding: .8rem 1.25rem; background: color-mix(in srgb, var(--ground) 92%, transparent); backdrop-filter: blur(6px); border-top: 1px solid var(--line); }
.tally { color: var(--quiet); font-size: .92rem; }
.all-reject summary { cursor: pointer; color: var(--quiet); font-size: .95rem; }
.all-reject[open] { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: .5rem; }
.all-reject label { display: inline-flex; gap: .4rem; align-items: center; margin: .5rem 0; }
.row { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem 1rem; padding: .6rem 0; border-top: 1px solid var(--line); }
.row form { margin: 0; }
.row .what { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.row small { display: block; color: var(--quiet); font-size: .87rem; }
.state { flex: none; min-width: 7.2rem; font-size: .88rem; font-weight: 600; color: var(--quiet); }
.state.succeeded, .state.approved, .state.consumed { color: var(--up); }
.state.rejected, .state.failed { color: var(--down); }
.state.outcome-unknown, .state.missing { color: var(--warn); }
.state.found, .state.looked-up { color: var(--up); }
.groups { display: flex; flex-wrap: wrap; gap: .4rem; margin: .6rem 0; padding: 0; list-style: none; }
.groups li { min-width: 0; padding: .1rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); overflow-wrap: anywhere; }
.more { display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; margin-top: 2rem; }
.fate { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; margin: 1rem 0; padding: .65rem 1rem; border-radius: 8px; background: var(--raised); border: 1px solid var(--line); }
.fate .state { min-width: 0; }
.fate.approved, .fate.succeeded, .fate.consumed { background: var(--up-ground); border-color: transparent; }
.fate.rejected, .fate.failed { background: var(--down-ground); border-color: transparent; }
.fate.outcome-unknown, .fate.expired { background: var(--warn-ground); border-color: transparent; }
.reason { margin: 0 0 1rem; padding: .3rem 1rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
.decide { position: sticky; bottom: 0; display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; margin: 1rem -1.25rem 0; padding: .9rem 1.25rem; background: color-mix(in srgb, var(--ground) 94%, transparent); backdrop-filter: blur(6px); border-top: 1px solid var(--line); }
.card .decide { position: static; align-items: center; margin: .9rem 0 0; padding: .9rem 0 0; background: none; backdrop-filter: none; }
.decide form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: 0; }
.decide .reject { flex: 1 1 20rem; flex-wrap: nowrap; }
.decide .why { flex: 1; display: flex; align-items: center; gap: .5rem; }
.resolve label { margin-right: 1rem; }
.resolve .why, .passkey .why { display: block; margin: .6rem 0; }
.review fieldset { margin: .9rem 0 0; padding: .75rem 0 0; border: 0; border-top: 1px solid var(--line); }
.review legend { float: left; width: 100%; margin-bottom: .4rem; }
.review .why { display: block; margin: .9rem 0 0; }
.review textarea { display: block; width: 100%; font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); color: inherit; }
.review input[type=date] { width: auto; }
.inbox .card + .card, .resolve + .resolve { margin-top: 1rem; }
dl.diff { display: block; margin: .4rem 0; white-space: normal; }
dl.diff div { display: block; }
.back { margin: 0 0 .75rem; font-size: .93rem; }
.proof { margin-top: 1.5rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .85rem; overflow-wrap: anywhere; }
.proof p { margin: .2rem 0; }
.inbox .cannot { margin: .8rem 0 0; color: var(--quiet); }
.notice h1 { margin-bottom: .5rem; }
.notice .button { margin-top: .6rem; }
.problem { margin-bottom: 1.25rem; background: var(--down-ground); border-color: transparent; }
.problem ul { margin: .4rem 0 0; padding-left: 1.2rem; }
.done { margin: 0 0 1.25rem; padding: .6rem 1rem; border-radius: 8px; background: var(--up-ground); color: var(--up); font-weight: 600; }
dialog.help { border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; background: var(--raised); color: var(--ink); }
dialog.help::backdrop { background: rgb(0 0 0 / .4); }
dialog.help h2 { margin: 0 0 .75rem; }
dialog.help dl { display: grid; grid-template-columns: auto 1fr; gap: .4rem 1.2rem; margin-bottom: 1rem; }
dialog.help dl div { display: contents; }
kbd { padding: .05rem .4rem; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; background: var(--ground); font: .9em ui-monospace, Menlo, Consolas, monospace; }
@media (max-width: 34rem) { .decide, .actions { position: static; } .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .35rem; } .until { margin-left: 0; } }
@media (prefers-reduced-motion: no-preference) { .request.card { transition: border-color .12s, box-shadow .12s; } }
`;
