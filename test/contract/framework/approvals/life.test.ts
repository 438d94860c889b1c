import assert from "node:assert/strict";
import { ApprovalNotice, approvalMetaKey } from "@drawbridge/contracts/approvals";
import { ada, newWorkshop, workshop } from "../../../support/fixture-workshop.ts";
import { type GatedServer, startGated, told } from "../../../support/gated-workshop.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a call that needs an approval", function () {
  this.timeout(30_000);
  const services = newWorkshop();
  let gated: GatedServer;
  before(async () => {
    gated = await startGated(workshop(services));
  });
  after(() => gated.close());
  beforeEach(() => services.ran.splice(0));

  it(
    verifies("gate.pending", "tells a client that cannot be asked where to decide, and runs once decided"),
    async () => {
      const client = await gated.kit.connect({ ...ada, era: "legacy" });
      const first = await told(client, "burn", { pages: 1 });
      assert.deepEqual([first.isError, first.code], [true, "approval-pending"]);
      const notice = ApprovalNotice.parse(first.meta[approvalMetaKey]);
      assert.ok(first.text.includes(notice.link) && first.text.includes(notice.id), first.text);
      assert.deepEqual(services.ran, []);
      await gated.approve(await gated.pending());
      assert.deepEqual(services.ran, []);
      assert.equal((await told(client, "burn", { pages: 1 })).isError, false);
      assert.deepEqual(services.ran, ["burn"]);
      assert.deepEqual((await gated.states()).slice(0, 1), ["succeeded"]);
    },
  );
});
