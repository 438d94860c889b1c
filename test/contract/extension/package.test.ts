import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { bundled } from "../../../scripts/l10n.ts";
import { stageExtension } from "../../../scripts/vsix.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const megabyte = 1024 * 1024;

const repositoryAddress = "https://git.example.com/tools/drawbridge";
const publication = { registry: "https://drawbridge.example.com", repository: `${repositoryAddress}.git` };

const withoutEditor = `
  const loader = require("node:module"), load = loader._load;
  loader._load = (name, ...rest) => (name === "vscode" ? new Proxy({}, { get: () => class {} }) : load(name, ...rest));
`;

/** Loads the bundle as an editor does, and prints the processor time (ms), which does not depend on other programs. */
const loading = `
  ${withoutEditor}
  const before = process.cpuUsage();
  require(process.argv[2]);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(String((user + system) / 1000));
`;

/** Loads the bundle, then each of its other parts. Prints how many parts those are, and whether the first load had schemas. */
const loadingAll = `
  ${withoutEditor}
  const { readdirSync, readFileSync } = require("node:fs"), { join } = require("node:path");
  const folder = process.argv[2];
  require(join(folder, "main.cjs"));
  const parts = readdirSync(folder).filter((name) => name !== "main.cjs" && name !== "uninstall.cjs");
  for (const name of parts) require(join(folder, name));
  const schemas = readFileSync(join(folder, "main.cjs"), "utf8").includes("ZodObject");
  process.stdout.write(JSON.stringify({ parts: parts.length, schemas }));
`;

describe("the packaged extension", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-vsix-test-"));
  let bundleBytes = 0;
  before(async () => {
    ({ bundleBytes } = await stageExtension(folder, publication));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(verifies("vscode.light", "The packaged extension is small and loads quickly"), () => {
    assert.ok(bundleBytes < megabyte, `${bundleBytes} bytes`);
    const script = join(folder, "loading.cjs");
    writeFileSync(script, loading);
    const { stdout, stderr } = spawnSync(process.execPath, [script, join(folder, "dist", "main.cjs")], {
      encoding: "utf8",
    });
    assert.ok(Number(stdout) > 0 && Number(stdout) < 60, `${stdout} ms of the processor ${stderr}`);
  });

  it(
    verifies(
      "vscode.light",
      "A window's start loads no schema, and every part of the extension that is loaded later can be loaded",
    ),
    () => {
      const script = join(folder, "loading-all.cjs");
      writeFileSync(script, loadingAll);
      const { stdout, stderr } = spawnSync(process.execPath, [script, join(folder, "dist")], { encoding: "utf8" });
      assert.equal(stderr, "");
      const { parts, schemas } = z.object({ parts: z.number(), schemas: z.boolean() }).parse(JSON.parse(stdout));
      assert.ok(parts > 10, `${parts} parts`);
      assert.equal(schemas, false, "zod is in main.cjs: see which file imports it in the metafile of esbuild");
    },
  );

  it(verifies("vscode.package", "The packaged extension presets the company's registry"), async () => {
    const Manifest = z.object({
      contributes: z.object({
        configuration: z.object({ properties: z.record(z.string(), z.object({ default: z.string() })) }),
      }),
    });
    const { default: manifest } = await import(join(folder, "package.json"), { with: { type: "json" } });
    const { properties } = Manifest.parse(manifest).contributes.configuration;
    assert.equal(properties["drawbridge.registryUrl"]?.default, "https://drawbridge.example.com");
  });

  it(
    verifies("vscode.texts", "The packaged extension has the translators' texts in the folder that its manifest names"),
    () => {
      const { l10n } = z
        .object({ l10n: z.string() })
        .parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
      assert.equal(readFileSync(join(folder, l10n, "bundle.l10n.json"), "utf8"), bundled());
    },
  );

  it(
    verifies("vscode.gallery", "The package's README explains the extension, with pictures that an editor can show"),
    () => {
      const text = readFileSync(join(folder, "README.md"), "utf8");
      assert.match(text, /The first five minutes/);
      const pictures = [...text.matchAll(/!\[[^\]]+\]\((.*?)\)/g)].map(([, address]) => address ?? "");
      assert.ok(pictures.length >= 2);
      for (const each of pictures) {
        const [, name] = /^https:\/\/\S+\/raw\/HEAD\/(extension\/pictures\/[\w-]+\.png)$/.exec(each) ?? [];
        assert.ok(name !== undefined && existsSync(join(repository, name)), each);
      }
      assert.doesNotMatch(text, /<picture>|\]\((?:pictures|\.\.)\//);
    },
  );

  it(
    verifies("vscode.docs-offline", "The package has the pages that the editor opens, and their links lead somewhere"),
    () => {
      const source = readFileSync(join(repository, "extension/documentation.ts"), "utf8");
      const pages = [...source.matchAll(/file: \["docs", "([\w.-]+)"\]/g)].map(([, name]) => name ?? "");
      assert.ok(pages.length >= 4);
      for (const page of pages) {
        const text = readFileSync(join(folder, "docs", page), "utf8");
        for (const [, address = ""] of text.matchAll(/\]\(([^)#\s]+)/g)) {
          const [, path] = /^https:\/\/\S+\/blob\/HEAD\/(\S+)$/.exec(address) ?? [];
          const there = path === undefined ? join(folder, "docs", address) : join(repository, path);
          assert.ok(/^https?:/.test(path === undefined ? address : "") || existsSync(there), `${page}: ${address}`);
        }
      }
    },
  );

  it(
    verifies("vscode.gallery", "The package names its repository, its page, where problems go, and fitting categories"),
    () => {
      const manifest = z
        .object({
          repository: z.object({ url: z.url() }),
          homepage: z.url(),
          bugs: z.object({ url: z.url() }),
          categories: z.array(z.string()),
          galleryBanner: z.object({ color: z.string().regex(/^#[0-9a-f]{6}$/), theme: z.enum(["dark", "light"]) }),
        })
        .parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
      assert.equal(manifest.categories.includes("Other"), false);
      assert.deepEqual(
        [manifest.repository.url, manifest.homepage, manifest.bugs.url],
        [`${repositoryAddress}.git`, `${repositoryAddress}#readme`, `${repositoryAddress}/issues`],
      );
      for (const page of ["README.md", ...globSync("docs/*.md", { cwd: folder })])
        assert.doesNotMatch(readFileSync(join(folder, page), "utf8"), /drawbridge\.example\.com\/source/, page);
      assert.ok(readFileSync(join(folder, "README.md"), "utf8").includes(`${repositoryAddress}/raw/HEAD/`));
      assert.doesNotMatch(readFileSync(join(repository, "scripts/vsix.ts"), "utf8"), /allow-missing-repository/);
    },
  );

  it(
    verifies(
      "vscode.gallery",
      "A package of no company names a reserved address, so that no problem goes to a stranger",
    ),
    () => {
      const text = readFileSync(join(repository, "extension/package.json"), "utf8");
      const addresses = [...text.matchAll(/"https?:\/\/[^"]+"/g)].map(
        ([quoted]) => new URL(quoted.slice(1, -1)).hostname,
      );
      assert.ok(addresses.length >= 3);
      for (const address of addresses) assert.match(address, /(^|\.)example\.com$/);
    },
  );

  it(verifies("vscode.package", "The packaged extension contains a proxy that runs without other files"), () => {
    const { stdout, status } = spawnSync(process.execPath, [join(folder, "proxy", "cli.js"), "--version"], {
      encoding: "utf8",
      env: { PATH: "", HOME: folder },
    });
    assert.equal(status, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+/);
  });
});
