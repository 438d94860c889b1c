/**
 * The account under which Postgres runs. Postgres refuses to run as root, so a stack started by root (usually in a
 * container) runs it under the system's `postgres` account, which is created where it is missing.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PostgresError } from "./error.ts";

const run = promisify(execFile);

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account to change to; null where this process's own account is suitable. Throws PostgresError `no-account`. */
export async function postgresAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await accountIds();
  if (existing !== null) return existing;
  const creation = run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
  await creation.catch((cause: unknown) => {
    throw new PostgresError(
      "no-account",
      "Postgres does not run as root, and the account `postgres` could not be made. Start Drawbridge as another user, or set DATABASE_URL.",
      { cause },
    );
  });
  const account = await accountIds();
  if (account === null)
    throw new PostgresError("no-account", "The account `postgres` was made but is not there. Set DATABASE_URL.");
  return account;
}

/**
 * The command line that runs `program` under `account`. That account cannot read root's folders (0700), but the programs
 * and the data may lie below one. So the process keeps the one capability that allows it. Because root started it, it
 * opens nothing to an account that could not open it before.
 */
export function commandUnder(account: Account | null, program: string, args: readonly string[]): [string, string[]] {
  if (account === null) return [program, [...args]];
  const drop = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  const keep = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"];
  return ["setpriv", [...drop, ...keep, "--", program, ...args]];
}

async function accountIds(): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  } catch {
    return null;
  }
}
