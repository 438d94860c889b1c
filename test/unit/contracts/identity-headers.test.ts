import assert from "node:assert/strict";
import { validateHeaderValue } from "node:http";
import type { Principal } from "@drawbridge/contracts/identity";
import { identityHeadersOf, readIdentityHeaders } from "@drawbridge/contracts/identity-headers";
import { verifies } from "../../support/verifies.ts";

const readBack = (headers: Record<string, string>): Principal | null => readIdentityHeaders((name) => headers[name]);

describe("identity headers", () => {
  it("Identity headers leave plain names as they are", () => {
    assert.deepEqual(identityHeadersOf({ user: "ada@example.com", groups: ["ads-eng", "infra"], surface: "local" }), {
      "x-forwarded-user": "ada@example.com",
      "x-forwarded-groups": "ads-eng,infra",
      "x-forwarded-surface": "local",
    });
  });

  const unusual = [
    "a,infra",
    "a\r\nX-Drawbridge-Edge: 1",
    " infra",
    "infra ",
    "Vertrieb Süd",
    "50%2Cinfra",
    "\0",
    "数据",
    "🦊",
  ];
  for (const name of unusual) {
    it(
      verifies(
        "edge.header-injection",
        `Identity headers carry ${JSON.stringify(name)} as one name, both as user and as group`,
      ),
      () => {
        const principal: Principal = { user: name, groups: ["x", name, "y"], surface: "local", name };
        const headers = identityHeadersOf(principal);
        for (const [header, value] of Object.entries(headers)) validateHeaderValue(header, value);
        assert.deepEqual(readBack(headers), principal);
      },
    );
  }

  it("Identity headers give no principal where one is missing or malformed", () => {
    const good = identityHeadersOf({ user: "ada", groups: [], surface: "local" });
    assert.deepEqual(readBack(good), { user: "ada", groups: [], surface: "local" });
    for (const bad of [
      { "x-forwarded-user": "" },
      { "x-forwarded-user": "%E0%A4%A" },
      { "x-forwarded-groups": "%" },
      { "x-forwarded-surface": "root" },
    ]) {
      assert.equal(readBack({ ...good, ...bad }), null, JSON.stringify(bad));
    }
    assert.equal(
      readIdentityHeaders(() => null),
      null,
    );
  });
});
