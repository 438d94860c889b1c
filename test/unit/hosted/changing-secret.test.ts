import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changingSecret, keptMs } from "../../../reference-servers/hosted/changing-secret.ts";
import { verifies } from "../../support/verifies.ts";

describe("a secret in files", () => {
  let folder: string;
  let ms: number;
  const troubles: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-secret-"));
    ms = 0;
    troubles.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const open = (minLength = 1) =>
    changingSecret({
      ...{ name: "A_SECRET", minLength, now: () => ms },
      ...{
        current: { kind: "file", file: join(folder, "current") },
        other: { kind: "file", file: join(folder, "other") },
      },
      onTrouble: (message) => troubles.push(message),
    });

  it(verifies("secrets.files", "It is read again once a second, when it is used"), () => {
    write("current", "first\n");
    const secret = open();
    assert.deepEqual(secret.accepted(), ["first"]);
    write("current", "second\n");
    ms = 999;
    assert.deepEqual(secret.accepted(), ["first"]);
    ms = 1_000;
    assert.equal(secret.accepted()[0], "second");
  });

  it(verifies("secrets.files", "The other file's value counts too, and the file may come and go"), () => {
    write("current", "first");
    const secret = open();
    assert.deepEqual(secret.accepted(), ["first"]);
    write("other", "second\r\n");
    ms += 1_000;
    assert.deepEqual(secret.accepted(), ["first", "second"]);
    write("current", "second");
    write("other", "first");
    ms += 1_000;
    assert.deepEqual(secret.accepted(), ["second", "first"]);
  });

  it(verifies("secrets.files", "A value that left the files counts for another minute, and then not any more"), () => {
    write("current", "first");
    const secret = open();
    secret.accepted();
    write("current", "second");
    ms += 1_000;
    assert.deepEqual(secret.accepted(), ["second", "first"]);
    ms += keptMs - 1;
    assert.deepEqual(secret.accepted(), ["second", "first"]);
    ms += 1;
    assert.deepEqual(secret.accepted(), ["second"]);
  });

  it(verifies("secrets.files", "A file that is gone or half written changes nothing, and is reported once"), () => {
    write("current", "long enough");
    const secret = open(8);
    assert.deepEqual(secret.accepted(), ["long enough"]);
    write("current", "lon");
    for (let count = 0; count < 3; count += 1) {
      ms += 1_000;
      assert.deepEqual(secret.accepted(), ["long enough"]);
    }
    rmSync(join(folder, "current"));
    ms += keptMs;
    assert.deepEqual(secret.accepted(), ["long enough"]);
    assert.equal(troubles.length, 1);
    assert.match(troubles[0] ?? "", /^The file of A_SECRET cannot be read/);
    assert.doesNotMatch(troubles[0] ?? "", /long|lon\b/);
  });

  it(verifies("secrets.files", "A file that cannot be read at the start is an error with the variable's name"), () => {
    assert.throws(() => open(), /^Error: A_SECRET cannot be read from its file/);
  });
});
