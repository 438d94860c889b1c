/**
 * A newcomer's first ten minutes on a model of the world: every order of their clicks of a given length, with the trouble
 * that the world may give. From every state that they reach, the user can still sign in.
 */
import assert from "node:assert/strict";
import { Session, type SessionActions } from "../../../../extension/session/session.ts";
import type { Message } from "../../../../extension/session/session-messages.ts";
import { placeOf, type SessionFacts, type SignInFailure } from "../../../../extension/session/session-state.ts";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";
import { facts, fresh, old } from "./places.ts";

const wrong = "https://www.example.com";

/** The world: which addresses are registries, whether the network is up, and what is on the screen. */
class ModelWorld {
  readonly session: Session;
  /** What the last click brought up. */
  seen: string[] = [];
  /** Messages that the person has left unanswered. */
  readonly unanswered: { readonly message: Message; readonly answer: (label: string | null) => void }[] = [];
  types: string | null = old;
  moves: "move" | "stay" | null = "move";
  allows = true;
  network = true;
  #facts: SessionFacts = facts({ phase: "no-registry", registry: null, user: null, online: false, servers: "unread" });

  constructor() {
    const record = (what: string) => this.seen.push(what);
    const signIn = async (registry: string): Promise<SignInFailure | null> => {
      record(`sign-in ${registry}`);
      await null;
      if (!this.network) return { problem: "unreachable", text: "No answer." };
      if (registry === wrong) return { problem: "not-a-registry", text: "No registry." };
      if (!this.allows) return null;
      const setting = this.setting;
      const other = setting !== null && setting !== registry ? setting : null;
      await this.become({ phase: "signed-in", registry, user: "ada", other, online: true, servers: "some" });
      return null;
    };
    const actions: SessionActions = {
      chooseRegistry: async () => {
        record("choose-registry");
        if (this.types === null) return null;
        await this.store(this.types);
        return this.types;
      },
      keepRegistry: (registry) => this.store(registry),
      signIn,
      resumeSignIn: async () => null,
      cancelSignIn: () => void record("cancel-sign-in"),
      showSignIn: async () => void record("show-sign-in"),
      signOut: async () => {
        record("sign-out");
        await this.become({ phase: "signed-out", registry: this.setting, user: null, other: null, servers: "unread" });
      },
      runQuery: async () => void record("run-query"),
      execute: async (command) => void record(command),
      message: (message) => {
        record(message.text);
        return new Promise((answer) => this.unanswered.push({ message, answer }));
      },
      unaskedMessage: async () => null,
      confirmSwitch: async (question) => {
        record(question.text);
        return this.moves;
      },
    };
    this.session = new Session(this.#facts, actions);
  }

  setting: string | null = null;

  async store(registry: string): Promise<void> {
    this.setting = registry;
    const { phase, registry: at } = this.#facts;
    if (phase === "signed-in" || phase === "expired") await this.become({ other: at === registry ? null : registry });
    else await this.become({ registry, phase: "signed-out" });
  }

  async become(change: Partial<SessionFacts>): Promise<void> {
    this.#facts = { ...this.#facts, ...change };
    await this.session.dispatch({ type: "facts", facts: this.#facts });
  }

  get facts(): SessionFacts {
    return this.#facts;
  }
}

type Step = readonly [name: string, act: (world: ModelWorld) => Promise<unknown>];

const typing = (world: ModelWorld, address: string | null) => {
  world.types = address;
  return world.session.click("choose-registry");
};
const steps: readonly Step[] = [
  ["Sign In", (world) => world.session.click("sign-in")],
  ["Choose Registry: the right one", (world) => typing(world, old)],
  ["Choose Registry: a new one", (world) => typing(world, fresh)],
  ["Choose Registry: a wrong one, taken anyway", (world) => typing(world, wrong)],
  ["Choose Registry, Escape", (world) => typing(world, null)],
  ["Switch Account", (world) => world.session.click("switch-account")],
  ["Sign Out", (world) => world.session.click("sign-out")],
  ["Try a Query", (world) => world.session.click("try-query")],
];
/** What happens around the person between two clicks. It may bring up nothing. */
const happenings: readonly Step[] = [
  ["the session ends", async (world) => world.facts.phase === "signed-in" && world.become({ phase: "expired" })],
  [
    "another window signs out",
    async (world) =>
      world.facts.phase === "signed-in" &&
      world.become({ phase: "signed-out", user: null, registry: world.setting, other: null }),
  ],
  [
    "the VPN goes off",
    async (world) => {
      world.network = false;
      if (world.facts.phase === "signed-in") await world.become({ online: false });
    },
  ],
  [
    "the person refuses from now on",
    async (world) => {
      world.allows = false;
    },
  ],
];

/** Every order of `length` out of all steps. */
function* ordersOf(all: readonly Step[], length: number): Generator<readonly Step[]> {
  if (length === 0) yield [];
  else for (const first of all) for (const rest of ordersOf(all, length - 1)) yield [first, ...rest];
}

async function play(order: readonly Step[]): Promise<ModelWorld> {
  const world = new ModelWorld();
  for (const [name, act] of order) {
    world.seen = [];
    await act(world);
    const silent = happenings.some(([each]) => each === name);
    assert.ok(
      silent || world.seen.length > 0,
      `${order.map(([each]) => each).join(" > ")}: nothing is seen after ${name}`,
    );
  }
  return world;
}

/** All is well in the world again: the person needs at most the two buttons that the side bar always has. */
async function signsIn(world: ModelWorld): Promise<void> {
  world.network = true;
  world.allows = true;
  await world.become({ online: true });
  if (world.facts.registry === wrong || world.facts.other === wrong || world.facts.registry === null)
    await typing(world, old);
  const { phase, other } = world.facts;
  if (phase !== "signed-in" || other !== null) await world.session.click("sign-in");
}

describe("a newcomer's first ten minutes", function () {
  this.timeout(60_000);

  it(
    verifies("vscode.no-dead-end", "Every order of four clicks shows something at each click, and leads to a sign-in"),
    async () => {
      let orders = 0;
      for (const order of ordersOf(steps, 4)) {
        const world = await play(order);
        await signsIn(world);
        assert.equal(placeOf(world.session.state), "signed-in", order.map(([each]) => each).join(" > "));
        orders += 1;
      }
      assert.equal(orders, steps.length ** 4);
    },
  );

  it(verifies("vscode.no-dead-end", "Every order of clicks with trouble in between leads to a sign-in"), async () => {
    for (const order of ordersOf([...steps, ...happenings], 3)) {
      const world = await play(order);
      await signsIn(world);
      assert.equal(placeOf(world.session.state), "signed-in", order.map(([each]) => each).join(" > "));
    }
  });

  it(
    verifies("vscode.old-notification", "Sign In and Choose Registry work while an old notification is unanswered"),
    async () => {
      const world = new ModelWorld();
      await typing(world, wrong);
      assert.equal(world.unanswered.length, 1);
      assert.deepEqual(
        world.unanswered[0]?.message.ways.map(({ label }) => label),
        ["Try Again", "Choose Registry", "Diagnose"],
      );
      await typing(world, old);
      assert.equal(placeOf(world.session.state), "signed-in");
      // The old message is still there. Its button means what it says now.
      world.types = fresh;
      world.unanswered[0]?.answer("Choose Registry");
      await until("the new registry is in use", () => world.facts.registry === fresh);
    },
  );
});
