import assert from "node:assert/strict";
import { proxyFor } from "../../../../proxy/network/route.ts";
import { settingsFrom } from "../../../../proxy/network/settings.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the route to a server", () => {
  const variables = { HTTPS_PROXY: "http://proxy:3128", HTTP_PROXY: "http://plain:3128" };
  const through = (url: string, NO_PROXY = "") => proxyFor(new URL(url), settingsFrom({ ...variables, NO_PROXY }));

  it(verifies("network.proxy", "A request goes through the proxy of its scheme, or directly if there is none"), () => {
    assert.equal(through("https://a.example"), "http://proxy:3128");
    assert.equal(through("http://a.example"), "http://plain:3128");
    assert.equal(proxyFor(new URL("https://a.example"), settingsFrom({})), null);
  });

  for (const url of ["http://localhost:1", "https://127.0.0.1:1", "http://[::1]:1"]) {
    it(verifies("network.proxy", `A request to this machine goes directly: ${url}`), () =>
      assert.equal(through(url), null),
    );
  }

  for (const [entry, straight, proxied] of [
    ["example.com", ["https://example.com", "https://a.b.example.com"], ["https://anexample.com"]],
    [".example.com", ["https://example.com", "https://a.example.com"], ["https://example.org"]],
    ["*.example.com", ["https://a.example.com"], ["https://example.org"]],
    ["EXAMPLE.com:8443", ["https://Example.com:8443"], ["https://example.com"]],
    ["example.com:443", ["https://example.com"], ["https://example.com:8443"]],
    ["*", ["https://anything.example", "https://[2001:db8::1]"], []],
    ["10.0.0.0/8", ["https://10.1.2.3"], ["https://11.1.2.3", "https://ten.example"]],
    ["10.1.2.3", ["https://10.1.2.3"], ["https://10.1.2.4"]],
    ["2001:db8::/32", ["https://[2001:db8::1]"], ["https://[2001:db9::1]", "https://10.1.2.3"]],
    ["2001:db8::1", ["https://[2001:db8::1]"], ["https://[2001:db8::2]"]],
    ["10.0.0.0/99, nonsense/8 ,b.example", ["https://b.example"], ["https://10.0.0.1"]],
  ] as const) {
    it(verifies("network.proxy", `NO_PROXY=${entry} is read as curl reads it`), () => {
      for (const url of straight) assert.equal(through(url, entry), null, url);
      for (const url of proxied) assert.notEqual(through(url, entry), null, url);
    });
  }
});

describe("the network settings of an environment", () => {
  it("The settings read lower-case variables first, and ALL_PROXY last", () => {
    const { httpsProxy, httpProxy } = settingsFrom({
      https_proxy: "http://a:1",
      HTTPS_PROXY: "http://b:1",
      ALL_PROXY: "c:1",
    });
    assert.deepEqual([httpsProxy, httpProxy], ["http://a:1", "http://c:1"]);
  });

  it("A proxy that is not a URL counts as no proxy", () => {
    assert.equal(settingsFrom({ HTTPS_PROXY: "socks5://a:1" }).httpsProxy, null);
    assert.equal(settingsFrom({ HTTPS_PROXY: "::" }).httpsProxy, null);
  });

  it("The path of the authorities becomes absolute, because a broker runs in another folder", () => {
    assert.equal(settingsFrom({ NODE_EXTRA_CA_CERTS: "/a/b.pem" }).extraAuthorities, "/a/b.pem");
    assert.match(settingsFrom({ NODE_EXTRA_CA_CERTS: "b.pem" }).extraAuthorities ?? "", /^\/.*b\.pem$/);
    assert.equal(settingsFrom({ SSL_CERT_FILE: "/c.pem" }).extraAuthorities, "/c.pem");
  });
});
