import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const read = (file: string): string => readFileSync(file, "utf8");
const named = (file: string): string => file.slice(repository.length);
const present = sourceFiles();

/**
 * Files whose first declaration says what they are for: a tool (its title and description), a cause of Spark failures
 * (its title), and the two lines of a server's program. A test's titles say it.
 */
const saysItself =
  /\.test\.ts$|^reference-servers\/servers\/\w+\/(?:tools\/|main\.ts)|^reference-servers\/servers\/spark\/causes\/|^examples\/.*main\.ts$/;

describe("the tree", () => {
  it(verifies("workspace.file-headers", "Every source file begins with a comment that says what it is for"), () => {
    const silent = present.filter(
      (file) =>
        /\.(ts|mjs|js)$/.test(file) && !saysItself.test(named(file)) && !/^(?:#!.*\n)?(?:\/\*\*|\/\/)/.test(read(file)),
    );
    assert.deepEqual(silent.map(named), []);
  });

  for (const [readme, folder, files] of [
    ["test/support/README.md", "test/support", ["README.md", "closing-line-reporter.ts", "verifies.ts"]],
    ["reference-servers/README.md", "reference-servers", ["README.md"]],
  ] as const)
    it(
      verifies("workspace.sorted-folders", `${readme} names every folder beside it, and no other file lies there`),
      () => {
        const below = present.map(named).filter((file) => file.startsWith(`${folder}/`));
        const entries = [...new Set(below.map((file) => file.slice(folder.length + 1).split("/")))];
        const text = read(`${repository}${readme}`);
        const folders = [...new Set(entries.flatMap(([name = "", ...rest]) => (rest.length > 0 ? [name] : [])))];
        const unnamed = folders.filter((name) => !text.includes(`\`${name}/`));
        assert.deepEqual(unnamed, []);
        const alone = entries.flatMap(([name = "", ...rest]) => (rest.length === 0 ? [name] : []));
        assert.deepEqual(alone.toSorted(), [...files].toSorted());
      },
    );

  it(verifies("workspace.file-size", "No source file has over 400 lines"), () => {
    const long = present.filter((file) => /\.(ts|mjs|js)$/.test(file) && read(file).split("\n").length > 401);
    assert.deepEqual(long.map(named), []);
  });

  it(verifies("workspace.no-registry-host", "The lock file names no registry host"), () => {
    assert.equal(read(`${repository}package-lock.json`).includes('"resolved": "http'), false);
  });

  it(verifies("workspace.no-skipped-tests", "No test is focused or disabled"), () => {
    const tests = present.filter((file) => file.endsWith(".test.ts"));
    const found = tests.filter((file) => /\b(it|describe)\.(only|skip)\(|\bx(it|describe)\(/.test(read(file)));
    assert.deepEqual(found.map(named), []);
  });

  it(verifies("workspace.dependencies-explained", "ARCHITECTURE.md says what every dependency is for"), () => {
    const Manifest = z.object({
      dependencies: z.record(z.string(), z.string()).default({}),
      devDependencies: z.record(z.string(), z.string()).default({}),
      optionalDependencies: z.record(z.string(), z.string()).default({}),
    });
    const manifests = present.filter((file) => file.endsWith("package.json"));
    const names = manifests.flatMap((file) => {
      const { dependencies, devDependencies, optionalDependencies } = Manifest.parse(JSON.parse(read(file)));
      return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    });
    const text = read(`${repository}ARCHITECTURE.md`);
    const unexplained = [...new Set(names)].filter(
      (name) => !text.includes(`\`${name}\``) && !/^@(types|drawbridge)\//.test(name),
    );
    assert.deepEqual(unexplained, []);
  });
});
