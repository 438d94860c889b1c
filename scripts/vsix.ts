/**
 * Packs the extension as a `.vsix`: its bundle, the proxy's bundle (so that nothing else must be installed), and the
 * files that people read. It is packed from a folder of its own, so that no other file of the repository gets in.
 */
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { stop } from "esbuild";
import { z } from "zod";
import { bundleProxy } from "./build.ts";
import { bundleExtension } from "./extension-bundle.ts";
import { bundlePageScripts } from "./page-scripts.ts";
import { tool } from "./tool.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

const Manifest = z.looseObject({
  version: z.string(),
  contributes: z.looseObject({
    configuration: z.looseObject({
      properties: z.looseObject({ "drawbridge.registryUrl": z.looseObject({ default: z.string() }) }),
    }),
  }),
});

export interface Vsix {
  readonly file: string;
  readonly bytes: number;
  /** Size of the extension's own code, without the proxy in it. */
  readonly bundleBytes: number;
}

/** What a company sets in its own package. */
export interface Publication {
  /** The default of the setting, so that the company's users need no configuration; "" for none. */
  readonly registry: string;
  /**
   * The address of the company's repository, from which its page and its issues follow as at GitHub and GitLab. Null keeps
   * the manifest's, which are below a reserved name (RFC 2606): no problem goes to a stranger.
   */
  readonly repository: string | null;
}

/** A package for tests and trials. */
export const ofNoCompany: Publication = { registry: "", repository: null };

/** Packs into `folder`. */
export async function packExtension(folder: string, publication: Publication): Promise<Vsix> {
  const staging = await mkdtemp(join(tmpdir(), "drawbridge-vsix-"));
  try {
    const { version, bundleBytes } = await stageExtension(staging, publication);
    await mkdir(folder, { recursive: true });
    const file = join(folder, `drawbridge-vscode-${version}.vsix`);
    const options = ["--no-dependencies", "--no-rewrite-relative-links"];
    await run(process.execPath, [tool("vsce"), "package", ...options, "--out", file], { cwd: staging });
    return { file, bytes: (await stat(file)).size, bundleBytes };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Puts all files of the package into `staging`. */
export async function stageExtension(
  staging: string,
  publication: Publication,
): Promise<{ readonly version: string; readonly bundleBytes: number }> {
  const address = withoutSuffix(publication.repository ?? (await repositoryOfManifest()));
  const bundleBytes = await bundleExtension(join(staging, "dist"));
  await bundleProxy(join(staging, "proxy"));
  await bundlePageScripts(join(staging, "media"));
  await stop();
  // The proxy's files are ES modules; the extension's own file is not.
  await writeFile(join(staging, "proxy", "package.json"), '{ "type": "module" }\n');
  await Promise.all([
    // A translation is `package.nls.<language>.json`, and a file in l10n.
    ...["media", "l10n", "CHANGELOG.md", ...globSync("package.nls*.json", { cwd: join(root, "extension") })].map(
      (name) => cp(join(root, "extension", name), join(staging, name), { recursive: true }),
    ),
    cp(join(root, "LICENSE"), join(staging, "LICENSE")),
    writeReadme(staging, address),
    writeDocs(staging, address),
  ]);
  return { version: await writeManifest(staging, publication.registry, address), bundleBytes };
}

async function writeReadme(staging: string, address: string): Promise<void> {
  const text = await readFile(join(root, "extension", "README.md"), "utf8");
  await writeFile(join(staging, "README.md"), packagedReadme(text, address));
}

/** The pages for a person at the editor, which the command Show Documentation opens. */
const docs = ["agents.md", "errors.md", "uninstall.md", "vscode-remote.md"];

async function writeDocs(staging: string, address: string): Promise<void> {
  await mkdir(join(staging, "docs"));
  for (const name of docs) {
    const text = await readFile(join(root, "docs", name), "utf8");
    await writeFile(join(staging, "docs", name), packagedPage(text, address));
  }
}

const repositoryOfManifest = async (): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(join(root, "extension", "package.json"), "utf8"));
  return Repository.parse(manifest).repository.url;
};

const withoutSuffix = (address: string): string => address.replace(/\.git$|\/$/, "");

const Repository = z.looseObject({ repository: z.object({ url: z.url() }) });

/**
 * The README as a package has it. An editor shows no picture from a package, so pictures and links point at the repository. An
 * editor knows no `<picture>` element either, and gets the light one.
 */
export const packagedReadme = (text: string, repository: string): string =>
  text
    .replace(/<picture>[\s\S]*?<img alt="([^"]*)" src="([^"]*)">\s*<\/picture>/g, "![$1]($2)")
    .replace(/\]\(pictures\//g, `](${repository}/raw/HEAD/extension/pictures/`)
    .replace(/\]\(\.\.\//g, `](${repository}/blob/HEAD/`);

/** A page of docs as a package has it: links to pages beside it that the package lacks point at the repository. */
export const packagedPage = (text: string, repository: string): string =>
  text
    .replace(/\]\(\.\.\//g, `](${repository}/blob/HEAD/`)
    .replace(/\]\(([\w-]+\.md)/g, (link, page) =>
      docs.includes(page) ? link : `](${repository}/blob/HEAD/docs/${page}`,
    );

/** Writes the manifest without the fields that only the workspace needs. Returns the version. */
async function writeManifest(staging: string, registry: string, address: string): Promise<string> {
  const text = await readFile(join(root, "extension", "package.json"), "utf8");
  const { devDependencies: _dev, type: _type, private: _private, ...manifest } = Manifest.parse(JSON.parse(text));
  manifest.contributes.configuration.properties["drawbridge.registryUrl"].default = registry;
  const page = {
    repository: { type: "git", url: `${address}.git`, directory: "extension" },
    ...{ homepage: `${address}#readme`, bugs: { url: `${address}/issues` } },
  };
  await writeFile(join(staging, "package.json"), `${JSON.stringify({ ...manifest, ...page }, null, 2)}\n`);
  return manifest.version;
}
