import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "@drawbridge/contracts/atomic-file";
import { homeOf } from "../../../../proxy/files/home.ts";
import { isDefaultHome } from "../../../../proxy/identity/keyring.ts";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { openSecretStore, secretStore } from "../../../../proxy/identity/secret-store.ts";
import { temporaryHome } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

const key = () => new Secret(randomBytes(32).toString("base64"));
const text = '{"refreshToken":"very-secret"}';

describe("the secret store", () => {
  let home: ReturnType<typeof temporaryHome>;
  beforeEach(() => {
    home = temporaryHome();
  });
  afterEach(() => home.dispose());

  it("The secret store is a file for a home that is not the account's own, so no test uses a keyring", async () => {
    assert.equal((await openSecretStore(home)).kind, "file");
    assert.equal(isDefaultHome(home), false);
    assert.equal(isDefaultHome(homeOf(join(userInfo().homedir, ".drawbridge"))), true);
  });

  for (const [kind, sealingKey] of [
    ["file", null],
    ["keyring", key()],
  ] as const) {
    it(
      verifies(
        "sign-in.private-file",
        `The secret store returns what was saved, and only its owner can read it (${kind})`,
      ),
      async () => {
        const store = secretStore(home.secretFile, sealingKey);
        assert.equal(store.kind, kind);
        assert.equal(await store.load(), null);
        await store.save(text);
        assert.equal(await store.load(), text);
        assert.equal(statSync(home.secretFile).mode & 0o777, 0o600);
        assert.deepEqual(readdirSync(home.folder), ["session.json"]);
        await store.clear();
        await store.clear();
        assert.equal(await store.load(), null);
      },
    );
  }

  it(verifies("sign-in.sealed", "A sealed session is useless to a thief who has only the file"), async () => {
    await secretStore(home.secretFile, key()).save(text);
    assert.doesNotMatch(readFileSync(home.secretFile, "utf8"), /very-secret/);
    assert.equal(await secretStore(home.secretFile, key()).load(), null);
    assert.equal(await secretStore(home.secretFile, null).load(), null);
  });

  it(verifies("sign-in.sealed", "The secret store does not read a sealed session that was changed"), async () => {
    const sealingKey = key();
    await secretStore(home.secretFile, sealingKey).save(text);
    const stored = JSON.parse(readFileSync(home.secretFile, "utf8"));
    const data = Buffer.from(stored.sealed.data, "base64");
    data.writeUInt8(data.readUInt8(0) ^ 1, 0);
    stored.sealed.data = data.toString("base64");
    writeFileSync(home.secretFile, JSON.stringify(stored));
    assert.equal(await secretStore(home.secretFile, sealingKey).load(), null);
  });

  it("The secret store takes a session over from the file when a keyring appears", async () => {
    await secretStore(home.secretFile, null).save(text);
    assert.equal(await secretStore(home.secretFile, key()).load(), text);
  });

  for (const damaged of ["", "{", "[]", '{"sealed":{}}', "\0\0\0"]) {
    it(`The secret store is empty if the file holds ${JSON.stringify(damaged)}`, async () => {
      writeFileSync(home.secretFile, damaged);
      assert.equal(await secretStore(home.secretFile, null).load(), null);
    });
  }
});

describe("atomic writes", () => {
  let home: ReturnType<typeof temporaryHome>;
  beforeEach(() => {
    home = temporaryHome();
  });
  afterEach(() => home.dispose());

  it(
    verifies(
      "sign-in.private-file",
      "An atomic write replaces the whole file, and makes a file that others could read private",
    ),
    async () => {
      const file = join(home.folder, "some", "file");
      await writeAtomically(file, "a long first text");
      chmodSync(file, 0o666);
      await writeAtomically(file, "short");
      assert.equal(readFileSync(file, "utf8"), "short");
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal(statSync(join(home.folder, "some")).mode & 0o777, 0o700);
    },
  );

  it(verifies("sign-in.private-file", "A failed atomic write leaves the old file, and nothing beside it"), async () => {
    const file = join(home.folder, "taken");
    await writeAtomically(join(file, "inside"), "the name is a folder's");
    await assert.rejects(writeAtomically(file, "new"));
    assert.deepEqual(readdirSync(home.folder), ["taken"]);
    assert.equal(readFileSync(join(file, "inside"), "utf8"), "the name is a folder's");
  });

  it("Two atomic writes at the same time leave the text of one of them", async () => {
    const file = join(home.folder, "raced");
    const texts = Array.from({ length: 20 }, (_, at) => String(at).repeat(10_000));
    await Promise.all(texts.map((each) => writeAtomically(file, each)));
    assert.ok(texts.includes(readFileSync(file, "utf8")));
    assert.deepEqual(readdirSync(home.folder), ["raced"]);
  });
});
