/** Test cases for layer 1 at the edge, and for the headers that the edge adds and removes. */
import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { edgeProof } from "@drawbridge/contracts/part-secret";
import { sendRaw } from "../network/http.ts";
import { verifies } from "../verifies.ts";
import { valuesOf } from "./upstream.ts";
import type { World } from "./world.ts";

export function policyCases(world: () => World): void {
  describe("layer 1", () => {
    it(
      verifies(
        "edge.coarse-policy",
        "The edge refuses a user who is in none of a server's groups, and says which policy it was and whom to ask",
      ),
      async () => {
        const { issuer, call, reached } = world();
        const answer = await call("tickets", await issuer.mint({ sub: "finn", groups: ["finance"] }));
        assert.equal(answer.status, 403);
        assert.deepEqual(Refusal.parse(JSON.parse(answer.body)), {
          error: "not-allowed",
          message:
            "finn may not use tickets: it is open to the group infra, and finn is in finance (policy tickets/groups). Ask Data Platform (#tickets-help).",
          policy: "tickets/groups",
          ask: "Data Platform (#tickets-help)",
        });
        assert.equal(answer.headers["www-authenticate"], undefined);
        assert.deepEqual(reached(), []);
      },
    );

    it(
      verifies("edge.coarse-policy", "The edge does not confuse a group with another group that looks like it"),
      async () => {
        const { issuer, call, reached } = world();
        for (const groups of [
          [],
          ["Infra"],
          ["infra "],
          ["infr"],
          ["ads-eng,infra"],
          ["infra,"],
          ["infra%2C"],
          ["*"],
          [""],
        ]) {
          assert.equal((await call("tickets", await issuer.mint({ groups }))).status, 403, JSON.stringify(groups));
        }
        assert.deepEqual(reached(), []);
      },
    );

    it(
      verifies(
        "edge.unlisted",
        "The edge answers a caller who may not use an unlisted server as if the server did not exist",
      ),
      async () => {
        const { issuer, call, reached } = world();
        const outsider = await issuer.mint();
        const [vault, nothing] = [await call("vault", outsider), await call("nothing", outsider)];
        assert.equal(vault.status, 404);
        assert.equal(nothing.status, 404);
        assert.equal(vault.body.replaceAll("vault", "nothing"), nothing.body);
        assert.equal((await call("vault", await issuer.mint({ groups: ["infra"] }))).status, 200);
        assert.equal(reached().length, 1);
      },
    );
  });
}

/** Header names that only the edge may send, in all spellings that some server would accept for them. */
const spoofed = [
  "X-Forwarded-User",
  "x-forwarded-user",
  "X-FORWARDED-USER",
  "X_Forwarded_User",
  "x-forwarded_user",
  "X-Forwarded-Groups",
  "X_FORWARDED_GROUPS",
  "X-Forwarded-Surface",
  "X-Forwarded-Email",
  "X-Forwarded-Host",
  "X-Forwarded-For",
  "X-Drawbridge-Edge",
  "x_drawbridge_edge",
  "X-Drawbridge-Anything",
  "Forwarded",
];

const ours = [
  ...["x-forwarded-user", "x-forwarded-groups", "x-forwarded-surface", "x-forwarded-sign-in"],
  "x-drawbridge-edge",
];

