import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { keptMs } from "../../../reference-servers/hosted/changing-secret.ts";
import { verifies } from "../../support/verifies.ts";
import { RotatingWorld } from "../../support/worlds/rotating-world.ts";

const newRoot = (): string => randomBytes(32).toString("base64url");

describe("a change of the root secret", function () {
  this.timeout(120_000);

  it(verifies("secrets.root", "A root secret changes in three steps without a failed call"), async () => {
    const [before, next] = [newRoot(), newRoot()];
    const credentialOf = (root: string): string => registryCredential(root, "hello");
    const proofOf = (root: string): string => edgeProof(root, "hello");
    const world = await RotatingWorld.start(before);
    try {
      await world.someCalls();

      // Every part that checks also accepts the new one.
      world.files.write("registry-root", before, next);
      world.files.write("server-proof", proofOf(before), proofOf(next));
      world.files.write("server-credential", credentialOf(before), credentialOf(next));
      world.files.write("edge-root", before, next);
      await world.someCalls();

      // Each part shows the new one. Parts change one after another.
      for (const change of [
        () => world.files.write("edge-root", next, before),
        () => world.files.write("server-credential", credentialOf(next), credentialOf(before)),
        () => world.files.write("server-proof", proofOf(next), proofOf(before)),
        () => world.files.write("registry-root", next, before),
      ]) {
        change();
        await world.someCalls();
      }
      await world.sealedBy(next);

      // The one before counts for nothing any more.
      world.files.write("edge-root", next);
      world.files.write("server-credential", credentialOf(next));
      world.files.write("server-proof", proofOf(next));
      world.files.write("registry-root", next);
      await world.someCalls();
      world.files.moveClock(keptMs);
      await world.someCalls();
      assert.equal(await world.inboxOpens(), true);
      assert.deepEqual(await world.registryStatuses(credentialOf(next)), [200, 200]);
      assert.deepEqual(await world.registryStatuses(credentialOf(before)), [403, 403]);
      assert.deepEqual(
        [await world.serverAccepts(proofOf(next)), await world.serverAccepts(proofOf(before))],
        [true, false],
      );
      assert.deepEqual(world.failures, []);
    } finally {
      await world.close();
    }
  });
});
