import assert from "node:assert/strict";
import { ReportReceipt } from "@drawbridge/contracts/governance/access-reports";
import type { Claims } from "../../../support/identity/issuer.ts";
import { verifies } from "../../../support/verifies.ts";
import { people, type ReviewWorld, startReviews } from "../../../support/worlds/review-world.ts";

const dayMs = 24 * 60 * 60_000;
const finn: Claims = { sub: "finn", groups: ["finance"] };
/** In a group that the manifest names, but that a condition of a review may take away. */
const ivo: Claims = { sub: "ivo", groups: ["infra-readers"] };
const owner: Claims = { sub: "oda", groups: ["data-platform"] };
const access = { groups: ["ads-eng", "infra-readers"], surfaces: ["local" as const], environments: ["dev" as const] };

describe("what people tell the owner about their access", () => {
  let world: ReviewWorld;
  let passedMs = 0;
  beforeEach(async () => {
    passedMs = 0;
    world = await startReviews({ now: () => new Date(Date.now() + passedMs) });
    await world.announcePresto([], { access });
  });
  afterEach(() => world.close());

  const send = async (claims: Claims, more: object = {}): Promise<Response> =>
    fetch(`${world.url}/api/v1/why/reports`, {
      method: "POST",
      headers: { authorization: `Bearer ${await world.issuer.mint(claims)}`, "content-type": "application/json" },
      body: JSON.stringify({ kind: "this-should-work", server: "presto", note: "the nightly report", ...more }),
    });
  const receipt = async (claims: Claims, more: object = {}): Promise<ReportReceipt> =>
    ReportReceipt.parse(await (await send(claims, more)).json());
  const requests = async (claims: Claims) => (await (await world.visitor(claims)).ask("/why/requests")).html;
  const idIn = (html: string): string => /data-request="([^"]+)"/.exec(html)?.[1] ?? "";
  const answer = async (claims: Claims, id: string, decision: string) =>
    (await world.visitor(claims)).post(`/why/requests/${id}`, { decision });
  const audited = async () => {
    const page = await (await world.asUser("/audit", { sub: "ines", groups: ["infra"] })).json();
    return JSON.stringify(page).includes("access-changed");
  };

  it(
    verifies("why.to-owner", "A denial reaches the owner with the whole answer, once a day for a server or tool"),
    async () => {
      assert.equal((await receipt(finn)).sent, true);
      assert.equal((await receipt(finn, { kind: "access" })).sent, false);
      assert.equal((await receipt(finn, { tool: "look" })).sent, true);
      const html = await requests(owner);
      assert.match(html, /finn<\/b> says that this should work/);
      assert.match(html, /the nightly report/);
      assert.match(html, /data-place="edge"/);
      passedMs = dayMs;
      assert.equal((await receipt(finn)).sent, true);
      assert.equal((await send(people.user)).status, 409);
    },
  );

  it(
    verifies("why.of-others", "Only the owner and operators see a request and answer it, and no person their own"),
    async () => {
      await receipt(finn);
      const id = idIn(await requests(people.operator));
      assert.notEqual(id, "");
      assert.equal(idIn(await requests(ivo)), "");
      assert.equal((await answer(ivo, id, "yes")).status, 404);
      assert.equal((await answer(people.security, id, "yes")).status, 404);
      assert.match(await requests(finn), /What you sent/);
      const mine = { sub: "oda", groups: ["data-platform"] };
      assert.equal((await receipt(mine)).sent, true);
      const own = [...(await requests(owner)).matchAll(/data-request="([^"]+)"/g)].map(([, each = ""]) => each);
      const answers = await Promise.all(own.map(async (each) => (await answer(mine, each, "no")).html));
      assert.equal(answers.filter((html) => html.includes("You sent it yourself")).length, 1);
    },
  );

  it(verifies("why.yes", "A yes gives what the approved policy admits, and is audited with the person"), async () => {
    await world.approve(1);
    const coarse = JSON.stringify({ ...access, groups: ["ads-eng"] });
    await world.asPart("operator", "/servers/presto/access", { method: "PUT", body: coarse });
    assert.deepEqual(await world.toolsOf(ivo), []);
    await (await world.visitor(ivo)).post("/why/requests", { server: "presto", kind: "access", note: "to read" });
    const { html } = await answer(owner, idIn(await requests(owner)), "yes");
    assert.match(html, /oda admitted infra-readers/);
    assert.deepEqual(await world.toolsOf(ivo), ["look"]);
    assert.deepEqual((await world.edge()).routes[0]?.coarse.groups, ["ads-eng", "infra-readers"]);
    assert.equal(await audited(), true);
  });

  it(verifies("why.yes", "Two yeses for one server at the same moment both hold"), async () => {
    await world.approve(1);
    const coarse = JSON.stringify({ ...access, groups: [] });
    await world.asPart("operator", "/servers/presto/access", { method: "PUT", body: coarse });
    const asking = [ivo, people.user];
    for (const person of asking)
      await (await world.visitor(person)).post("/why/requests", { server: "presto", kind: "access", note: "to read" });
    const ids = [...(await requests(owner)).matchAll(/data-request="([^"]+)"/g)].map(([, id = ""]) => id);
    assert.equal(ids.length, asking.length);
    await Promise.all(ids.map((id) => answer(owner, id, "yes")));
    assert.deepEqual([...((await world.edge()).routes[0]?.coarse.groups ?? [])].toSorted(), [
      "ads-eng",
      "infra-readers",
    ]);
  });

  it(
    verifies("why.yes", "Where the approved policy cannot give it, the yes changes nothing and names the reviews"),
    async () => {
      await world.approve(1, { security: { "limit.groups": "on", groups: "ads-eng" } });
      await receipt(ivo);
      const before = (await world.edge()).routes[0]?.coarse;
      const { html } = await answer(owner, idIn(await requests(owner)), "yes");
      assert.match(html, /not enough.*Security, Legal and privacy and GenAI/s);
      assert.deepEqual((await world.edge()).routes[0]?.coarse, before);
      assert.equal(await audited(), false);
      assert.match(await requests(ivo), /Needs a review/);
    },
  );

  it(verifies("why.yes", "After an approval, a server that announces other owners hands them no request"), async () => {
    await world.approve(1);
    await receipt(finn);
    await world.announcePresto([], { access, owners: ["finance"] });
    assert.equal(idIn(await requests({ sub: "fred", groups: ["finance"] })), "");
    assert.notEqual(idIn(await requests(owner)), "");
  });
});
