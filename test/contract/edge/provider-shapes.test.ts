/** Tokens as known identity providers make them, and those that gave trouble, at one edge with all these providers. */
import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { readIdentityHeaders } from "@drawbridge/contracts/identity-headers";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { startEdge } from "@drawbridge/edge/start";
import { tokenVerifier } from "@drawbridge/hosted/token";
import { z } from "zod";
import { valuesOf } from "../../support/edge-suite/upstream.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { type Claims, goodClaims, sign, startIssuer, type TestIssuer } from "../../support/identity/issuer.ts";
import { type TokenShape, tokenShapes } from "../../support/identity/token-shapes.ts";
import { troubleInput } from "../../support/machine/trouble-input.ts";
import type { Answer } from "../../support/network/http.ts";
import { verifies } from "../../support/verifies.ts";

/** A shape, whose tokens a provider of the tests issues. */
interface Played {
  readonly issuer: TestIssuer;
  readonly settings: ProviderDescription;
  /** Signs `claims`, whose times are filled in. */
  token(claims: Claims): Promise<string>;
}

/** A test issuer that has the place of `settings.issuer`. */
async function played(settings: ProviderDescription, type: string): Promise<Played> {
  const issuer = await startIssuer({ end: settings.issuer.endsWith("/") ? "/" : "" });
  const inPlace = (claims: Claims): Claims =>
    claims.iss === settings.issuer ? { ...claims, iss: issuer.url } : claims;
  return {
    issuer,
    settings: { ...settings, issuer: issuer.url, claims: { userPrefix: "", ...settings.claims } },
    async token(claims) {
      const { iat, exp } = goodClaims(issuer.url);
      const [key] = issuer.keys;
      assert.ok(key !== undefined && iat !== undefined && exp !== undefined);
      return await sign({ iat, nbf: iat, exp, ...inPlace(claims) }, key, type);
    },
  };
}

const Input = z.object({ claims: z.record(z.string(), z.unknown()) });
/** The claims of an input, without what the issuer fills in. */
const inputClaims = (name: string): Claims => {
  const { iss: _, iat: __, exp: ___, ...claims } = troubleInput(`${name}.json`, Input, "edge").claims;
  return claims;
};

