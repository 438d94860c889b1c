import assert from "node:assert/strict";
import { KeyRing, newKeyRing, rotated } from "../../../reference-servers/identity/key-ring.ts";

describe("the key ring", () => {
  it("A new key ring has one signing key and one cookie key, different each time", async () => {
    const [one, two] = [await newKeyRing(), await newKeyRing()];
    assert.equal(one.signing.length, 1);
    assert.equal(one.cookies.length, 1);
    assert.notEqual(one.signing[0]?.kid, two.signing[0]?.kid);
    assert.deepEqual(KeyRing.parse(JSON.parse(JSON.stringify(one))), one);
  });

  it("A rotation puts a new signing key first and keeps two older ones", async () => {
    let ring = await newKeyRing();
    const first = ring.signing[0]?.kid;
    for (let turn = 0; turn < 2; turn += 1) ring = await rotated(ring);
    assert.equal(ring.signing.length, 3);
    assert.equal(ring.signing[2]?.kid, first);
    assert.equal((await rotated(ring)).signing.length, 3);
  });
});
