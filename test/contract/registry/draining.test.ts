import assert from "node:assert/strict";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";

describe("a registry that is asked to stop", () => {
  it(verifies("registry.drain", "It is not ready at once, serves on, and then accepts nothing"), async () => {
    const registry = await startTestRegistry();
    const statusOf = async (path: string) => (await fetch(`${registry.url}${path}`)).status;
    assert.equal(await statusOf("/readyz"), 200);
    registry.part.leave?.();
    assert.equal(await statusOf("/readyz"), 503);
    assert.equal((await registry.asUser("/me/servers")).status, 200);
    await registry.close();
    await assert.rejects(statusOf("/healthz"));
  });
});
