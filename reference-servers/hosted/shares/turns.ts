/**
 * Decides whose turn it is at one resource that many users share. Each user has a line of their own, first come first
 * served. The lines are served in turn. Pure: it holds tickets and says which of them begins.
 */
/** How much of a resource all users together and one user alone may use at once. */
export interface ShareLimits {
  /** At once, for all users together. */
  readonly maxRunning: number;
  /** At once, for one user. */
  readonly maxRunningPerUser: number;
  readonly maxWaitingPerUser: number;
}

export interface Turns<Ticket> {
  /**
   * "begins": the ticket runs now. "waits": it is in its user's line. "full": the line is full, and nothing changed.
   * `ahead`: it waits before those tickets of the same user that are not ahead themselves.
   */
  enter(user: string, ticket: Ticket, ahead?: boolean): "begins" | "waits" | "full";
  /** One running ticket of `user` has ended. Returns the ticket that begins in its place, if there is one. */
  leave(user: string): Ticket | null;
  /** Takes a waiting ticket out of its line. */
  withdraw(user: string, ticket: Ticket): void;
  readonly running: number;
  countsOf(user: string): { readonly running: number; readonly waiting: number };
}

interface Line<Ticket> {
  running: number;
  /** The sequence number of the last ticket of this user that began; 0 where none has. */
  lastBegan: number;
  readonly waiting: Ticket[];
  /** How many of them, the first ones, are ahead of the others. */
  ahead: number;
}

export function createTurns<Ticket>({ maxRunning, maxRunningPerUser, maxWaitingPerUser }: ShareLimits): Turns<Ticket> {
  const lines = new Map<string, Line<Ticket>>();
  let running = 0;
  let beginnings = 0;
  let waiting = 0;

  const begin = (line: Line<Ticket>): void => {
    running += 1;
    beginnings += 1;
    line.running += 1;
    line.lastBegan = beginnings;
  };

  /**
   * Among the users who may begin, the one with the fewest running tickets; among equals, the one who began the longest
   * ago.
   */
  const next = (): Ticket | null => {
    // The edge has a line for each user with an open stream, and none of them ever waits.
    if (running >= maxRunning || waiting === 0) return null;
    const [line] = [...lines.values()]
      .filter(({ running, waiting }) => waiting.length > 0 && running < maxRunningPerUser)
      .toSorted((a, b) => a.running - b.running || a.lastBegan - b.lastBegan);
    const ticket = line?.waiting.shift();
    if (line === undefined || ticket === undefined) return null;
    line.ahead = Math.max(0, line.ahead - 1);
    waiting -= 1;
    begin(line);
    return ticket;
  };

  const forgetIdle = (user: string): void => {
    const line = lines.get(user);
    if (line?.running === 0 && line.waiting.length === 0) lines.delete(user);
  };

  return {
    enter(user, ticket, ahead = false) {
      const line = lines.get(user) ?? { running: 0, lastBegan: 0, waiting: [], ahead: 0 };
      const begins = running < maxRunning && line.running < maxRunningPerUser && line.waiting.length === 0;
      if (!begins && line.waiting.length >= maxWaitingPerUser) return "full";
      if (begins) begin(line);
      else {
        line.waiting.splice(ahead ? line.ahead : line.waiting.length, 0, ticket);
        if (ahead) line.ahead += 1;
        waiting += 1;
      }
      lines.set(user, line);
      return begins ? "begins" : "waits";
    },

    leave(user) {
      const line = lines.get(user);
      if (line === undefined || line.running === 0) throw new RangeError(`nothing of ${user} is running`);
      running -= 1;
      line.running -= 1;
      const ticket = next();
      forgetIdle(user);
      return ticket;
    },

    withdraw(user, ticket) {
      const line = lines.get(user);
      const at = line?.waiting.indexOf(ticket) ?? -1;
      if (line !== undefined && at >= 0) {
        line.waiting.splice(at, 1);
        if (at < line.ahead) line.ahead -= 1;
        waiting -= 1;
      }
      forgetIdle(user);
    },

    get running() {
      return running;
    },
    countsOf(user) {
      const line = lines.get(user);
      return { running: line?.running ?? 0, waiting: line?.waiting.length ?? 0 };
    },
  };
}
