import assert from "node:assert/strict";
import { clientHeader } from "@drawbridge/contracts/client-release";
import { HeldToken } from "../../../../proxy/identity/held-token.ts";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { SenderKey } from "../../../../proxy/identity/sender-key.ts";
import { version } from "../../../../proxy/kernel/version.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the headers of a request with the user's token", () => {
  it(verifies("upgrade.oldest", "They say the broker's release, with a proof and without one"), () => {
    for (const key of [undefined, SenderKey.make()]) {
      const held = new HeldToken(new Secret("token"), key, Date.now);
      const headers = held.headersFor({ method: "POST", url: new URL("https://edge.example/mcp/presto") });
      assert.equal(headers[clientHeader], `broker/${version}`);
      assert.equal(headers.dpop !== undefined, key !== undefined);
    }
  });
});
