/**
 * The example server as a company's own: in a folder outside of this repository, on the packed libraries. It needs the npm
 * registry, for the libraries' dependencies.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { packLibraries } from "../../../scripts/pack.ts";
import { tool } from "../../../scripts/tool.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const run = promisify(execFile);
const example = `${repository}examples/hello-server/`;
const { devDependencies } = z
  .object({ devDependencies: z.object({ "@types/node": z.string() }) })
  .parse(JSON.parse(readFileSync(`${repository}package.json`, "utf8")));

describe("the example server outside of the repository", function () {
  this.timeout(240_000);
  const tarballs = mkdtempSync(join(tmpdir(), "drawbridge-tarballs-"));
  /** Without links, because Node compares real paths with its permissions. */
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hello-server-")));
  after(() => {
    for (const each of [tarballs, folder]) rmSync(each, { recursive: true, force: true });
  });

  before("pack the libraries, and install them beside a copy of the example", async () => {
    const packed = await packLibraries(tarballs);
    cpSync(example, folder, { recursive: true, filter: (file) => !file.includes("node_modules") });
    const typesOfNode = `@types/node@${devDependencies["@types/node"]}`;
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await run("npm", ["install", "--no-save", "--prefer-offline", ...quiet, ...packed, typesOfNode], { cwd: folder });
  });

  it(
    verifies(
      "workspace.packed-libraries",
      "The packed libraries hold compiled JavaScript and declarations, and no source",
    ),
    () => {
      const libraries = join(folder, "node_modules/@drawbridge");
      assert.deepEqual(readdirSync(libraries).sort(), ["contracts", "framework", "hosted"]);
      const files = readdirSync(libraries, { recursive: true, encoding: "utf8" });
      assert.deepEqual(
        files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts")),
        [],
      );
      assert.ok(files.includes(join("framework", "index.js")) && files.includes(join("framework", "index.d.ts")));
      const links = files.filter((file) => relative(folder, realpathSync(join(libraries, file))).startsWith(".."));
      assert.deepEqual(links, []);
    },
  );

  it(
    verifies(
      "workspace.example",
      "The example server compiles on the packed declarations alone, and a copy whose destructive tool has no plan does not",
    ),
    async () => {
      const server = readFileSync(join(folder, "server.ts"), "utf8");
      writeFileSync(join(folder, "planless.ts"), server.replace('effect: "read"', 'effect: "destructive"'));
      const compilerOptions = {
        ...{ module: "nodenext", target: "es2023", lib: ["es2024"], types: ["node"], strict: true, noEmit: true },
        // The packages' own declarations are checked, too.
        ...{ exactOptionalPropertyTypes: true, allowImportingTsExtensions: true, skipLibCheck: false },
      };
      const files = ["server.ts", "main.ts", "hello.test.ts", "planless.ts"];
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      const ended = await run(process.execPath, [tool("tsc")], { cwd: folder }).catch((error: unknown) => error);
      const { stdout } = z.object({ stdout: z.string() }).parse(ended);
      const complaints = stdout.split("\n").filter((line) => line.includes("error TS"));
      assert.notEqual(complaints.length, 0);
      assert.deepEqual(
        complaints.filter((line) => !line.startsWith("planless.ts")),
        [],
      );
    },
  );

  it(
    verifies("workspace.example", "The example's test passes where it can read no file of the repository"),
    async () => {
      const alone = ["--permission", `--allow-fs-read=${folder}`];
      const outside = [...alone, "--eval", `fs.readFileSync(${JSON.stringify(`${repository}package.json`)})`];
      await assert.rejects(run(process.execPath, outside, { cwd: folder }), /ERR_ACCESS_DENIED/);
      const tests = [...alone, "--test", "--test-isolation=none", "--test-reporter=tap"];
      const { stdout } = await run(process.execPath, tests, { cwd: folder });
      assert.match(stdout, /^# pass 2$/m);
      assert.match(stdout, /^# fail 0$/m);
    },
  );
});
