import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { decideAll } from "../../../extension/approvals/decide/decisions.ts";
import type { SignInKind } from "../../../extension/session/session-state.ts";
import type { StoredPairing } from "../../../extension/signin/paired-editor.ts";
import { createSignInServices, type SignInServices } from "../../../extension/signin/sign-in-services.ts";
import { inTurn } from "../../../extension/signin/window-turn.ts";
import type { HandedTokens } from "../../../proxy/contracts/control.ts";
import { until } from "../../support/clocks/until.ts";
import { freePort } from "../../support/network/listening.ts";
import { InboxVisitor, type Visited } from "../../support/people/inbox-visitor.ts";
import { editorNames } from "../../support/people/paired-editor.ts";
import { verifies } from "../../support/verifies.ts";
import { type InboxWorld, startInbox } from "../../support/worlds/inbox-world.ts";

/** The windows of one machine, each with its own sign-in services over one shared storage, and what the broker received. */
function machine(folder: string) {
  const storage = new Map<string, string>();
  const broker: { tokens: HandedTokens | null; issuer: string | null } = { tokens: null, issuer: null };
  const paired: (StoredPairing | null)[] = [];
  const secrets = {
    get: async (key: string) => storage.get(key),
    store: async (key: string, value: string) => void storage.set(key, value),
    delete: async (key: string) => void storage.delete(key),
  };
  const window = (): SignInServices =>
    createSignInServices({
      ...{ secrets, key: "editor", now: Date.now, fetch: globalThis.fetch },
      inTurn: (task) => inTurn(join(folder, "turn"), task),
      paired: (pairing) => paired.push(pairing),
      handToBroker: async (_wellKnown, tokens, issuer) => {
        broker.tokens = tokens;
        broker.issuer = issuer;
      },
      brokerIssuer: () => broker.issuer,
      lastIssuer: async () => broker.issuer,
      brokerUser: () => (broker.tokens === null ? null : String(decodeJwt(broker.tokens.accessToken).sub)),
    });
  return { window, kept: storage, broker, paired };
}

