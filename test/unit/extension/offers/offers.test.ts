import assert from "node:assert/strict";
import type { MyServer } from "@drawbridge/contracts/registry";
import { maxTools, offerOf } from "../../../../extension/offers/offer.ts";
import { Offers } from "../../../../extension/offers/offers.ts";
import { recentServers } from "../../../../extension/offers/recent-servers.ts";
import { descriptionOf, messageOf } from "../../../../extension/sidebar/servers-view-message.ts";
import { State } from "../../../../extension/state/state.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

/** A server with this many tools that the user may call. */
function withTools(name: string, count: number): MyServer {
  const [tool] = serverNamed(name).tools;
  assert.ok(tool);
  return serverNamed(name, { tools: Array.from({ length: count }, (_, at) => ({ ...tool, name: `t${at}` })) });
}

const none = { user: {}, workspace: {} };
const namesOf = ({ offered }: { readonly offered: ReadonlySet<string> }) => [...offered].sort();

describe("the servers that agents are offered by default", () => {
  it(verifies("vscode.offers", "All servers are offered as long as their tools are within the editor's limit"), () => {
    const servers = [withTools("a", 64), withTools("b", 64), closedServer("c")];
    const offer = offerOf(servers, none, []);
    assert.deepEqual([namesOf(offer), offer.tools, offer.leftOut], [["a", "b"], maxTools, []]);
  });

  it(
    verifies("vscode.offers", "Above the limit the servers that were used last are offered, then others that fit"),
    () => {
      const servers = [withTools("a", 50), withTools("b", 50), withTools("c", 50), withTools("d", 28)];
      const offer = offerOf(servers, none, ["c", "b"]);
      assert.deepEqual([namesOf(offer), offer.tools, offer.leftOut], [["b", "c", "d"], 128, ["a"]]);
    },
  );

  it(verifies("vscode.offers", "A checked server is offered even above the limit, and an unchecked one never"), () => {
    const servers = [withTools("a", 100), withTools("b", 100), withTools("c", 10)];
    const offer = offerOf(servers, { user: { a: true, b: true, c: false }, workspace: {} }, ["c"]);
    assert.deepEqual([namesOf(offer), offer.tools], [["a", "b"], 200]);
  });

  it(verifies("vscode.offers", "The workspace's choice goes before the user's"), () => {
    const servers = [withTools("a", 1), withTools("b", 1)];
    const choices = { user: { a: true, b: false }, workspace: { a: false, b: true } };
    assert.deepEqual(namesOf(offerOf(servers, choices, [])), ["b"]);
  });

  it("The servers that were used last are those of the last two weeks, each once", () => {
    const call = (server: string, at: string) => ({ at, server, tool: "t", ms: 1, outcome: "ok", agent: "x" });
    const calls = [
      call("b", "2026-11-20T10:00:00.000Z"),
      call("a", "2026-11-19T10:00:00.000Z"),
      call("b", "2026-11-18T10:00:00.000Z"),
      call("old", "2026-10-01T10:00:00.000Z"),
    ];
    assert.deepEqual(recentServers(calls, Date.parse("2026-11-21T00:00:00.000Z")), ["b", "a"]);
  });
});

describe("the view's words about what agents get", () => {
  const facts = { filter: "", typing: false, rows: 2, trusted: true, language: "en" };
  const wordsFor = (servers: readonly MyServer[], user = {}) => {
    const offer = offerOf(servers, { user, workspace: {} }, []);
    return [messageOf(snapshot(servers), { ...facts, offer }), descriptionOf(snapshot(servers), offer)];
  };

  it(
    verifies(
      "vscode.offers",
      "The view shows the number of tools beside the limit, and says when servers are left out",
    ),
    () => {
      assert.deepEqual(wordsFor([withTools("a", 8)]), ["", "ada · 8/128 tools"]);
      assert.match(
        wordsFor([withTools("a", 100), withTools("b", 100)])[0] ?? "",
        /^Agents get 100 of at most 128 tools\. 1 /,
      );
      const [over] = wordsFor([withTools("a", 100), withTools("b", 100)], { a: true, b: true });
      assert.match(over ?? "", /^Agents get 200 tools here, and the editor uses at most 128\./);
    },
  );
});

describe("the stored choices of servers", () => {
  const memento = (initial: unknown = undefined) => {
    let stored = initial;
    return {
      get: () => stored,
      update: async (_: string, value: unknown) => {
        stored = value;
      },
    };
  };
  const link = { onJoined: () => ({ dispose: () => {} }) };
  const offersWith = (user = memento(), workspace = memento()) => {
    const state = new State(snapshot([withTools("a", 1), withTools("b", 1)]));
    return new Offers({ state, link, user, workspace });
  };

  it(
    verifies("vscode.offers", "A checkbox changes the choice of the user, or that of the workspace if it has one"),
    async () => {
      const offers = offersWith();
      let changes = 0;
      offers.onChange(() => {
        changes += 1;
      });
      await offers.check("a", false);
      assert.deepEqual(offers.choices, { user: { a: false }, workspace: {} });
      await offers.choose("a", true, "workspace");
      await offers.check("a", false);
      assert.deepEqual(offers.choices, { user: { a: false }, workspace: { a: false } });
      await offers.choose("a", undefined, "workspace");
      await offers.choose("a", undefined, "user");
      assert.deepEqual(offers.choices, { user: {}, workspace: {} });
      assert.equal(changes, 5);
    },
  );

  it("A stored choice that cannot be read counts as no choice", () => {
    assert.deepEqual(namesOf(offersWith(memento("broken"), memento({ a: "yes" })).current), ["a", "b"]);
  });

  it(verifies("vscode.offers", "Agents outside the editor follow the user's choice alone"), async () => {
    const offers = offersWith();
    await offers.choose("a", false, "workspace");
    assert.deepEqual(namesOf(offers.current), ["b"]);
    assert.deepEqual(namesOf(offers.everywhere), ["a", "b"]);
  });
});
