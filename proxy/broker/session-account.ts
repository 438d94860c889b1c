/** For whom a call was made, as the log says it. */
import type { Session } from "../contracts/session.ts";
import { accountOf } from "./log-line.ts";

/** The account of the session's user at its registry; null while no user is signed in. */
export const sessionAccount = ({ user, wellKnown }: Pick<Session, "user" | "wellKnown">): string | null =>
  user === null || wellKnown === null ? null : accountOf(wellKnown.registry, user.name);
