/**
 * The front page's style: system fonts, both colour schemes, and one column that becomes two if the window is wide
 * enough.
 */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f4, #14171a);
  --raised: light-dark(#ffffff, #1d2125);
  --line: light-dark(#dddcd5, #33393f);
  --ink: light-dark(#1b1e22, #eceef0);
  --quiet: light-dark(#5a6068, #a4adb6);
  --accent: light-dark(#1a5fb4, #8ab8f5);
  --up: light-dark(#1c6b3a, #7fd6a0);
  --down: light-dark(#a51d2d, #ff9a9f);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 3rem 1.25rem 4rem; max-width: 62rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
}
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--raised); padding: .5rem .75rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.brand { margin: 0; color: var(--quiet); font-weight: 600; letter-spacing: .02em; }
.brand a { margin-left: 1rem; font-weight: 400; }
h1 { margin: .25rem 0 .75rem; max-width: 26ch; font-size: clamp(1.7rem, 4.5vw, 2.5rem); line-height: 1.15; text-wrap: balance; }
h2 { margin: 2.75rem 0 1rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1.05rem; }
.lead { margin: 0; max-width: 60ch; color: var(--quiet); font-size: 1.08rem; }
code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
h3 code { color: var(--quiet); font-weight: 400; }
.servers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin: 0; padding: 0; list-style: none; }
.card, .notice { background: var(--raised); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; }
.card-head { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; }
.card p { margin: .4rem 0 .9rem; }
.notice p { margin: 0; }
.notice p + p { margin-top: .35rem; color: var(--quiet); }
.status { flex: none; font-size: .88rem; font-weight: 600; color: var(--quiet); }
.status::before { content: "○ "; }
.status.up { color: var(--up); }
.status.up::before { content: "● "; }
.status.down { color: var(--down); }
.deprecated { color: var(--down); }
.status.down::before { content: "✕ "; }
dl { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; margin: 0; font-size: .92rem; }
dl div { display: flex; gap: .4rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.steps { margin: 0; padding-left: 1.3rem; }
.steps li { margin-bottom: .9rem; }
.steps p { margin: 0 0 .35rem; }
pre { margin: 0; padding: .65rem .9rem; overflow-x: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
footer { margin-top: 3rem; color: var(--quiet); font-size: .9rem; }
`;
