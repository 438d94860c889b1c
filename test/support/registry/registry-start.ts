/** What the registry's process prints at its start, until it serves requests or exits. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { repository } from "../machine/source-files.ts";

export const testRootSecret = "r".repeat(43);

/** Everything that it wrote to stderr, and its exit code: 0 where it served requests and this function ended it. */
export async function startOf(overrides: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [`${repository}reference-servers/registry/main.ts`], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env.PATH,
      ...{ PORT: "0", DRAWBRIDGE_REGISTRY_URL: "http://localhost:9", DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:9" },
      ...{ DRAWBRIDGE_ISSUER: "http://127.0.0.1:9", DATABASE_URL: "postgres://127.0.0.1:9/none" },
      [partSecretVariables.root]: testRootSecret,
      ...overrides,
    },
  });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (output.includes("the registry serves")) child.kill("SIGTERM");
  });
  const [code] = await once(child, "close");
  return { code: Number(code), said: output };
}
