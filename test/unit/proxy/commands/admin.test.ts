import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeProof, peerCredential, registryCredential } from "@drawbridge/contracts/part-secret";
import { readEdgeSettings } from "@drawbridge/edge/settings";
import { admin } from "../../../../proxy/commands/admin.ts";
import { readPlace } from "../../../../reference-servers/framework/settings.ts";
import { RecordedTerminal } from "../../../support/people/recorded-terminal.ts";
import { verifies } from "../../../support/verifies.ts";

const root = "r".repeat(43);
const next = "n".repeat(43);

describe("drawbridge admin secrets", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-admin-"));
    writeFileSync(join(folder, "root"), `${root}\n`);
    writeFileSync(join(folder, "next"), next);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const printed = async (...args: string[]): Promise<Record<string, string>> => {
    const terminal = new RecordedTerminal();
    await admin.run(["secrets", "--root", join(folder, "root"), ...args], terminal);
    const lines = terminal.lines.filter((line) => !line.startsWith("! "));
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  };

  it(
    verifies("secrets.admin", "It prints what the edge reads, and with a second root secret what it reads then"),
    async () => {
      const place = { PORT: "0", DRAWBRIDGE_EDGE_URL: "http://e.test", DRAWBRIDGE_REGISTRY_URL: "http://r.test" };
      assert.equal(readEdgeSettings({ ...place, ...(await printed("--part", "edge")) }).rootSecret, root);
      const { rootSecret } = readEdgeSettings({
        ...place,
        ...(await printed("--part", "edge", "--other", join(folder, "next"))),
      });
      assert.deepEqual(typeof rootSecret === "string" ? [] : rootSecret.accepted(), [root, next]);
    },
  );

  it(verifies("secrets.admin", "It prints what a server reads, and what two servers need for each other"), async () => {
    const presto = await printed("--part", "presto");
    const place = readPlace(
      { PORT: "0", DRAWBRIDGE_REGISTRY_URL: "http://r.test", ...presto },
      { title: "Presto", own: undefined },
    );
    assert.equal(place.DRAWBRIDGE_REGISTRY_CREDENTIAL, registryCredential(root, "presto"));
    assert.equal(place.DRAWBRIDGE_EDGE_PROOF, edgeProof(root, "presto"));
    const credential = peerCredential(root, "spark", "knowledge");
    const knowledge = await printed("--part", "knowledge", "--called-by", "spark");
    assert.equal(knowledge.DRAWBRIDGE_PEERS, `spark=${credential}`);
    assert.equal((await printed("--part", "spark", "--calls", "knowledge")).KNOWLEDGE_CREDENTIAL, credential);
    const both = await printed("--part", "spark", "--calls", "knowledge", "--other", join(folder, "next"));
    assert.deepEqual(
      Object.keys(both).filter((name) => name.startsWith("KNOWLEDGE")),
      ["KNOWLEDGE_CREDENTIAL"],
      "Spark reads no second value of what it shows",
    );
    assert.ok(!Object.values({ ...presto, ...knowledge }).some((value) => value.includes(root)));
  });

  it(verifies("secrets.admin", "It shows secrets on a terminal only with --show, and never in an error"), async () => {
    const terminal = { result: () => assert.fail("shown"), note: () => {}, columns: 80 };
    const args = ["secrets", "--part", "edge", "--root", join(folder, "root")];
    await assert.rejects(admin.run(args, terminal), /add --show/);
    let lines = 0;
    await admin.run([...args, "--show"], { ...terminal, result: () => (lines += 1) });
    assert.equal(lines, 1);
    writeFileSync(join(folder, "root"), "short");
    await assert.rejects(admin.run([...args, "--show"], terminal), (error: Error) => {
      assert.match(error.message, /fewer than 32 characters/);
      return !/short/.test(error.message);
    });
  });
});
