import assert from "node:assert/strict";
import { isLoopback, secureAddress } from "../../../../proxy/identity/address.ts";
import { discoverRegistry, registryAddress } from "../../../../proxy/identity/well-known.ts";
import { startTestRegistry, wellKnownFor } from "../../../support/identity/sign-in.ts";
import { freePort } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

const wellKnown = wellKnownFor("https://issuer.example", "https://registry.example");
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const reading = (body: unknown, status?: number) =>
  discoverRegistry("https://registry.example", async () => answer(body, status));

describe("a registry's answer", () => {
  it(verifies("sign-in.one-url", "A registry's answer says where everything is"), async () => {
    assert.deepEqual(await reading(wellKnown), wellKnown);
  });

  for (const [what, body, status] of [
    ["a page", "<html>", 200],
    ["another JSON", { hello: "world" }, 200],
    ["a missing part", { ...wellKnown, issuer: undefined }, 200],
    ["a 404", {}, 404],
  ] as const) {
    it(`An answer that is ${what} is not taken for a registry's`, async () => {
      await assert.rejects(reading(body, status), {
        code: "bad-registry",
        message: /registry\.example.*Check the address/,
      });
    });
  }

  it("An answer is not judged if the server has an error", async () => {
    await assert.rejects(reading({}, 503), { code: "unreachable", message: /HTTP 503/ });
  });

  for (const part of ["registry", "api", "edge", "issuer"] as const) {
    it(
      verifies("sign-in.https", `A registry's answer is refused if its ${part} is plain http on another machine`),
      async () => {
        const open = { ...wellKnown, [part]: "http://other.example/" };
        await assert.rejects(reading(open), {
          code: "insecure-address",
          message: new RegExp(`${part} http://other.example`),
        });
      },
    );
  }
});

describe("a registry's address", () => {
  for (const [typed, read] of [
    ["registry.example", "https://registry.example/"],
    ["https://registry.example:8443/", "https://registry.example:8443/"],
    ["127.0.0.1:7400", "http://127.0.0.1:7400/"],
    ["localhost:7400/", "http://localhost:7400/"],
    ["http://[::1]:7400", "http://[::1]:7400/"],
  ] as const) {
    it(`A registry's address may be typed as ${typed}`, () => assert.equal(registryAddress(typed).href, read));
  }

  for (const typed of [
    "http://registry.example",
    "ftp://registry.example",
    "http://127.0.0.1.evil.example",
    "file:///etc/passwd",
  ]) {
    it(verifies("sign-in.https", `A registry's address may not be ${typed}`), () => {
      assert.throws(() => registryAddress(typed), { code: "insecure-address" });
    });
  }

  it("A registry's address may not be words", () =>
    assert.throws(() => registryAddress("not a url"), { code: "bad-registry" }));

  it("An address counts as this machine's only by its exact name", () => {
    assert.equal(isLoopback(new URL("http://localhost.evil.example")), false);
    assert.equal(secureAddress("edge", "https://edge.example").host, "edge.example");
  });
});

describe("the discovery of a registry", () => {
  it("The discovery asks the registry, and follows no redirect", async () => {
    const registry = await startTestRegistry("http://127.0.0.1:9");
    try {
      assert.equal((await discoverRegistry(registry.url)).registry, registry.url);
      assert.equal(registry.asked, 1);
    } finally {
      await registry.close();
    }
  });

  it(verifies("proxies.registry-path", "The discovery asks below the path of the registry's address"), async () => {
    for (const typed of ["https://acme.test/drawbridge", "acme.test/drawbridge/"]) {
      const requests: string[] = [];
      await discoverRegistry(typed, async (url) => {
        requests.push(String(url));
        return answer(wellKnown);
      });
      assert.deepEqual(requests, ["https://acme.test/drawbridge/.well-known/drawbridge"]);
    }
  });

  it("A failed discovery says which address cannot be reached, why, and what to do", async () => {
    await assert.rejects(discoverRegistry(`http://127.0.0.1:${await freePort()}`), {
      code: "unreachable",
      message: /registry http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\).*Check your network/,
    });
  });
});
