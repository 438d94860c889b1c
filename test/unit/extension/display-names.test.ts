/** The signed-in user's display name in each place where a person reads it, in the editor and in the terminal. */
import assert from "node:assert/strict";
import { offerOf } from "../../../extension/offers/offer.ts";
import { factsOf } from "../../../extension/session/session-facts.ts";
import { noticeMessage } from "../../../extension/session/session-messages.ts";
import { transition } from "../../../extension/session/session-transitions.ts";
import { accessRequest } from "../../../extension/sidebar/access-request.ts";
import { descriptionOf } from "../../../extension/sidebar/servers-view-message.ts";
import { nextStep } from "../../../extension/state/next-step.ts";
import type { Snapshot } from "../../../extension/state/snapshot.ts";
import { judgeSession } from "../../../proxy/commands/doctor/broker.ts";
import { describeStatus } from "../../../proxy/commands/status.ts";
import { userText } from "../../../proxy/contracts/user-text.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { verifies } from "../../support/verifies.ts";
import { sampleStatus } from "../proxy/commands/sample-status.ts";
import { closedServer, serverNamed, snapshot } from "./servers.ts";

const id = "05ca878d-91aa";
const window = { trusted: true, focused: true };
const servers = [serverNamed("presto"), closedServer("spark")];
const offer = offerOf(servers, { user: {}, workspace: {} }, []);

/** Each text that names the user, by its place. */
const places: Readonly<Record<string, (user: NonNullable<Snapshot["user"]>) => string>> = {
  "the account label": (user) => userText(user),
  "the side bar": (user) => descriptionOf(snapshot(servers, { user }), offer),
  "the side bar of an ended session": (user) => descriptionOf(snapshot(servers, { user, phase: "expired" }), offer),
  "the status bar's tooltip": (user) => nextStep(snapshot(servers, { user })).tooltip,
  "the status bar's tooltip while servers are read": (user) => nextStep(snapshot(null, { user })).tooltip,
  "the message to a second sign-in": (user) =>
    noticeMessage("signed-in", factsOf(snapshot(servers, { user }), window)).text,
  "the message to a server's owner": (user) => accessRequest(snapshot(servers, { user }), closedServer("spark"), ""),
  doctor: (user) => judgeSession({ ...sampleStatus, user }).found,
  "doctor, of an ended session": (user) => judgeSession({ ...sampleStatus, user, session: "expired" }).found,
  status: (user) => describeStatus({ ...sampleStatus, user }, homeOf("/h"))[0] ?? "",
};

describe("the signed-in user's display name", () => {
  for (const [place, textFor] of Object.entries(places)) {
    it(verifies("name.beside-id", `In ${place} the name is shown beside the id, and the id alone without one`), () => {
      assert.ok(textFor({ name: id, displayName: "Ada Lindqvist", groups: [] }).includes(`Ada Lindqvist (${id})`));
      const alone = textFor({ name: id, groups: [] });
      assert.ok(alone.includes(id) && !alone.includes(`(${id})`), alone);
    });

    it(verifies("name.hostile", `In ${place} a hostile name hides no id, and is no link, icon or second line`), () => {
      for (const displayName of [
        "Ines (ines)\u202e",
        "[Ada](command:evil)",
        "$(error) Ada",
        "Ada\u200b\u3164\nSigned out",
        "{0}{1}",
        `<b>Ada</b>${"x".repeat(90)}`,
      ]) {
        const text = textFor({ name: id, displayName, groups: [] });
        assert.ok(text.includes(`(${id})`), text);
        assert.doesNotMatch(text, /\(ines\)|\]\(|\$\(|[\u202e\u200b\u3164]|\nSigned|x{60}/);
      }
    });
  }

  it(verifies("name.decides-nothing", "A change of the name alone is no change of the user"), () => {
    const facts = (displayName: string) =>
      factsOf(snapshot(servers, { user: { name: id, displayName, groups: [] } }), window);
    assert.equal(facts("Ada").user, facts("Ada Lindqvist").user);
    const signedIn = { type: "facts", facts: facts("Ada Lindqvist") } as const;
    const before = { facts: facts("Ada"), signingIn: null, attempts: 0, problem: null, choosing: false };
    assert.deepEqual(transition({ ...before, switchOffer: null, waiting: null }, signedIn).effects, []);
  });
});
