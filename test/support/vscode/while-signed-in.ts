/** The set-up of suites in which a person stays signed in. */
import type { Window } from "./window.ts";
import { inSharedWorld, type World } from "./world.ts";

/** Gives a suite a window in which this person is signed in, and signs them out after it. Call it inside `describe`. */
export function whileSignedIn(user: string, take: (window: Window) => void): void {
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });
  before(`sign ${user} in`, async () => take(await world.signedIn(user)));
  after(`sign ${user} out`, async () => void (await world.signedOut()));
}
