/**
 * How a process logs in to Postgres while the password or the role is changed. Each new connection uses the URL that counts
 * at that time; connections that are open stay open. Where Postgres refuses the login, the next attempt uses the other URL.
 */
import { acceptedOf, type Secret } from "@drawbridge/contracts/secret";
import pg from "pg";

export interface DatabaseLogin {
  /** A client class for a pool, or to make one client of. It connects to the URL that counts when the client is made. */
  readonly Client: new (
    config?: pg.ClientConfig,
  ) => pg.Client;
  /** What `connect` resolves with. Calls it again, with the other URL, where Postgres refuses the first. */
  connected<Connected>(connect: () => Promise<Connected>): Promise<Connected>;
}

/** Postgres documentation, appendix A: 28000 invalid_authorization_specification, 28P01 invalid_password. */
const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === "28P01" || error.code === "28000");

/** Logs in with one of the values of `url`. */
export function databaseLogin(url: Secret): DatabaseLogin {
  let current = "";
  /** URLs that Postgres refused, while `current` stays the same. */
  const refused = new Set<string>();

  const chosen = (): string => {
    const accepted = acceptedOf(url);
    if (accepted[0] !== current || accepted.every((each) => refused.has(each))) refused.clear();
    current = accepted[0];
    return accepted.find((each) => !refused.has(each)) ?? current;
  };
  const connected = async <Connected>(connect: () => Promise<Connected>, attempt = 1): Promise<Connected> => {
    // A pool may make its client later, when another attempt has refused this URL already. Then this client has another.
    const first = chosen();
    try {
      return await connect();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.add(first);
      if (attempt >= acceptedOf(url).length) throw error;
      return connected(connect, attempt + 1);
    }
  };
  return {
    Client: class extends pg.Client {
      constructor(config: pg.ClientConfig = {}) {
        super({ ...config, connectionString: chosen() });
      }
    },
    connected: (connect) => connected(connect),
  };
}
