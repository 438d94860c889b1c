/**
 * Draws the README's picture from the running product: runs `npm start` in a temporary home, then draws its output as a
 * terminal in SVG, for light and dark. `npm run picture -- first-query` writes docs/first-query.svg.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;
const lineHeight = 18;
const padding = 20;
/** Maximum characters on a line of the drawing. */
const width = 112;

const home = mkdtempSync(join(tmpdir(), "drawbridge-picture-"));
const printed = await runDemo();
rmSync(home, { recursive: true, force: true });
mkdirSync(`${root}docs`, { recursive: true });
writeFileSync(`${root}docs/first-query.svg`, draw(["$ npm start", ...visibleLines(printed)]));
console.log("docs/first-query.svg");

function runDemo(): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [`${root}scripts/run.mjs`, "start"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, DRAWBRIDGE_HOME: home },
    });
    let output = "";
    let hasStopped = false;
    const take = (chunk: Buffer): void => {
      output += chunk;
      if (hasStopped || !output.includes("Ctrl-C stops everything")) return;
      hasStopped = true;
      child.kill("SIGINT");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", (code) =>
      code === 0 ? done(output) : failed(new Error(`npm start ended with ${code}:\n${output}`)),
    );
  });
}

/** The output that a user sees, without this machine's folders and with long lines cut. */
function visibleLines(output: string): string[] {
  return output
    .replaceAll(` --home ${home}`, "")
    .replaceAll(root, "drawbridge/")
    .replace(/\nStopping …[\s\S]*$/, "")
    .split("\n")
    .map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
}

function draw(lines: readonly string[]): string {
  const height = lines.length * lineHeight + 2 * padding;
  const text = lines.map(
    (line, at) =>
      `<text x="${padding}" y="${padding + (at + 0.75) * lineHeight}"${kindOf(line)}>${asText(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * 8.2 + 2 * padding} ${height}" role="img" aria-label="npm start prints the first rows">`,
    "<style>rect{fill:#fbfbfa;stroke:#d8d8d4}text{font:13.5px ui-monospace,Menlo,Consolas,monospace;fill:#24292f;white-space:pre}.said{fill:#116329;font-weight:600}.quiet{fill:#6e7781}",
    "@media(prefers-color-scheme:dark){rect{fill:#161b22;stroke:#30363d}text{fill:#e6edf3}.said{fill:#7ee787}.quiet{fill:#8b949e}}</style>",
    `<rect x=".5" y=".5" width="99.9%" height="${height - 1}" rx="8"/>`,
    ...text,
    "</svg>",
    "",
  ].join("\n");
}

function kindOf(line: string): string {
  if (/^(\$|Drawbridge is ready|ada asks)/.test(line)) return ' class="said"';
  return /^(Starting|\(|─)/.test(line) ? ' class="quiet"' : "";
}

function asText(line: string): string {
  return line.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
