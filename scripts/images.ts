/**
 * `npm run images`: builds the container image of the hosted parts, on nothing (`FROM scratch`) and without pulling: Node 24 with its
 * libraries, and the compiled parts with the packages that they use. One image runs every part; docs/deployment.md says
 * with which command. It needs Linux, and podman or docker.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { bundledParts, currentBundle } from "@drawbridge/presto/bundle";
import { z } from "zod";
import { copyFolder, copyInto, copyLibraries, imageUser, writeCommonFiles } from "./image-root.ts";
import { compile, compiledEntry, copyOtherFiles } from "./pack.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "reference-servers");
const run = promisify(execFile);

/** The packages of the hosted side that run in production, from reference-servers/. */
const packages = [
  "contracts",
  "hosted",
  "framework",
  "registry",
  "edge",
  "servers/presto",
  "servers/spark",
  "servers/knowledge",
] as const;

/** The Node that runs this script is the Node of the image. */
const packagesFile = `FROM scratch
COPY node/ /
COPY packages/ /
`;

const partsFile = (packagesTag: string): string => `FROM ${packagesTag}
COPY parts/ /
USER ${imageUser}:${imageUser}
WORKDIR /app
ENTRYPOINT ["/usr/bin/node"]
`;

/** A program that builds from a Containerfile, with the arguments before those of the build. */
export type Builder = readonly [program: string, ...args: string[]];

/**
 * Builds the image under `tag`. Node and the packages of npm are an image of their own below it, which stays until the lock
 * file or Node changes, so that a new version of our own code is a small layer. What has not changed is not built again.
 * Throws with the builder's message.
 */
export async function buildImage(tag: string, builder: Builder): Promise<void> {
  const packages = await keyed(
    "packages",
    [process.version, await digestOf([join(root, "package-lock.json")])],
    builder,
    {
      write: (context) => Promise.all([writeNode(join(context, "node")), writePackages(join(context, "packages"))]),
      containerfile: packagesFile,
    },
  );
  const code = globSync("{reference-servers/**/*,scripts/{images,image-root,pack}.ts}", {
    cwd: root,
    withFileTypes: true,
    exclude: ["**/node_modules", "**/dist"],
  });
  const files = code.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const parts = await keyed("parts", [packages, await digestOf(files.toSorted())], builder, {
    write: (context) => writeParts(join(context, "parts")),
    containerfile: partsFile(packages),
  });
  const [program, ...args] = builder;
  await run(program, [...args, "tag", parts, tag]);
}

/** The image of this name and key; written and built where this machine does not have it. */
async function keyed(
  name: string,
  key: readonly string[],
  builder: Builder,
  { write, containerfile }: { write(context: string): Promise<unknown>; readonly containerfile: string },
): Promise<string> {
  const digest = createHash("sha256")
    .update([...key, containerfile].join("\n"))
    .digest("hex");
  const tag = `localhost/drawbridge-${name}:${digest.slice(0, 16)}`;
  if (await imageExists(tag, builder)) return tag;
  await inContext(async (context) => {
    await write(context);
    await build(context, { tag, containerfile }, builder);
  });
  return tag;
}

async function digestOf(files: readonly string[]): Promise<string> {
  const digest = createHash("sha256");
  for (const file of files) digest.update(`${relative(root, file)}\n`).update(await readFile(file));
  return digest.digest("hex");
}

/** Whether this machine has the image. */
export const imageExists = (tag: string, [program, ...args]: Builder): Promise<boolean> =>
  run(program, [...args, "image", "inspect", tag]).then(
    () => true,
    () => false,
  );

/** Builds what lies in `context`. Nothing is pulled: each image is built on nothing, or on one that this machine has. */
export async function build(
  context: string,
  { tag, containerfile }: { readonly tag: string; readonly containerfile: string },
  [program, ...args]: Builder,
): Promise<void> {
  const file = join(context, "Containerfile");
  await writeFile(file, containerfile);
  await run(program, [...args, "build", "--tag", tag, "--file", file, context], { maxBuffer: 64 * 2 ** 20 });
}

/** Calls `write` with an empty folder, which is removed afterwards. */
export async function inContext(write: (context: string) => Promise<unknown>): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), "drawbridge-image-"));
  try {
    await write(context);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function writeNode(to: string): Promise<void> {
  await writeCommonFiles(to);
  await copyInto(to, process.execPath, "/usr/bin/node");
  await copyLibraries(to, [process.execPath], to);
}

/** The packages of npm that the parts need in production, with the libraries of their native ones. */
async function writePackages(to: string): Promise<void> {
  const { stdout } = await run(
    "npm",
    ["ls", "--all", "--omit=dev", "--parseable", ...packages.map((each) => `--workspace=reference-servers/${each}`)],
    { cwd: root },
  );
  const installed = stdout.split("\n").filter((folder) => folder.includes("/node_modules/"));
  const wanted = installed.filter((folder) => !folder.includes("/node_modules/@drawbridge/"));
  for (const folder of wanted) {
    const place = join(to, "app", relative(root, folder));
    await mkdir(dirname(place), { recursive: true });
    await copyFolder(folder, place);
  }
  const natives = globSync("**/*.{node,so}", { cwd: to }).map((file) => join(to, file));
  await copyLibraries(to, natives, to);
}

async function writeParts(to: string): Promise<void> {
  const app = join(to, "app", "reference-servers");
  await mkdir(app, { recursive: true });
  await Promise.all(bundledParts.map(currentBundle));
  await compile(app, packages);
  const modules = join(to, "app", "node_modules", "@drawbridge");
  await mkdir(modules, { recursive: true });
  for (const each of packages) {
    await copyOtherFiles(join(sources, each), join(app, each));
    const manifest = Manifest.parse(JSON.parse(await readFile(join(sources, each, "package.json"), "utf8")));
    const exports = Object.entries(manifest.exports).map(([entry, file]) => [entry, compiledEntry(file)]);
    await writeFile(
      join(app, each, "package.json"),
      JSON.stringify({ ...manifest, exports: Object.fromEntries(exports) }),
    );
    await symlink(`../../reference-servers/${each}`, join(modules, manifest.name.replace("@drawbridge/", "")));
  }
  await cp(join(sources, "servers/presto/dist"), join(app, "servers/presto/dist"), { recursive: true });
  await cp(join(root, "LICENSE"), join(to, "app", "LICENSE"));
}

const Manifest = z.looseObject({ name: z.string(), exports: z.record(z.string(), z.string()).default({}) });

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      tag: { type: "string", default: "localhost/drawbridge:0.1.0" },
      with: { type: "string", default: "podman" },
    },
  });
  await buildImage(values.tag, [values.with]);
  console.log(values.tag);
}
