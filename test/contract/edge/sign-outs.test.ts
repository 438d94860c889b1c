/** Sign-outs that the identity provider reports to the registry, as an engineer's agent meets them at the edge. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Refusal } from "@drawbridge/contracts/access";
import { startEdge } from "@drawbridge/edge/start";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { logoutToken, sendLogout } from "../../support/identity/logout.ts";
import { type Answer, answerTo, bearer, closed, openRequest, send } from "../../support/network/http.ts";
import { verifies } from "../../support/verifies.ts";

const seconds = (): number => Math.floor(Date.now() / 1000);
/** Issued a few seconds ago. */
const earlier = { iat: seconds() - 5 };

describe("a sign-out at the identity provider", () => {
  let world: World;
  before(async () => {
    world = await startWorld(startEdge);
  });
  after(() => world?.close());

  const statusOf = async (token: string): Promise<number> => (await world.call("presto", token)).status;
  const refused = (token: string): Promise<void> =>
    until("the edge refuses the token", async () => (await statusOf(token)) === 401);
  const reasonOf = ({ body }: Answer): string => Refusal.parse(JSON.parse(body)).message;

  it(
    verifies(
      "signout.refused",
      "A session's tokens are refused in words, and those of the person's other session pass",
    ),
    async () => {
      const ended = await world.issuer.mint({ ...earlier, sid: "one" });
      const other = await world.issuer.mint({ ...earlier, sid: "two" });
      assert.equal(await statusOf(ended), 200);
      const answer = await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sub: "ada", sid: "one" }));
      assert.equal(answer.status, 200);
      await refused(ended);
      const refusal = await world.call("presto", ended);
      assert.match(reasonOf(refusal), /You were signed out at your company's identity provider\. Sign in with/);
      assert.match(
        String(refusal.headers["www-authenticate"]),
        /error="invalid_token", error_description="signed out at the identity provider"/,
      );
      assert.equal(await statusOf(other), 200);
    },
  );

  it(verifies("signout.refused", "The registry refuses the tokens too"), async () => {
    const token = await world.issuer.mint({ ...earlier, sub: "rina", sid: "three" });
    const ask = () => send(`${world.registryUrl}/api/v1/me/servers`, { headers: bearer(token) });
    assert.equal((await ask()).status, 200);
    await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sid: "three" }));
    const refusal = await ask();
    assert.equal(refusal.status, 401);
    assert.match(reasonOf(refusal), /You were signed out/);
  });

  it(
    verifies("signout.refused", "All tokens of a person are refused, and a token of a later sign-in passes"),
    async () => {
      const claims = { sub: "ines", groups: ["infra"] };
      const before = await Promise.all([
        world.issuer.mint({ ...claims, ...earlier, sid: "four" }),
        world.issuer.mint({ ...claims, ...earlier }),
      ]);
      for (const token of before) assert.equal(await statusOf(token), 200);
      await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sub: "ines", iat: seconds() - 2 }));
      for (const token of before) await refused(token);
      assert.equal(await statusOf(await world.issuer.mint({ ...claims, sid: "five" })), 200);
      assert.equal(await statusOf(await world.issuer.mint({ ...earlier, sub: "ida" })), 200);
    },
  );

  it(verifies("signout.refused", "A token that names no session ends with any session of its person"), async () => {
    const token = await world.issuer.mint({ ...earlier, sub: "noa" });
    assert.equal(await statusOf(token), 200);
    await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sub: "noa", sid: "six" }));
    await refused(token);
  });

  it(
    verifies("signout.under-way", "A stream of the session breaks off, and one of another session goes on"),
    async () => {
      world.servers.presto.answer = (_, response) => response.writeHead(200).write("begun");
      const streamOf = async (sid: string) => {
        const token = await world.issuer.mint({ ...earlier, sub: "ada", sid });
        const request = openRequest(`${world.edgeUrl}/mcp/presto`, { method: "GET", headers: bearer(token) });
        request.on("error", () => {}).end();
        const response = await answerTo(request);
        await once(response, "data");
        return { request, response };
      };
      const [ended, other] = [await streamOf("seven"), await streamOf("eight")];
      const over = closed(ended.response);
      await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sub: "ada", sid: "seven" }));
      await over;
      assert.equal(other.response.destroyed, false);
      other.request.destroy();
      world.servers.presto.answer = null;
    },
  );

  it(verifies("signout.under-way", "A caller whose request is under way hears that it may have run"), async () => {
    world.servers.presto.answer = () => {};
    const token = await world.issuer.mint({ ...earlier, sub: "ada", sid: "nine" });
    const answer = world.call("presto", token, { method: "POST", body: "{}" });
    await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sub: "ada", sid: "nine" }));
    const refusal = await answer;
    assert.equal(refusal.status, 502);
    assert.match(reasonOf(refusal), /You were signed out .* may have run/);
    world.servers.presto.answer = null;
  });

  it(
    verifies("signout.several", "A sign-out still counts at an edge and a registry that start afterwards"),
    async () => {
      const token = await world.issuer.mint({ ...earlier, sub: "ada", sid: "ten" });
      await sendLogout(world.registryUrl, await logoutToken(world.issuer, { sid: "ten" }));
      await world.registry.close();
      world.registry = await world.startRegistry();
      const url = world.settings.url.replace(/\d+$/, "0");
      const second = await startEdge({ ...world.settings, port: 0, url });
      await until("the second edge is ready", async () => (await send(`${second.url}/readyz`)).status === 200);
      const answer = await send(`${second.url}/mcp/presto`, { headers: ["Host", new URL(url).host, ...bearer(token)] });
      await second.close();
      assert.equal(answer.status, 401, answer.body);
    },
  );
});
