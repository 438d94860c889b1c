import assert from "node:assert/strict";
import { readIdentitySettings } from "@drawbridge/identity/settings";

describe("identity settings", () => {
  it("By default, the identity provider uses a free port, memory and ten minutes", () => {
    assert.deepEqual(readIdentitySettings({}), {
      port: 0,
      issuer: undefined,
      databaseUrl: undefined,
      accessTokenSeconds: 600,
      approver: undefined,
      logLevel: "info",
      listenOnSeconds: 5,
      network: {
        host: "127.0.0.1",
        allowedHosts: [],
        trustedProxies: [],
        tls: undefined,
        authoritiesFile: undefined,
      },
    });
  });

  it("The identity provider's settings are read from their variables", () => {
    const settings = readIdentitySettings({
      PORT: "7401",
      DRAWBRIDGE_ISSUER: "http://127.0.0.1:7401",
      DATABASE_URL: "postgres://db",
      DRAWBRIDGE_ACCESS_TOKEN_SECONDS: "2",
      DRAWBRIDGE_LOG_LEVEL: "warn",
    });
    assert.equal(settings.port, 7401);
    assert.equal(settings.issuer, "http://127.0.0.1:7401");
    assert.equal(settings.databaseUrl, "postgres://db");
    assert.equal(settings.accessTokenSeconds, 2);
    assert.equal(settings.logLevel, "warn");
  });

  for (const [name, value] of [
    ["PORT", "seventy"],
    ["PORT", "70000"],
    ["DRAWBRIDGE_ISSUER", "not a url"],
    ["DRAWBRIDGE_ACCESS_TOKEN_SECONDS", "0"],
    ["DRAWBRIDGE_LOG_LEVEL", "loud"],
  ] as const) {
    it(`The invalid setting ${name}=${value} is refused by name`, () => {
      assert.throws(() => readIdentitySettings({ [name]: value }), new RegExp(name));
    });
  }
});
