/** The tests that run inside an editor's extension host (test/editor): bundled as an editor loads them, and their result. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { z } from "zod";
import { repository } from "../machine/source-files.ts";

const Results = z.object({
  tests: z.array(z.object({ title: z.string(), err: z.object({ message: z.string().optional() }) })),
});

export interface EditorTests {
  /** The value for `extensionTestsPath`. */
  readonly runner: string;
  /** Each test with the reason of its failure; null where it passed. Throws where the tests did not run to their end. */
  results(): readonly { readonly title: string; readonly failure: string | null }[];
}

/** Bundles into the repository's own cache folder, because mocha can be resolved from there. */
export async function bundleEditorTests(): Promise<EditorTests> {
  const folder = join(repository, ".cache", `editor-tests-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [testFile, resultFile] = [join(folder, "extension.cjs"), join(folder, "results.json")];
  await build({
    entryPoints: [join(repository, "test/editor/run.ts"), join(repository, "test/editor/extension.ts")],
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode", "mocha"],
    define: { testFile: JSON.stringify(testFile), resultFile: JSON.stringify(resultFile) },
    logLevel: "error",
  });
  return {
    runner: join(folder, "run.cjs"),
    results() {
      const { tests } = Results.parse(JSON.parse(readFileSync(resultFile, "utf8")));
      rmSync(folder, { recursive: true, force: true });
      return tests.map(({ title, err }) => ({ title, failure: err.message ?? null }));
    },
  };
}
