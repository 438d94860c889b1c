import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mock } from "node:test";
import { defaultDeciding } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import pg from "pg";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { repository } from "../../../support/machine/source-files.ts";
import { addAuthenticator, type VirtualAuthenticator } from "../../../support/people/virtual-authenticator.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import {
  type InboxWorld,
  openContext,
  picture,
  settled,
  signInTo,
  startBrowser,
  startInbox,
} from "../../../support/worlds/inbox-world.ts";

const deciding = { ...defaultDeciding, passkeys: true };
const Answer = z.object({ status: z.number(), text: z.string() });
const Options = z.object({ challenge: z.string(), allowCredentials: z.array(z.object({ id: z.string() })) });
type Options = z.infer<typeof Options>;
const Asked = z.object({ confirm: Options });
const AskedToAdd = Asked.extend({ register: z.looseObject({ challenge: z.string() }) });
type Fields = Readonly<Record<string, string>>;

describe("passkeys at the inbox", function () {
  this.timeout(120_000);
  let world: InboxWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let authenticator: VirtualAuthenticator;
  let client: pg.Client;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    world = await startInbox({ deciding }, "localhost");
    client = new pg.Client(world.settings.databaseUrl);
    await client.connect();
    context = await openContext(browser);
    await context.addInitScript({ path: `${repository}test/support/people/passkey-attacker.js` });
    page = await context.newPage();
    authenticator = await addAuthenticator(page);
  });
  afterEach(async () => {
    await context.close();
    await client.end();
    await world.close();
  });

  const passkeysUrl = () => `${world.url}/approvals/passkeys`;
  /** Adds a passkey by the keyboard alone. */
  const addPasskey = async (label: string) => {
    await page.goto(passkeysUrl());
    await page.locator("input[name=label]").fill(label);
    await page.keyboard.press("Enter");
    await page.locator(`[data-passkey-id]:has-text("${label}")`).waitFor();
  };
  /** Ines, a second person, has a passkey. */
  const withPasskey = async () => {
    await signInTo(page, passkeysUrl(), "ines");
    await addPasskey("One");
  };
  /** A request of ada's that ines may decide. */
  const newRequest = async () => {
    const { id } = await world.ask(askOf({ need: "second-person" }));
    return { id, url: `${world.url}/approvals/${id}` };
  };
  const rowOf = async (id: string) =>
    (await client.query("select * from registry.approvals where id = $1", [id])).rows[0];
  const stateOf = async (id: string): Promise<string> => (await rowOf(id)).state;
  const events = async () =>
    (await client.query("select text from registry.audit order by seq")).rows.map(({ text }) => JSON.parse(text));
  const fields = async (id: string, decision = "approve"): Promise<Fields> => ({
    ...{ page: id, [`shown.${id}`]: (await rowOf(id)).shown, [`decision.${id}`]: decision },
    ...(decision === "reject" && { [`reason.${id}`]: "no" }),
  });

  /** What a hostile script in the page can do: see test/support/people/passkey-attacker.js. */
  const post = async (path: string, body: Fields) =>
    Answer.parse(await page.evaluate(`attacker.post(${JSON.stringify(path)}, ${JSON.stringify(body)})`));
  const sign = async (options: Options, verification = "required") =>
    z.string().parse(await page.evaluate(`attacker.sign(${JSON.stringify(options)}, "${verification}")`));
  const askToDecide = async (body: Fields): Promise<Options> =>
    Asked.parse(JSON.parse((await post("/approvals/passkeys/ask-decide", body)).text)).confirm;
  const decide = (body: Fields, confirmation: string) => post("/approvals/decisions", { ...body, confirmation });
  /** The person's passkey agrees to `agreed`, and the answer is posted with `sent`. */
  const attack = async (agreed: Fields, sent: Fields) => decide(sent, await sign(await askToDecide(agreed)));

  it(verifies("inbox.passkeys", "A second person decides with a passkey, which the audit names"), async () => {
    await withPasskey();
    await picture(page, "passkeys");
    const { id, url } = await newRequest();
    await page.goto(url);
    await settled(page);
    await page.getByRole("button", { name: "Approve with your passkey" }).click();
    await page.locator(".fate.approved").waitFor();
    const row = await rowOf(id);
    assert.deepEqual([row.state, row.decided_by], ["approved", "ines"]);
    assert.match(row.decided_via, /^drawbridge-approver with passkey [\w-]+$/);
    const approved = (await events()).find(({ kind }) => kind === "approved");
    assert.equal(`drawbridge-approver with passkey ${approved.body.passkey}`, row.decided_via);
    assert.ok(typeof (await world.consume(await world.ticket(id))) !== "string");
    const other = await newRequest();
    await page.goto(other.url);
    await settled(page);
    await page.locator("[data-why]").fill("not now");
    await page.getByRole("button", { name: "Reject with your passkey" }).click();
    await page.locator(".fate.rejected").waitFor();
  });

  it(verifies("inbox.passkeys", "The form alone decides nothing if the decision needs a passkey"), async () => {
    const { id, url } = await newRequest();
    await signInTo(page, url, "ines");
    assert.match(await page.locator("main").innerText(), /needs a passkey, and you have none here/);
    await page.goto(`${world.url}/approvals`);
    assert.match(await page.locator(`#r-${id}`).innerText(), /needs your passkey/);
    assert.equal(await page.locator(`#r-${id} input[type=radio]`).count(), 0);
    for (const decision of ["approve", "reject"]) {
      const answer = await post("/approvals/decisions", await fields(id, decision));
      assert.equal(answer.status, 422);
      assert.match(answer.text, /This decision needs your passkey\. Nothing was decided/);
    }
    assert.equal(await stateOf(id), "pending");
  });

  it(verifies("inbox.passkeys", "The inbox says what to do without scripts, and without a passkey"), async () => {
    await withPasskey();
    const { url } = await newRequest();
    const answer = await page.goto(url);
    assert.match((await answer?.text()) ?? "", /<noscript><p class="notice problem">Your browser runs no scripts here/);
    await authenticator.setUserVerified(false);
    await settled(page);
    await page.getByRole("button", { name: "Approve with your passkey" }).click();
    const problem = page.locator("[data-passkey-problem]:visible");
    await problem.waitFor();
    assert.match(await problem.innerText(), /Your browser got no passkey/);
    assert.equal(await page.locator("[data-passkey-problem]:focus").count(), 1);
    await picture(page, "passkey-problem");
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "passkey-problem-dark");
  });

  it(verifies("inbox.passkeys-bound", "A passkey's answer approves nothing but what it was asked for"), async () => {
    await withPasskey();
    const [one, other] = [await newRequest(), await newRequest()];
    await page.goto(one.url);
    const mine = await fields(one.id);
    for (const [agreed, sent] of [
      [mine, await fields(other.id)],
      [await fields(one.id, "reject"), mine],
      [{ ...mine, [`shown.${one.id}`]: "other" }, mine],
      [mine, { ...mine, ...(await fields(other.id)) }],
    ] as const) {
      const answer = await attack(agreed, sent);
      assert.equal(answer.status, 422);
      assert.match(answer.text, /answer is not good for this|needs your passkey/);
    }
    for (const { id } of [one, other]) assert.equal(await stateOf(id), "pending");
  });

  it(
    verifies(
      "inbox.passkeys-bound",
      "A passkey's answer is valid once, and only if the authenticator verified the person",
    ),
    async () => {
      await withPasskey();
      const [one, two] = [await newRequest(), await newRequest()];
      await page.goto(one.url);
      const body = await fields(one.id);
      await authenticator.setUserVerified(false);
      const unverified = await decide(body, await sign(await askToDecide(body), "discouraged"));
      assert.match(unverified.text, /answer is not good for this/);
      assert.equal(await stateOf(one.id), "pending");
      await authenticator.setUserVerified(true);
      const confirmation = await sign(await askToDecide(body));
      await decide(body, confirmation);
      assert.equal(await stateOf(one.id), "approved");
      for (const again of [body, await fields(two.id)]) {
        const replayed = await decide(again, confirmation);
        assert.equal(replayed.status, 422);
        assert.match(replayed.text, /is not good for this/);
      }
      assert.equal(await stateOf(two.id), "pending");
    },
  );

  it(verifies("inbox.passkeys-bound", "A passkey's answer is valid for five minutes"), async () => {
    await withPasskey();
    const { id, url } = await newRequest();
    await page.goto(url);
    const body = await fields(id);
    const confirmation = await sign(await askToDecide(body));
    mock.timers.enable({ apis: ["Date"], now: Date.now() + 5 * 60_000 + 1_000 });
    const lateAnswer = await decide(body, confirmation).finally(() => mock.timers.reset());
    assert.match(lateAnswer.text, /answer is not good for this/);
    assert.equal(await stateOf(id), "pending");
  });

  it(verifies("inbox.passkeys-bound", "A passkey's answer to another site of the same name is refused"), async () => {
    await withPasskey();
    const { id, url } = await newRequest();
    await page.goto(url);
    const body = await fields(id);
    const options = await askToDecide(body);
    const evil = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>Evil</p>"));
    await new Promise<void>((done) => evil.listen(0, "127.0.0.1", done));
    const at = evil.address();
    await page.goto(`http://localhost:${typeof at === "object" ? at?.port : 0}/`);
    const confirmation = await sign(options);
    await page.goto(url);
    evil.closeAllConnections();
    evil.close();
    assert.match((await decide(body, confirmation)).text, /answer is not good for this/);
    assert.equal(await stateOf(id), "pending");
  });

  it(verifies("inbox.passkeys-bound", "A passkey is refused if its counter goes back, like a copy's"), async () => {
    await withPasskey();
    const { cdp, id: authenticatorId } = authenticator;
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
    const [copy] = credentials;
    assert.ok(copy);
    const [one, two] = [await newRequest(), await newRequest()];
    await page.goto(one.url);
    await attack(await fields(one.id), await fields(one.id));
    assert.equal(await stateOf(one.id), "approved");
    await cdp.send("WebAuthn.clearCredentials", { authenticatorId });
    await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: { ...copy, signCount: 0 } });
    await page.goto(two.url);
    assert.match((await attack(await fields(two.id), await fields(two.id))).text, /counter went back/);
    assert.equal(await stateOf(two.id), "pending");
  });

  it(verifies("inbox.passkeys-kept", "A first passkey needs a sign-in of the last five minutes"), async () => {
    await signInTo(page, passkeysUrl(), "ines");
    const real = Date.now;
    Date.now = () => real() + 6 * 60_000;
    try {
      await page.goto(passkeysUrl());
      assert.match(await page.locator("main").innerText(), /first passkey needs a sign-in of the last five minutes/);
      assert.match((await post("/approvals/passkeys/ask-add", { label: "x" })).text, /signed in too long ago/);
    } finally {
      Date.now = real;
    }
    await addPasskey("One");
  });

  it(verifies("inbox.passkeys-kept", "Passkeys are changed with an existing one, or by an operator"), async () => {
    await withPasskey();
    const registration = JSON.stringify({
      ...{ id: "AA", rawId: "AA", type: "public-key", clientExtensionResults: {} },
      response: { clientDataJSON: "AA", attestationObject: "AA" },
    });
    const bare = await post("/approvals/passkeys", { label: "A thief's", registration });
    assert.equal(bare.status, 422);
    assert.match(bare.text, /Another passkey is added with one that you have/);
    // Another device of hers: the first passkey agrees, the new one answers, and each answer is valid once for this.
    const { confirm, register } = AskedToAdd.parse(JSON.parse((await post("/approvals/passkeys/ask-add", {})).text));
    const confirmation = await sign(confirm);
    await authenticator.remove();
    const device = await addAuthenticator(page);
    const created = z.string().parse(await page.evaluate(`attacker.create(${JSON.stringify(register)})`));
    const body = { label: "Two", registration: created, confirmation };
    assert.equal((await post("/approvals/passkeys", body)).status, 200);
    const again = await post("/approvals/passkeys", { ...body, label: "Three" });
    assert.match(again.text, /answer is not good for this/);
    await page.goto(passkeysUrl());
    assert.deepEqual(await page.locator("[data-passkey-id] b").allInnerTexts(), ["One", "Two"]);
    const id = await page.locator("[data-passkey-id]").first().getAttribute("data-passkey-id");
    assert.equal((await post(`/approvals/passkeys/${id}/remove`, {})).status, 422);
    for (const label of ["One", "Two"]) {
      await page.getByRole("button", { name: `Remove ${label}` }).click();
      await page.locator(`[data-passkey-id]:has-text("${label}")`).waitFor({ state: "detached" });
    }
    await page.getByText("You have no passkey here yet.").waitFor();
    await device.remove();
    await addAuthenticator(page);
    await addPasskey("Four");
    assert.equal((await world.asPart("presto", "/people/ines/passkeys", { method: "DELETE" })).status, 403);
    const reset = await world.asPart("operator", "/people/ines/passkeys", { method: "DELETE" });
    assert.deepEqual([reset.status, await reset.json()], [200, { removed: 1 }]);
    assert.deepEqual(
      (await events()).map(({ kind }) => kind).filter((kind) => kind.startsWith("passkey")),
      ["passkey-added", "passkey-added", "passkey-removed", "passkey-removed", "passkey-added", "passkeys-reset"],
    );
  });

  it(
    verifies("inbox.passkeys-kept", "A passkey is not valid again if a row from before a removal or reset comes back"),
    async () => {
      await withPasskey();
      const bringBack = async (...rows: object[]) => {
        for (const row of rows)
          await client.query(
            "insert into registry.passkeys select * from jsonb_populate_record(null::registry.passkeys, $1)",
            [JSON.stringify(row)],
          );
        await page.goto(passkeysUrl());
        await page.getByText("You have no passkey here yet.").waitFor();
      };
      const [removed] = (await client.query("select to_jsonb(p) as row from registry.passkeys p")).rows;
      await page.getByRole("button", { name: "Remove One" }).click();
      await page.getByText("You have no passkey here yet.").waitFor();
      await bringBack(removed.row);
      await client.query("delete from registry.passkeys");
      await addPasskey("Two");
      const [reset] = (await client.query("select to_jsonb(p) as row from registry.passkeys p")).rows;
      // The reset finds no row, but still applies to a row that is brought back later.
      await client.query("delete from registry.passkeys");
      await world.asPart("operator", "/people/ines/passkeys", { method: "DELETE" });
      await bringBack(removed.row, reset.row);
      const { id, url } = await newRequest();
      await page.goto(url);
      assert.match(await page.locator("main").innerText(), /needs a passkey, and you have none here/);
      assert.equal(await stateOf(id), "pending");
    },
  );

  it(verifies("presence.outcome", "The second person needs a passkey to say how a call ended"), async () => {
    await withPasskey();
    const { id, url } = await newRequest();
    await page.goto(url);
    await attack(await fields(id), await fields(id));
    await world.consume(await world.ticket(id));
    await world.post(id, "outcome", { outcome: "unknown" });
    const resolution = { outcome: "succeeded", reason: "The rows are there" };
    const bare = await post(`/approvals/${id}/resolution`, resolution);
    assert.equal(bare.status, 422);
    assert.match(bare.text, /This decision needs your passkey/);
    const askToResolve = async (body: Fields) =>
      Asked.parse(JSON.parse((await post(`/approvals/passkeys/ask-resolve/${id}`, body)).text)).confirm;
    const confirmation = await sign(await askToResolve({ ...resolution, outcome: "failed" }));
    assert.match(
      (await post(`/approvals/${id}/resolution`, { ...resolution, confirmation })).text,
      /is not good for this/,
    );
    assert.equal(await stateOf(id), "outcome-unknown");
    await page.goto(url);
    await settled(page);
    await page.getByLabel("It was done").check();
    await page.getByLabel("How do you know").fill("The rows are there");
    await page.getByRole("button", { name: "Record this with your passkey" }).click();
    await page.locator(".fate.succeeded").waitFor();
    const { body } = (await events()).find(({ kind }) => kind === "succeeded");
    assert.equal(typeof body.passkey, "string");
  });

  it(verifies("approvals.sealed", "A passkey that was inserted by SQL is not valid for any person"), async () => {
    await withPasskey();
    await client.query("update registry.passkeys set user_name = 'finn'");
    const other = await openContext(browser);
    const finns = await other.newPage();
    await signInTo(finns, passkeysUrl(), "finn");
    assert.match(await finns.locator("main").innerText(), /You have no passkey here yet/);
    await other.close();
  });
});

describe("a registry with passkeys", () => {
  it(
    verifies(
      "inbox.passkeys",
      "A registry with passkeys does not start at an address that cannot have them, and says what to do",
    ),
    async () => {
      const settings = {
        ...{
          port: 0,
          url: "http://127.0.0.1:9",
          databaseUrl: "postgres://127.0.0.1:9/none",
          issuer: "http://127.0.0.1:9",
        },
        ...{ edgeUrl: "http://127.0.0.1:9", rootSecret: "x".repeat(32), deciding },
        ...({ environment: "prod", logLevel: "silent" } as const),
      };
      await assert.rejects(startRegistry(settings), /DRAWBRIDGE_PASSKEYS is on, .* DNS name over https/);
    },
  );
});
