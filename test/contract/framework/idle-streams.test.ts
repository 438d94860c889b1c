import assert from "node:assert/strict";
import { type Deployment, startDeployment } from "../../bench/deployment.ts";
import { measureStreams } from "../../bench/streams.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { verifies } from "../../support/verifies.ts";

describe("idle change streams through an edge", function () {
  this.timeout(60_000);
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment({
      databaseUrl: await freshDatabase(),
      variables: { DRAWBRIDGE_MAX_SUBSCRIPTIONS: "200" },
    });
  });
  after(() => deployment.close());

  it(
    verifies(
      "framework.idle-streams",
      "Of 300 streams a server with room for 200 refuses 100, gives them as others end, loses none, and reaches each one",
    ),
    async () => {
      const plan = { count: 300, minutes: 1 / 60, atOnce: 50, retryMs: 200 };
      const { open, lost, refused, announced } = await measureStreams(deployment, plan, 200);
      assert.deepEqual({ open, lost, refused, announced }, { open: 200, lost: 0, refused: 100, announced: 200 });
    },
  );
});
