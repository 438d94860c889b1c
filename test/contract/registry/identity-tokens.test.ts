import assert from "node:assert/strict";
import { oauthClients } from "@drawbridge/contracts/oauth";
import type { Caller } from "@drawbridge/hosted/token";
import { type Database, openDatabase } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { sql } from "kysely";
import pino from "pino";
import { type InboxIdentity, SignInRefused } from "../../../reference-servers/registry/inbox/identity.ts";
import { identityTokens } from "../../../reference-servers/registry/inbox/identity-tokens.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { type ApprovalsWorld, startApprovals } from "../../support/worlds/approvals-world.ts";

/** Two registries of one database, and an identity provider that answers when the test lets it. */
describe("a renewal of a person's tokens", () => {
  let world: ApprovalsWorld;
  let database: Database;
  before(async () => {
    world = await startApprovals();
    const { settings } = world;
    database = await openDatabase(
      settings,
      rowSeals(settings.sealSecret ?? settings.rootSecret),
      pino({ enabled: false }),
    );
  });
  after(async () => {
    await database.destroy();
    await world.close();
  });

  /** A provider whose refresh tokens can be used once. Its tokens name their person. */
  function provider() {
    const spent: string[] = [];
    const revoked: string[] = [];
    const answers = Promise.withResolvers<void>();
    const identity: InboxIdentity = {
      begin: () => Promise.reject(new Error("not asked here")),
      finish: () => Promise.reject(new Error("not asked here")),
      async renew(refresh) {
        spent.push(refresh);
        await answers.promise;
        return { access: `${refresh}+`, refresh: `${refresh}+` };
      },
      async revoke(refresh) {
        revoked.push(refresh);
      },
    };
    const caller: Omit<Caller, "user"> = {
      ...{ claim: "sub", certain: true, name: null, groups: [], clientId: oauthClients.approver },
      ...{ client: "approver", surface: null },
      signIn: { issuer: "", subject: null, session: null, issuedAt: null },
    };
    const verifier = {
      proofRequired: false,
      reading: () => ({ issuer: "", claims: [] }),
      verify: async (access: string): Promise<Caller> =>
        access === "agent" ? { ...caller, user: access, client: "broker" } : { ...caller, user: access },
      keyAges: () => [],
      close: () => {},
    };
    const registry = (now?: () => number) =>
      identityTokens(database, world.settings, { verifier, identities: { at: () => identity } }, now);
    /** A registry that counts how often it read its clock: once for each mark that it writes or finds. */
    const counted = () => {
      let marks = 0;
      const { personNow, keep } = registry(() => {
        marks += 1;
        return Date.now();
      });
      return { personNow, keep, marks: () => marks };
    };
    return { spent, revoked, registry, counted, answer: () => answers.resolve() };
  }

  it(verifies("shares.provider", "A renewal holds no database connection while the provider is slow"), async () => {
    const { spent, registry, answer } = provider();
    const one = registry();
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, person) => one.keep({ access: `p${person}`, refresh: `p${person}` })),
    );
    const renewals = ids.map((id) => one.personNow(id));
    await until("the provider has all questions", () => spent.length === 20);
    await sql`select 1`.execute(database);
    answer();
    assert.equal((await Promise.all(renewals)).filter((person) => person !== null).length, 20);
  });

  it(verifies("shares.provider", "A renewal spends a refresh token once over all registries and calls"), async () => {
    const { spent, counted, answer } = provider();
    const [one, other] = [counted(), counted()];
    const id = await one.keep({ access: "ada", refresh: "ada" });
    const first = one.personNow(id);
    await until("the provider is asked", () => spent.length === 1);
    const rest = [one.personNow(id), other.personNow(id), other.personNow(id)];
    await until("the other registry has found the mark", () => other.marks() > 0);
    answer();
    for (const person of await Promise.all([first, ...rest])) assert.equal(person?.user, "ada+");
    assert.deepEqual(spent, ["ada"]);
  });

  it(
    verifies("shares.provider", "A renewal spends a refresh token once if two registries look at the same moment"),
    async () => {
      const { spent, counted, answer } = provider();
      const names = Array.from({ length: 12 }, (_, index) => `twice-${index}`);
      const pairs = names.map(() => [counted(), counted()] as const);
      const ids = await Promise.all(
        pairs.map(([one], at) => one.keep({ access: names[at] ?? "", refresh: names[at] ?? "" })),
      );
      const renewals = pairs.flatMap((pair, at) => pair.map((each) => each.personNow(ids[at] ?? "")));
      await until("the provider has all questions", () => spent.length >= names.length);
      // The registry that spends writes one mark. The other tries to write one and then finds one, or finds one repeatedly.
      const found = () => pairs.every(([one, other]) => Math.max(one.marks(), other.marks()) > 1);
      await until("the other registry of each pair has found the mark", found);
      answer();
      await Promise.all(renewals);
      assert.deepEqual(spent.toSorted(), names.toSorted());
    },
  );

  it(verifies("sign-in.unkept", "A refused sign-in at the inbox leaves no refresh token at the provider"), async () => {
    const { revoked, registry } = provider();
    const one = registry();
    await one.keep({ access: "ada", refresh: "ada" });
    await assert.rejects(one.keep({ access: "agent", refresh: "unkept" }), SignInRefused);
    assert.deepEqual(revoked, ["unkept"]);
  });

  it(verifies("shares.provider", "A renewal during which a registry died ends the sign-in everywhere"), async () => {
    const { spent, registry } = provider();
    const id = await registry().keep({ access: "bob", refresh: "bob" });
    void registry().personNow(id); // its registry dies, so no answer is ever stored
    await until("the provider is asked", () => spent.length === 1);
    const later = registry(() => Date.now() + 60_000);
    assert.equal(await later.personNow(id), null);
    assert.deepEqual(spent, ["bob"]);
  });
});