export function headerCases(world: () => World): void {
  /** Sends `headers` as ada and answers with what reached presto. */
  const seenBy = async (headers: readonly string[]) => {
    const { issuer, call, reached } = world();
    const answer = await call("presto", await issuer.mint(), { headers });
    assert.equal(answer.status, 200);
    const [request] = reached();
    assert.ok(request !== undefined);
    return request;
  };
  const assertOnlyOurs = (request: Awaited<ReturnType<typeof seenBy>>): void => {
    for (const name of ours) assert.equal(valuesOf(request, name).length, 1, name);
    assert.deepEqual(valuesOf(request, "x-forwarded-user"), ["ada"]);
    assert.deepEqual(valuesOf(request, "x-forwarded-groups"), ["ads-eng"]);
    const names = request.headers.map(([name]) => name.toLowerCase().replaceAll("_", "-"));
    const reserved = names.filter((name) => /^(x-forwarded-|x-drawbridge-|forwarded$)/.test(name));
    assert.deepEqual(reserved.sort(), [...ours].sort());
  };

  describe("headers", () => {
    for (const name of spoofed) {
      it(
        verifies(
          "edge.spoofed-identity",
          `The headers at the server have no ${name} from the client, sent once or twice`,
        ),
        async () => {
          assertOnlyOurs(await seenBy([name, "ines", name, "infra"]));
        },
      );
    }

    it(
      verifies(
        "edge.spoofed-identity",
        "The headers at the server keep the edge's own if the client's Connection header names them",
      ),
      async () => {
        assertOnlyOurs(
          await seenBy([
            "Connection",
            "keep-alive, X-Forwarded-User, x-drawbridge-edge",
            "Connection",
            "x-forwarded-groups",
          ]),
        );
      },
    );

    it(verifies("edge.spoofed-identity", "A request with malformed headers reaches no server"), async () => {
      const { edgeUrl, issuer, reached } = world();
      const token = await issuer.mint();
      for (const line of [
        "X-Forwarded-User : ines",
        " X-Forwarded-User: ines",
        "X-Note: a\r\n X-Forwarded-User: ines",
        "X-Forwarded-User\0: ines",
      ]) {
        const head = `GET /mcp/presto HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nConnection: close`;
        await sendRaw(edgeUrl, `${head}\r\n${line}\r\n\r\n`);
        for (const request of reached()) assertOnlyOurs(request);
      }
    });

    it(
      verifies(
        "edge.no-authorization",
        "The headers at the server have no Authorization, no cookie and nothing of the client's connection",
      ),
      async () => {
        const request = await seenBy([
          ...["Cookie", "session=1", "Proxy-Authorization", "Basic eA==", "TE", "trailers", "Keep-Alive", "timeout=9"],
          ...[
            "Connection",
            "keep-alive, X-Private",
            "X-Private",
            "1",
            "Upgrade",
            "h2c",
            "HTTP2-Settings",
            "AAA",
            "Expect",
            "100-continue",
          ],
          ...["Traceparent", "00-1-2-01"],
        ]);
        const gone = [
          "authorization",
          "cookie",
          "proxy-authorization",
          "te",
          "keep-alive",
          "x-private",
          "upgrade",
          "http2-settings",
          "expect",
        ];
        for (const name of gone) assert.deepEqual(valuesOf(request, name), [], name);
        assert.deepEqual(valuesOf(request, "traceparent"), ["00-1-2-01"]);
        assert.equal(valuesOf(request, "host")[0], new URL(world().servers.presto.url).host);
      },
    );

    it(
      verifies("edge.proof", "The headers prove the edge to each server by the secret that is derived for that server"),
      async () => {
        const { issuer, call, reached, rootSecret, servers } = world();
        const token = await issuer.mint({ groups: ["infra"] });
        for (const server of ["presto", "tickets"] as const) {
          await call(server, token);
          const [request] = reached();
          assert.ok(request !== undefined);
          assert.deepEqual(valuesOf(request, "x-drawbridge-edge"), [edgeProof(rootSecret, server)]);
        }
        assert.notEqual(edgeProof(rootSecret, "presto"), edgeProof(rootSecret, "tickets"));
        assert.deepEqual(servers.presto.reached, []);
      },
    );

    it(
      verifies(
        "edge.proof",
        "The headers of an answer show the edge's proof to no client, even if the server repeats it",
      ),
      async () => {
        const { issuer, call, servers } = world();
        servers.presto.answer = (request, response) => {
          response.writeHead(200, { ...request.headers, "X-Drawbridge-Note": "1", "Mcp-Session-Id": "s1" }).end();
        };
        const answer = await call("presto", await issuer.mint());
        assert.equal(answer.status, 200);
        const reserved = Object.keys(answer.headers).filter((name) => /^x-(forwarded|drawbridge)-/.test(name));
        assert.deepEqual(reserved, []);
        assert.match(String(answer.headers["mcp-session-id"]), /^s1(\.|$)/);
      },
    );

    // A name is canonical like a user's id (contracts/person.ts): spaces at the ends go, and control characters are refused.
    for (const [name, user] of [
      ["a,infra", "a,infra"],
      ["a\r\nX-Drawbridge-Edge: 1", null],
      ["a\nb", null],
      [" infra", "infra"],
      ["infra\t", "infra"],
      ["Süd", "Süd"],
      ["数据", "数据"],
      ["%2Cinfra", "%2Cinfra"],
    ] as const) {
      it(
        verifies(
          "edge.header-injection",
          `The headers have a user and a group called ${JSON.stringify(name)} as one name each`,
        ),
        async () => {
          const { issuer, call, reached } = world();
          if (user === null) {
            assert.equal((await call("presto", await issuer.mint({ sub: name }))).status, 403);
            assert.deepEqual(reached(), []);
          }
          const answer = await call("presto", await issuer.mint({ sub: user ?? "ada", groups: [name, "ads-eng"] }));
          assert.equal(answer.status, 200);
          const [request] = reached();
          assert.ok(request !== undefined);
          const [groups = ""] = valuesOf(request, "x-forwarded-groups");
          assert.deepEqual(groups.split(",").map(decodeURIComponent), [name, "ads-eng"]);
          assert.deepEqual(valuesOf(request, "x-forwarded-user").map(decodeURIComponent), [user ?? "ada"]);
          for (const own of ours) assert.equal(valuesOf(request, own).length, 1, own);
        },
      );
    }
  });
}
