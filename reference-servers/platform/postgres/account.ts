/**
 * Under which account Postgres runs. It refuses root, so that a stack started by root (a container, usually) hands
 * it to the system's `postgres` account, which is made where it is missing.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PostgresError } from "./error.ts";

const run = promisify(execFile);

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account to change to; null where this process's own will do. Throws PostgresError `no-account`. */
export async function postgresAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await accountIds();
  if (existing !== null) return existing;
  const made = run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]);
  await made.catch((cause: unknown) => {
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
 * The command line that runs `program` under `account`. Root's folders (0700) are closed to that account, and both
 * the programs and the data may lie below one; so it keeps the one capability that passes them. Root started it:
 * nothing is opened to anybody who could not open it before.
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
