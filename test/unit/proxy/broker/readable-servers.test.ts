import assert from "node:assert/strict";
import { readableServers } from "../../../../proxy/broker/readable-servers.ts";
import { verifies } from "../../../support/verifies.ts";
import { serverNamed } from "../../extension/servers.ts";

describe("the registry's list as the broker reads it", () => {
  it(
    verifies("registry.unreadable-row", "A row that the broker cannot read is left out alone, and its name is known"),
    () => {
      const [presto, spark] = [serverNamed("presto"), serverNamed("spark")];
      const rows = [presto, { ...spark, environment: "moon" }, 7];
      assert.deepEqual(readableServers(rows), { servers: [presto], unreadable: ["spark", "?"] });
    },
  );
});
