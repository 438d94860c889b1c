/** The entry points themselves, each as a process, whose operator writes files and restarts nothing. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { RotatingWorld } from "../../support/worlds/rotating-world.ts";

const newRoot = (): string => randomBytes(32).toString("base64url");

describe("a change of the root secret by files alone", function () {
  this.timeout(180_000);

  it(
    verifies("secrets.root", "Two registries, the edge and a server, as processes, take each step by themselves"),
    async () => {
      const [before, next] = [newRoot(), newRoot()];
      const credentialOf = (root: string): string => registryCredential(root, "hello");
      const proofOf = (root: string): string => edgeProof(root, "hello");
      const world = await RotatingWorld.start(before, { processes: true });
      const write = (root: string, other?: string): void => {
        for (const name of ["registry-root", "edge-root"] as const) world.files.write(name, root, other);
        world.files.write("server-credential", credentialOf(root), other && credentialOf(other));
        world.files.write("server-proof", proofOf(root), other && proofOf(other));
      };
      try {
        await world.someCalls();
        write(before, next);
        const statuses = async () => (await world.registryStatuses(credentialOf(next))).join();
        await until("both registries accept the next credential", async () => (await statuses()) === "200,200");
        await until("the server accepts the next proof", () => world.serverAccepts(proofOf(next)));
        await world.someCalls();

        write(next, before);
        await world.sealedBy(next);
        await world.someCalls();

        write(next);
        await world.someCalls();
        // A part that starts now knows the next one alone, so every other part shows that.
        await world.restartRegistries();
        await world.someCalls();
        await world.replaceServer();
        assert.deepEqual(await world.registryStatuses(credentialOf(before)), [403, 403]);
        assert.equal(await world.serverAccepts(proofOf(before)), false);
        assert.deepEqual(world.failures, []);
      } finally {
        await world.close();
      }
    },
  );
});
