/** Loads the bundled grammar; makes the bundle first where it is missing or of older sources. */
import { bundleIsCurrent, bundleParser } from "./bundle.ts";

export type { Parsed, Tree } from "./grammar.ts";

type Grammar = typeof import("./grammar.ts");
export type Parse = Grammar["parseTrino"];

/** Throws with the command to run where there is no bundle and none can be made. */
export async function loadParser(): Promise<Parse> {
  if (!(await bundleIsCurrent())) await makeBundle();
  const grammar: Grammar = await import(new URL("../dist/trino-parser.js", import.meta.url).href);
  return grammar.parseTrino;
}

async function makeBundle(): Promise<void> {
  try {
    await bundleParser();
  } catch (cause) {
    throw new Error("The SQL parser is not built. Run: npm ci && node reference-servers/presto/sql/bundle.ts", {
      cause,
    });
  }
}
