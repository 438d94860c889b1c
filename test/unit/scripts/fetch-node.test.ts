import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../support/machine/source-files.ts";
import { listening } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

const run = promisify(execFile);
const npm = join(dirname(process.execPath), "npm");
const name = "node-for-tests";
const version = "24.1.2";
const integrityOf = (bytes: Buffer): string => `sha512-${createHash("sha512").update(bytes).digest("base64")}`;

describe("the Node.js that the stack fetches", function () {
  this.timeout(120_000);
  let folder: string;
  let registry: Server;
  let url: string;
  /** The tarball that the registry serves; its metadata match it. */
  let served: Buffer;
  let genuine: Buffer;

  /** A package with this program, packed by npm. */
  const pack = async (program: string): Promise<Buffer> => {
    const source = mkdtempSync(join(folder, "package-"));
    mkdirSync(join(source, "bin"));
    writeFileSync(join(source, "bin", "node"), program);
    chmodSync(join(source, "bin", "node"), 0o755);
    const scripts = { install: `node -e "require('fs').writeFileSync('${folder}/ran', '')"` };
    writeFileSync(join(source, "package.json"), JSON.stringify({ name, version, files: ["bin"], scripts }));
    await run(existsSync(npm) ? npm : "npm", ["pack", "--ignore-scripts"], { cwd: source });
    return readFileSync(join(source, `${name}-${version}.tgz`));
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-node-"));
    genuine = await pack("#!/bin/sh\necho genuine\n");
    registry = createServer((request, response) => {
      if (request.url?.endsWith(".tgz")) {
        response.end(served);
        return;
      }
      const dist = { tarball: `${url}/${name}.tgz`, integrity: integrityOf(served) };
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: { name, version, dist } } }),
      );
    });
    url = await listening(registry);
  });
  after(() => {
    registry.closeAllConnections();
    registry.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    served = genuine;
    rmSync(join(folder, "cache"), { recursive: true, force: true });
  });

  /** Fetches from the test's registry with a pin of the genuine package, and returns the program's path. */
  const fetchNode = async (overrides: object = {}): Promise<string> => {
    const pin = { name, version, integrity: integrityOf(genuine), ...overrides };
    const script = `import { cachedNode, fetchNode } from ${JSON.stringify(`${repository}scripts/fetch-node.mjs`)};
      const [cache, pin] = [process.argv[1], JSON.parse(process.argv[2])];
      try { process.stdout.write(await cachedNode(cache, pin) ?? await fetchNode(cache, pin)); }
      catch (error) { process.stderr.write(error.message); process.exitCode = 1; }`;
    const args = ["--input-type=module", "-e", script, join(folder, "cache"), JSON.stringify(pin)];
    const { stdout } = await run(process.execPath, args, {
      env: {
        ...{ PATH: process.env.PATH, HOME: folder },
        ...{ npm_config_registry: url, npm_config_cache: mkdtempSync(join(folder, "npm-")) },
      },
    });
    return stdout;
  };

  it(
    verifies("stack.pinned-node", "The pinned Node.js is unpacked once and used again, and no install script runs"),
    async () => {
      const program = await fetchNode();
      assert.equal((await run(program)).stdout, "genuine\n");
      served = Buffer.from("no package");
      assert.equal(await fetchNode(), program);
      assert.equal(existsSync(join(folder, "ran")), false);
    },
  );

  it(
    verifies(
      "stack.pinned-node",
      "A tarball that is not the pinned one is deleted, although the registry's metadata match it",
    ),
    async () => {
      served = await pack("#!/bin/sh\necho tampered\n");
      await assert.rejects(fetchNode(), /not the one that Drawbridge was made with/);
      assert.deepEqual(readdirSync(join(folder, "cache")), []);
    },
  );

  it(
    verifies("stack.pinned-node", "A Node.js in the cache that was not checked against the pin is replaced"),
    async () => {
      const place = join(folder, "cache", "node-24");
      const planted = join(place, "node_modules", name, "bin", "node");
      for (const note of [null, `${name}@24.0.0 sha512-x\n`]) {
        mkdirSync(dirname(planted), { recursive: true });
        writeFileSync(planted, "#!/bin/sh\necho planted\n", { mode: 0o755 });
        if (note !== null) writeFileSync(join(place, "checked"), note);
        assert.equal((await run(await fetchNode())).stdout, "genuine\n");
        rmSync(place, { recursive: true });
      }
    },
  );

  for (const [state, planted] of [
    ["into an empty cache", null],
    ["over another Node.js", "#!/bin/sh\necho planted\n"],
  ] as const)
    it(
      verifies("stack.pinned-node", `Runs that fetch at once ${state} all get the pinned Node.js, which stays`),
      async () => {
        const program = join(folder, "cache", "node-24", "node_modules", name, "bin", "node");
        if (planted !== null) {
          mkdirSync(dirname(program), { recursive: true });
          writeFileSync(program, planted, { mode: 0o755 });
        }
        let running = 3;
        const runs = Array.from({ length: running }, async () => {
          assert.equal(await fetchNode(), program);
          running -= 1;
          // While the others are still at it, this run already uses its copy.
          const before = statSync(program).ino;
          while (running > 0) {
            assert.equal((await run(program)).stdout, "genuine\n");
            assert.equal(statSync(program).ino, before, "the copy in use was replaced");
          }
        });
        await Promise.all(runs);
        assert.deepEqual(readdirSync(join(folder, "cache")), ["node-24"]);
      },
    );

  it(
    verifies("stack.pinned-node", "A Node.js that an earlier release fetched is used if its program is the pinned one"),
    async () => {
      const program = join(folder, "cache", "node-24", "node_modules", name, "bin", "node");
      mkdirSync(dirname(program), { recursive: true });
      writeFileSync(program, "#!/bin/sh\necho adopted\n", { mode: 0o755 });
      served = Buffer.from("no package");
      assert.equal(await fetchNode({ program: integrityOf(readFileSync(program)) }), program);
      await assert.rejects(fetchNode({ version: "24.1.3" }));
    },
  );
});