describe("tokens of known identity providers at the edge", () => {
  const shapes = new Map<string, Played>();
  let plain: TestIssuer;
  let roles: TestIssuer;
  let world: World;
  before(async () => {
    for (const [name, { settings, type }] of Object.entries(tokenShapes))
      shapes.set(name, await played(settings, type));
    [plain, roles] = await Promise.all([startIssuer(), startIssuer()]);
    const identityProviders: ProviderDescription[] = [
      ...[...shapes.values()].map(({ settings }) => settings),
      { issuer: plain.url, claims: { userPrefix: "plain:" } },
      { issuer: roles.url, claims: { userPrefix: "", groups: "realm_access.roles" } },
    ];
    world = await startWorld(startEdge, {}, { identityProviders });
  });
  after(async () => {
    await world?.close();
    for (const { issuer } of shapes.values()) await issuer.stop();
    await Promise.all([plain.stop(), roles.stop()]);
  });

  const shapeOf = (name: string): Played => {
    const shape = shapes.get(name);
    assert.ok(shape !== undefined);
    return shape;
  };
  const messageOf = ({ body }: Answer): string => Refusal.parse(JSON.parse(body)).message;
  const principal = async (token: string) => {
    const answer = await world.call("presto", token);
    assert.equal(answer.status, 200, answer.body);
    const [request] = world.reached();
    assert.ok(request !== undefined);
    return readIdentityHeaders((name) => valuesOf(request, name)[0]);
  };

  for (const [name, { claims, ofApprover, reaches }] of Object.entries(tokenShapes) satisfies [string, TokenShape][]) {
    it(verifies("idp.shapes", `${name}: a token reaches its servers, as its person and with its groups`), async () => {
      const read = await principal(await shapeOf(name).token(claims));
      assert.equal(read?.user, reaches.user);
      assert.ok(
        read.groups.every((group) => reaches.groups.includes(group)) && read.groups.includes("ads-eng"),
        read.groups.join(),
      );
    });

    it(
      verifies(
        "idp.apart",
        `${name}: a token of the approver reaches no server, and one of the broker approves nothing`,
      ),
      async () => {
        const { issuer, settings, token } = shapeOf(name);
        const approver = { ...claims, ...ofApprover };
        const refused = await world.call("presto", await token(approver));
        assert.ok([401, 403].includes(refused.status), refused.body);
        assert.deepEqual(world.reached(), []);

        const at = { ...settings, approver: { ...settings.approver, issuer: issuer.url } };
        const verifier = tokenVerifier([at], { of: "approver" });
        try {
          const { client, user } = await verifier.verify(await token({ ...approver, iss: issuer.url }));
          assert.deepEqual([client, user], ["approver", reaches.user]);
          await assert.rejects(verifier.verify(await token({ ...claims, iss: issuer.url })), { code: "not-ours" });
        } finally {
          verifier.close();
        }
      },
    );
  }

  it(verifies("idp.trouble", "The client's id is read from azp and cid (G01)"), async () => {
    for (const name of ["client-in-azp", "client-in-cid"])
      assert.equal(
        (await principal(await plain.mint({ client_id: undefined, ...inputClaims(name) })))?.user,
        "plain:ada",
      );
  });

  it(verifies("idp.trouble", "Groups that are one text are one group (G03)"), async () => {
    assert.deepEqual((await principal(await plain.mint(inputClaims("groups-one-string"))))?.groups, ["ads-eng"]);
  });

  it(
    verifies("idp.trouble", "Roles of a realm are groups where the settings say so, and are not else (G11)"),
    async () => {
      const claims = { groups: undefined, ...inputClaims("keycloak-realm-roles") };
      assert.deepEqual((await principal(await roles.mint(claims)))?.groups, ["ads-eng"]);
      assert.equal((await world.call("presto", await plain.mint(claims))).status, 403);
      const leaf = await world.call(
        "presto",
        await roles.mint({ ...claims, realm_access: undefined, roles: ["ads-eng"] }),
      );
      assert.equal(leaf.status, 403);
    },
  );

  it(
    verifies("idp.trouble", "A token that is no JWT is refused with the settings to change, and no sign-in (G02)"),
    async () => {
      const { token } = troubleInput("opaque-token.json", z.object({ token: z.string() }), "edge");
      for (const opaque of [token, "ya29.a0AfH6SMBx", "4/0AX4XfWh-opaque"]) {
        const answer = await world.call("presto", opaque);
        assert.equal(answer.status, 401);
        assert.match(messageOf(answer), /not a JWT.*settings resource, audience, scopes and token/);
        assert.doesNotMatch(messageOf(answer), /drawbridge login/);
      }
    },
  );

  it(
    verifies("idp.trouble", "A person with another sub in each application is one person by the claim oid (G04)"),
    async () => {
      const Pair = z.object({ edge_token: Input.shape.claims, approver_token: Input.shape.claims });
      const { edge_token, approver_token } = troubleInput("pairwise-subject.json", Pair, "edge");
      const userOf = async (of: "broker" | "approver", { iat: _, exp: __, ...claims }: Claims): Promise<string> => {
        const verifier = tokenVerifier([{ issuer: plain.url, claims: { user: "oid" } }], { of });
        try {
          return (await verifier.verify(await plain.mint({ ...claims, iss: plain.url }))).user;
        } finally {
          verifier.close();
        }
      };
      assert.equal(await userOf("broker", edge_token), "7d0c");
      assert.equal(await userOf("approver", approver_token), "7d0c");
    },
  );

  it(verifies("idp.trouble", "A bound token is refused without its proof (G14)"), async () => {
    const answer = await world.call("presto", await plain.mint(inputClaims("bound-token-as-bearer")));
    assert.equal(answer.status, 401);
    assert.match(messageOf(answer), /bound to a key/);
  });

  it(
    verifies("idp.trouble", "An issuer with a slash at its end is found, and its iss is compared as it is (G12)"),
    async () => {
      const { issuer, token } = shapeOf("Auth0");
      const claims = tokenShapes.Auth0?.claims ?? {};
      assert.equal((await world.call("presto", await token(claims))).status, 200);
      const without = await world.call("presto", await token({ ...claims, iss: issuer.url.replace(/\/$/, "") }));
      assert.equal(without.status, 401);
      assert.match(messageOf(without), /claim iss/);
      world.reached();
    },
  );

  it(verifies("idp.trouble", "A refusal for a wrong audience names the claim, and advises no sign-in"), async () => {
    for (const aud of [undefined, "account", [], ["urn:other"], 7, { "urn:drawbridge:edge": true }]) {
      const answer = await world.call("presto", await plain.mint({ aud }));
      assert.equal(answer.status, 401);
      assert.match(messageOf(answer), /claim aud/);
      assert.match(messageOf(answer), /A new sign-in would give the same token/);
    }
  });
});
