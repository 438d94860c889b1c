/**
 * Images of what a company has around Drawbridge: Postgres from npm, Keycloak and Presto from Maven, Java from Debian. Each
 * is built once, on nothing, and stays in the cache folder.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, realpath, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { postgresPrograms } from "../../../reference-servers/platform/postgres/binaries.ts";
import { copyFolder, copyInto, copyLibraries, imageUser, writeCommonFiles } from "../../../scripts/image-root.ts";
import { build, buildImage, imageExists, inContext } from "../../../scripts/images.ts";
import { prestoDistribution } from "../engines/presto-distribution.ts";
import { keycloakDistribution } from "../identity/keycloak-distribution.ts";
import { withProgress } from "../machine/fetched.ts";
import { builder } from "./podman.ts";

export interface CompanyImages {
  readonly drawbridge: string;
  readonly postgres: string;
  readonly keycloak: string;
  readonly presto: string;
}

/** Part of each tag: another number builds again what machines have in their caches. */
const version = 1;
const tagOf = (name: string, of: string): string => `localhost/test-${name}:${of}-${version}`;

/** The images, built where this machine has none. The one of Drawbridge is built of the present sources. */
export async function companyImages(): Promise<CompanyImages> {
  const drawbridge = "localhost/drawbridge:test";
  await withProgress("Building Drawbridge's image", () => buildImage(drawbridge, builder()));
  const java = await once(tagOf("java", "17"), writeJava, "FROM scratch\nCOPY root/ /\n");
  return {
    drawbridge,
    postgres: await once(tagOf("postgres", "18.4"), writePostgres, postgresFile),
    keycloak: await once(tagOf("keycloak", "26"), writeKeycloak, distributionFile(java, "/opt/keycloak")),
    presto: await once(tagOf("presto", "287"), writePresto, distributionFile(java, "/opt/presto")),
  };
}

async function once(tag: string, write: (root: string) => Promise<void>, containerfile: string): Promise<string> {
  if (await imageExists(tag, builder())) return tag;
  await withProgress(`Building the image ${tag} (once)`, () =>
    inContext(async (context) => {
      await write(join(context, "root"));
      await build(context, { tag, containerfile }, builder());
    }),
  );
  return tag;
}

const user = `${imageUser}:${imageUser}`;

/** initdb starts Postgres by a shell, and needs no other program of a system. */
async function writePostgres(root: string): Promise<void> {
  await writeCommonFiles(root);
  const { postgres } = await postgresPrograms();
  const from = dirname(dirname(postgres));
  await copyFolder(from, join(root, "opt/postgres"));
  const programs = ["bin/postgres", "bin/initdb", "lib/libpq.so.5"].map((file) => join(from, file));
  await copyLibraries(root, programs, from);
  await copyInto(root, await realpath("/bin/busybox"), "/bin/sh");
  await mkdir(join(dirname(root), "data"));
}

const postgresFile = `FROM scratch
COPY root/ /
COPY --chown=${user} data /data
USER ${user}
ENV PATH=/opt/postgres/bin:/bin
ENTRYPOINT ["/bin/sh", "-c"]
`;

/** Debian's Java without what only compilers need, and with what Debian keeps in /etc. */
async function writeJava(root: string): Promise<void> {
  await writeCommonFiles(root);
  const java = await realpath(spawnSync("which", ["java"], { encoding: "utf8" }).stdout.trim());
  const [home, place] = [dirname(dirname(java)), join(root, "opt/java")];
  await copyInto(root, java, "/opt/java/bin/java");
  for (const folder of ["conf", "lib"])
    await cp(join(home, folder), join(place, folder), { recursive: true, dereference: true, filter: isForRunning });
  const loaded = ["bin/java", "lib/libjli.so", "lib/libnet.so", "lib/libzip.so", "lib/server/libjvm.so"];
  await copyLibraries(
    root,
    loaded.map((file) => join(place, file)),
    place,
  );
  await mkdir(join(root, "usr/bin"), { recursive: true });
  await symlink("/opt/java/bin/java", join(root, "usr/bin/java"));
}

/** Debian links to documents and sources that are not installed. */
const isForRunning = (file: string): boolean => existsSync(file) && !/(src\.zip|ct\.sym)$/.test(file);

/** Both programs write below their own folder. */
const distributionFile = (java: string, folder: string): string => `FROM ${java}
COPY --chown=${user} root/ ${folder}
USER ${user}
WORKDIR ${folder}
ENTRYPOINT ["/usr/bin/java"]
`;

async function writeKeycloak(root: string): Promise<void> {
  const from = await keycloakDistribution();
  for (const folder of ["conf", "data", "lib", "providers", "themes"])
    await cp(join(from, folder), join(root, folder), { recursive: true });
}

async function writePresto(root: string): Promise<void> {
  const from = await prestoDistribution();
  for (const folder of ["lib", "plugin"]) await cp(join(from, folder), join(root, folder), { recursive: true });
  await mkdir(join(root, "etc"));
}
