import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readIfThere, writeAtomically, writeOnce } from "@drawbridge/contracts/atomic-file";

describe("an atomic file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-atomic-"));
    file = join(folder, "made", "file");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("A file that is written atomically has the mode that its writer names under every umask", async () => {
    const before = process.umask(0o077);
    try {
      await writeAtomically(file, "text", 0o644);
    } finally {
      process.umask(before);
    }
    assert.equal(readFileSync(file, "utf8"), "text");
    if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o644);
  });

  it("A check that fails keeps the old file and leaves nothing beside it", async () => {
    await writeAtomically(file, "old");
    const refuse = () => Promise.reject(new Error("changed meanwhile"));
    await assert.rejects(writeAtomically(file, "new", 0o600, refuse), /changed meanwhile/);
    assert.equal(await readIfThere(file), "old");
    assert.deepEqual(readdirSync(join(folder, "made")), ["file"]);
  });

  it("Of any number of writers of a file that is made once, all read the text of the same one", async () => {
    const texts = Array.from({ length: 20 }, (_, writer) => `text of writer ${writer}`);
    const read = new Set(await Promise.all(texts.map((text) => writeOnce(file, text))));
    assert.equal(read.size, 1);
    assert.ok(texts.includes([...read][0] ?? ""));
    assert.deepEqual(readdirSync(join(folder, "made")), ["file"]);
  });
});
