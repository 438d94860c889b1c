import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const read = (file: string): string => readFileSync(file, "utf8");
const named = (file: string): string => file.slice(repository.length);
const present = sourceFiles();

describe("the tree", () => {
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
