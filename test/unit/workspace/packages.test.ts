import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { allImports, packageOf, packages, type WorkspacePackage } from "./package-imports.ts";

const imports = allImports();

/** What runs is one file that esbuild makes, so these two need nothing of what they import once they are built. */
const isBundled = ({ folder }: WorkspacePackage): boolean => folder === "extension" || folder === "proxy";
/** Scripts and tests: they run in the repository alone, where npm links every package of the workspace. */
const isRoot = ({ folder }: WorkspacePackage): boolean => folder === "";
const isOurs = (name: string): boolean => packages.some((each) => each.name === name);
const isTest = (file: string): boolean => file.endsWith(".test.ts");

function declaredIn(owner: WorkspacePackage, file: string, onDemand: boolean): Set<string> {
  const { dependencies, devDependencies, optionalDependencies } = owner;
  const alsoInRepository = isBundled(owner) || isRoot(owner) || isTest(file) || onDemand;
  return new Set(
    Object.keys({ ...dependencies, ...optionalDependencies, ...(alsoInRepository ? devDependencies : {}) }),
  );
}

const named = ({ folder, name }: WorkspacePackage): string => (folder === "" ? "the root" : name);

describe("the packages of the workspace", () => {
  it(verifies("workspace.packages", "Every package declares each package that its sources import"), () => {
    const undeclared = imports.flatMap(({ file, package: imported, onDemand }) => {
      const owner = packageOf(file);
      if (owner === undefined || imported === null || imported === owner.name) return [];
      if (isRoot(owner) && isOurs(imported)) return [];
      return declaredIn(owner, file, onDemand).has(imported) ? [] : `${file} imports ${imported}`;
    });
    assert.deepEqual(undeclared, []);
  });

  it(verifies("workspace.packages", "No package declares a package that its sources do not name"), () => {
    const declared = packages.flatMap((each) => Object.keys({ ...each.dependencies, ...each.devDependencies }));
    const typed = new Set([...declared, "node", "vscode"]);
    const unused = packages.flatMap((owner) => {
      const texts = sourceFiles(owner.folder)
        .map((path) => path.slice(repository.length))
        .filter((file) => packageOf(file) === owner && /\.(ts|mts|js|mjs)$/.test(file) && existsSync(repository + file))
        .map((file) => readFileSync(repository + file, "utf8"));
      const isNamed = (name: string): boolean =>
        texts.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`)) ||
        (name.startsWith("@types/") && typed.has(name.slice("@types/".length)));
      return Object.keys({ ...owner.dependencies, ...owner.devDependencies, ...owner.optionalDependencies })
        .filter((name) => !isNamed(name))
        .map((name) => `${named(owner)} declares ${name}`);
    });
    assert.deepEqual(unused, []);
  });

  it(verifies("workspace.packages", "All packages declare a dependency in the same version"), () => {
    const versions = new Map(packages.map(({ name, version }) => [name, version]));
    const different = packages.flatMap((owner) =>
      Object.entries({ ...owner.dependencies, ...owner.devDependencies, ...owner.optionalDependencies })
        .filter(([name, version]) => {
          if (!versions.has(name)) versions.set(name, version);
          return versions.get(name) !== version;
        })
        .map(([name, version]) => `${named(owner)} declares ${name} ${version}, not ${versions.get(name)}`),
    );
    assert.deepEqual(different, []);
  });

  it(verifies("workspace.packages", "The two packages that are bundled need no package once they are built"), () => {
    assert.deepEqual(
      packages.filter(isBundled).map(({ dependencies }) => dependencies),
      [{}, {}],
    );
  });

  it(verifies("workspace.packages", "Every entry point is named, and its file exists"), () => {
    const violations = packages.flatMap(({ folder, exports }) =>
      Object.entries(exports)
        .filter(([entry, file]) => entry.includes("*") || !existsSync(`${repository}${folder}/${file}`))
        .map(([entry, file]) => `${folder}: ${entry} → ${file}`),
    );
    assert.deepEqual(violations, []);
  });

  it(verifies("workspace.packages", "Every entry point is imported by another package, an example or a script"), () => {
    const used = new Set(imports.filter(({ file }) => !file.startsWith("test/")).map(({ target }) => target));
    const unused = packages.flatMap(({ name, exports }) =>
      Object.keys(exports)
        .map((entry) => `${name}${entry.slice(1)}`)
        .filter((entry) => !used.has(entry)),
    );
    assert.deepEqual(unused, []);
  });

  it(verifies("workspace.packages", "No import goes past the entry points of another package"), () => {
    const entries = new Set(
      packages.flatMap(({ name, exports }) => Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`)),
    );
    const deep = imports.filter(({ file, target, package: imported }) => {
      if (imported !== null) return isOurs(imported) && !entries.has(target);
      const owner = packageOf(file);
      if (owner === undefined || isRoot(owner)) return false;
      // The extension is built together with the proxy's sources.
      return packageOf(target) !== owner && !(owner.folder === "extension" && target.startsWith("proxy/"));
    });
    assert.deepEqual(
      deep.map(({ file, target }) => `${file} imports ${target}`),
      [],
    );
  });

  it(verifies("workspace.packages", "The check finds imports with one name, with many lines, and on demand"), () => {
    const found = (file: string) => imports.filter((each) => each.file === file).map(({ target }) => target);
    assert.ok(found("reference-servers/servers/presto/bundle.ts").includes("esbuild"));
    assert.ok(found("reference-servers/framework/database.ts").includes("@drawbridge/hosted/database"));
    assert.ok(found("reference-servers/edge/main.ts").includes("reference-servers/edge/start.ts"));
  });
});
