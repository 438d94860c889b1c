/** The rows that the servers view has drawn, and whether it has to draw others. */
import type { MyServer } from "@drawbridge/contracts/registry";
import type { ServerRow } from "./server-row.ts";
import { type Arrangement, serverRows } from "./server-rows.ts";

export class DrawnRows {
  #rows: readonly ServerRow[] = [];
  #filter = "";
  /** What the rows were made from, apart from the filter and the servers themselves. */
  #arrangement = "";
  /** The ids of all rows. */
  #ids = "";
  #servers: readonly MyServer[] | null = null;
  #serversText = "";
  /** How often the servers changed. */
  #revision = 0;

  get rows(): readonly ServerRow[] {
    return this.#rows;
  }

  /**
   * Whether the rows differ from those before. A key in the filter that finds the same servers and tools changes nothing, so
   * that the editor draws nothing.
   */
  update(servers: readonly MyServer[], arrangement: Arrangement): boolean {
    const { filter, offered, decided, decidedHere, ...others } = arrangement;
    const lists = [offered, decided, decidedHere].map((names) => [...names]);
    const key = JSON.stringify([this.#revisionOf(servers), others, lists]);
    const filterAlone = key === this.#arrangement;
    if (filterAlone && filter === this.#filter) return false;
    const rows = serverRows(servers, arrangement);
    const ids = JSON.stringify(rows.map(idsOf));
    const same = filterAlone && ids === this.#ids;
    this.#arrangement = key;
    this.#filter = filter;
    this.#ids = ids;
    if (!same) this.#rows = rows;
    return !same;
  }

  /** Compares the servers once for each list that comes, and not for each key in the filter. */
  #revisionOf(servers: readonly MyServer[]): number {
    if (servers === this.#servers) return this.#revision;
    this.#servers = servers;
    const text = JSON.stringify(servers);
    if (text !== this.#serversText) this.#revision += 1;
    this.#serversText = text;
    return this.#revision;
  }
}

/** Where the servers and their arrangement are the same, the ids of a row and of the rows in it say what it shows. */
const idsOf = ({ id, children }: ServerRow): readonly unknown[] => [id, ...children.map(idsOf)];
