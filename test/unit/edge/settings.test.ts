import assert from "node:assert/strict";
import { readEdgeSettings } from "@drawbridge/edge/settings";
import { readRegistrySettings } from "@drawbridge/registry/settings";
import { verifies } from "../../support/verifies.ts";

const secret = "s".repeat(43);
const edge = {
  PORT: "7401",
  DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:7401/",
  DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1:7400",
  DRAWBRIDGE_ROOT_SECRET: secret,
};
const registry = {
  ...{ PORT: "7400", DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1:7400/", DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:7401" },
  ...{ DATABASE_URL: "postgres://127.0.0.1/x", DRAWBRIDGE_ISSUER: "http://127.0.0.1:7402" },
  ...{ DRAWBRIDGE_ROOT_SECRET: secret, DRAWBRIDGE_ENVIRONMENT: "dev" },
};

describe("settings of edge and registry", () => {
  it("The settings come from the environment, and addresses lose a slash at the end", () => {
    assert.equal(readEdgeSettings({ ...edge, DRAWBRIDGE_LOG_LEVEL: "warn" }).url, "http://127.0.0.1:7401");
    assert.equal(readRegistrySettings(registry).url, "http://127.0.0.1:7400");
  });

  it("The settings say how long the edge's last configuration is valid without the registry", () => {
    assert.equal(readEdgeSettings({ ...edge, DRAWBRIDGE_POLICY_STALE_SECONDS: "60" }).policyStaleSeconds, 60);
    assert.throws(
      () => readEdgeSettings({ ...edge, DRAWBRIDGE_POLICY_STALE_SECONDS: "-1" }),
      /DRAWBRIDGE_POLICY_STALE_SECONDS/,
    );
  });

  it("The error about the settings names each variable that is missing or wrong, and no value", () => {
    const say = (read: () => unknown): string => {
      try {
        read();
      } catch (error) {
        return String(error);
      }
      return "";
    };
    const short = say(() => readEdgeSettings({ ...edge, DRAWBRIDGE_ROOT_SECRET: "hunter2" }));
    assert.match(short, /DRAWBRIDGE_ROOT_SECRET/);
    assert.doesNotMatch(short, /hunter2/);
    const empty = say(() => readRegistrySettings({}));
    for (const name of Object.keys(registry)) assert.ok(empty.includes(name), name);
  });

  it(
    verifies("proxies.registry-own-path", "A registry's path that begins as one of its own is refused in words"),
    () => {
      const at = (path: string) =>
        readRegistrySettings({ ...registry, DRAWBRIDGE_REGISTRY_URL: `https://acme.test${path}` }).url;
      assert.equal(at("/drawbridge/"), "https://acme.test/drawbridge");
      assert.equal(at("/tools/apis"), "https://acme.test/tools/apis");
      for (const path of ["/approvals", "/api/", "/internal/drawbridge", "/sign-in", "/.well-known/x", "/healthz"])
        assert.throws(
          () => at(path),
          /DRAWBRIDGE_REGISTRY_URL: its path begins as one of the registry's own does/,
          path,
        );
      for (const path of ["/a;b", "/a%20b", "/a//b"])
        assert.throws(() => at(path), /DRAWBRIDGE_REGISTRY_URL: its path has other characters/, path);
    },
  );
});