describe("signing in from an editor", function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-sign-in-"));
  let world: InboxWorld;
  before(async () => {
    world = await startInbox();
  });
  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Shown {
    code: string;
    url: string;
  }
  /** Runs a sign-in in `services`; `person` acts on the page that opens. */
  const signIn = async (
    services: SignInServices,
    person: (shown: Shown) => Promise<unknown>,
    kind: SignInKind = "sign-in",
    registry = world.url,
  ) => {
    const shown: Shown = { code: "", url: "" };
    const opened = Promise.withResolvers<void>();
    const ui = {
      names: editorNames,
      chooseProvider: async () => assert.fail("There is one provider."),
      showCode: (code: string) => {
        shown.code = code;
      },
      open: (url: URL) => {
        shown.url = url.href;
        opened.resolve();
      },
    };
    const abort = new AbortController();
    const running = services.signIn.run(registry, kind, ui, abort.signal);
    running.catch(() => opened.resolve());
    await opened.promise;
    await person(shown);
    return { running, abort };
  };
  /** Chooses a user, types the code, clicks Allow, and follows the browser's redirects to the last page. */
  const allows =
    (user: string, visitor = new InboxVisitor(world.url)) =>
    async ({ url, code }: Shown): Promise<Visited> => {
      await visitor.signIn(user, url);
      const form = await visitor.formToken();
      const body = new URLSearchParams({ form, code });
      return visitor.visit(url, { method: "POST", body, headers: { origin: new URL(url).origin } });
    };

  it(
    verifies(
      "vscode.one-trip",
      "A sign-in takes one choice and one code, and gives the broker its tokens and the editor its pairing",
    ),
    async () => {
      const { window, broker, kept: secrets, paired } = machine(folder);
      const services = window();
      let last: Visited | undefined;
      const { running } = await signIn(services, async (shown) => {
        last = await allows("ada")(shown);
      });
      await running;
      assert.match(last?.html ?? "", /You are signed in.*goes on by itself/s);
      assert.equal(last?.url.startsWith(`${world.url}/sign-in/back?`), true);
      const claims = decodeJwt(broker.tokens?.accessToken ?? "");
      assert.deepEqual([claims.sub, claims.aud], ["ada", "urn:drawbridge:edge"]);
      assert.equal(paired.at(-1)?.user, "ada");
      assert.equal(secrets.has("awaited-pairing"), false);
      const { id } = await world.ask();
      const { view } = await world.approval(id);
      const endpoint = { access: () => services.editor.access(), fetch: globalThis.fetch };
      const decided = { view, decision: { decision: "approve", similar: false } } as const;
      assert.equal((await decideAll(endpoint, [decided]))[0]?.ok, true);
      assert.equal((await world.ticket(id)).state, "approved");
    },
  );

  it(verifies("proxies.registry-path", "An editor signs in at a registry below a path of its address"), async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/drawbridge`;
    const below = await startInbox({ port, url });
    try {
      const { window, broker, paired } = machine(folder);
      let last: Visited | undefined;
      // As another user: the browser begins at the inbox's sign-in, which leads to the page of the pairing.
      const allow = async (shown: Shown) => {
        const visitor = new InboxVisitor(url);
        assert.equal(shown.url.startsWith(`${url}/sign-in/inbox?to=`), true, shown.url);
        const page = await visitor.signIn("ada", shown.url);
        assert.match(page.html, /May this editor decide/);
        last = await allows("ada", visitor)({ ...shown, url: page.url });
      };
      await (await signIn(window(), allow, "switch", url)).running;
      assert.equal(last?.url.startsWith(`${url}/sign-in/back?`), true, last?.url);
      assert.equal(decodeJwt(broker.tokens?.accessToken ?? "").sub, "ada");
      assert.equal(paired.at(-1)?.user, "ada");
    } finally {
      await below.close();
    }
  });

  it(verifies("vscode.approver-apart", "A sign-in gives the broker nothing that can decide"), async () => {
    const { window, broker, kept: secrets } = machine(folder);
    await (await signIn(window(), allows("ada"))).running;
    const headers = { authorization: `Bearer ${broker.tokens?.accessToken}` };
    const url = `${world.url}/api/v1/approvals/decisions`;
    assert.equal((await fetch(url, { method: "POST", headers, body: "{}" })).status, 403);
    const text = secrets.get("editor") ?? "";
    assert.match(text, /"d":"/);
    assert.doesNotMatch(text, /eyJ/, "no token lies beside the key");
  });

  it(
    verifies("vscode.pairing-shared", "A pairing is valid in every window, and ends in all of them when one signs out"),
    async () => {
      const { window, paired } = machine(folder);
      const [first, second] = [window(), window()];
      await (await signIn(first, allows("ada"))).running;
      const url = `${world.url}/api/v1/approvals/decisions`;
      const { headers } = await second.editor.access();
      assert.match(headers("POST", url).authorization ?? "", /^DPoP eyJ/);
      await first.editor.end();
      assert.equal(paired.at(-1), null);
      await assert.rejects(second.editor.access(), { code: "not-signed-in" });
    },
  );

  it(
    verifies("vscode.reload", "A sign-in continues in the window after a reload, and in only one window"),
    async () => {
      const { window, broker } = machine(folder);
      const { running, abort } = await signIn(window(), async () => {});
      // A window that reloads does not finish the sign-in, so its storage stays as it was.
      const later = window();
      const left = await later.awaited.left();
      assert.ok(left !== null);
      running.catch(() => {});
      const resumed = later.signIn.resume(
        left,
        { names: editorNames, open() {}, showCode() {}, chooseProvider: async () => null },
        new AbortController().signal,
      );
      await allows("ines")({ url: left.url, code: left.code });
      const outcomes = await Promise.allSettled([running, resumed]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      assert.equal(decodeJwt(broker.tokens?.accessToken ?? "").sub, "ines");
      assert.equal((await later.editor.stored())?.user, "ines");
      abort.abort();
    },
  );

  it(verifies("vscode.cancel", "A cancelled sign-in leaves nothing behind"), async () => {
    const { window, kept: secrets, broker } = machine(folder);
    const { running, abort } = await signIn(window(), async () => {});
    abort.abort();
    await assert.rejects(running, { name: "Error", message: "" });
    assert.deepEqual([...secrets.keys()], []);
    assert.equal(broker.tokens, null);
  });

  it(
    verifies("vscode.refused", "A sign-in reports that the person refused, and that the company's sign-in refused"),
    async () => {
      const { window, broker, kept: secrets } = machine(folder);
      const visitor = new InboxVisitor(world.url);
      const refused = await signIn(window(), async ({ url }) => {
        await visitor.signIn("ada", url);
        await visitor.post(`${new URL(url).pathname}/refuse`, {});
      });
      await assert.rejects(refused.running, /not allowed in the browser/);
      // The provider forgets who is signed in, and the person refuses its second sign-in.
      const no = await signIn(window(), async ({ url, code }) => {
        await visitor.signIn("ada", url);
        for (const name of [...visitor.cookies.keys()]) if (name.startsWith("_")) visitor.cookies.delete(name);
        const body = new URLSearchParams({ form: await visitor.formToken(), code });
        const page = await visitor.visit(url, { method: "POST", body, headers: { origin: new URL(url).origin } });
        await visitor.visit(page.url, { method: "POST", body: new URLSearchParams({ user: "" }) });
      });
      await assert.rejects(no.running, { code: "refused" });
      assert.deepEqual([broker.tokens, [...secrets.keys()]], [null, []]);
    },
  );

  it(
    verifies("vscode.one-trip", "A sign-in fails where different people clicked Allow and signed in for the broker"),
    async () => {
      const { window, kept: secrets } = machine(folder);
      const visitor = new InboxVisitor(world.url);
      const { running } = await signIn(window(), async ({ url, code }) => {
        await visitor.signIn("finn", url);
        for (const name of [...visitor.cookies.keys()]) if (name.startsWith("_")) visitor.cookies.delete(name);
        const body = new URLSearchParams({ form: await visitor.formToken(), code });
        const page = await visitor.visit(url, { method: "POST", body, headers: { origin: new URL(url).origin } });
        await visitor.visit(page.url, { method: "POST", body: new URLSearchParams({ user: "ada" }) });
      });
      await assert.rejects(running, /different people/);
      assert.equal(secrets.has("editor"), false);
      // The pairing that finn allowed has ended at the registry, too.
      await until("his list is empty", async () => !(await visitor.ask("/approvals")).html.includes("data-editor"));
    },
  );

  it(verifies("presence.pairing", "A person allows an editor again without a new sign-in of the broker"), async () => {
    const { window, broker } = machine(folder);
    const services = window();
    const visitor = new InboxVisitor(world.url);
    await (await signIn(services, allows("ada", visitor))).running;
    const before = [broker.tokens?.accessToken, (await services.editor.stored())?.id];
    const again = await signIn(
      services,
      async ({ url, code }) => visitor.post(new URL(url).pathname, { code }),
      "pair",
    );
    await again.running;
    assert.equal(broker.tokens?.accessToken, before[0]);
    assert.notEqual((await services.editor.stored())?.id, before[1]);
    const { html } = await visitor.ask("/approvals");
    assert.doesNotMatch(html, new RegExp(`data-editor="${before[1]}"`), "the one before has ended");
  });
});
