/** One statement at the engine, from its start to its end. */
import type { Column, Row } from "../engine.ts";
import { readFailure } from "./engine-error.ts";
import { type Page, readEnd, readPage } from "./page.ts";
import type { Wire } from "./wire.ts";

export interface Statement {
  readonly sql: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Lines of `sql` that are ours and not the caller's; places in errors are counted without them. */
  readonly linesBefore?: number;
  /** Sees the headers of every reply. */
  readonly onHeaders?: (headers: Headers) => void;
  /** Of a change: where it is ended before it began, it is left alone, which the engine gives up. Beginning it could make it. */
  readonly neverStartToEnd?: boolean;
}

/**
 * Yields every page, the answer to the POST first, though the statement starts only when the second is asked for.
 * Ends the statement at the engine when the reader stops or `signal` aborts. Throws SqlError.
 */
export async function* pagesOf(wire: Wire, statement: Statement, signal: AbortSignal): AsyncGenerator<Page, void> {
  const { sql, headers, linesBefore = 0, onHeaders } = statement;
  const read = (reply: Awaited<ReturnType<Wire["requestNext"]>>): Page => {
    onHeaders?.(reply.headers);
    return readPage(reply, wire.engine);
  };
  let page = read(await wire.requestStatement(sql, headers, signal));
  let started = false;
  let over = false;
  try {
    for (;;) {
      over = page.next === null;
      if (page.failure !== null) throw readFailure(page.failure, linesBefore);
      yield page;
      if (page.next === null) return;
      page = read(await wire.requestNext(page.next, headers, signal));
      started = true;
    }
  } finally {
    if (!over && (started || statement.neverStartToEnd !== true)) await end(wire, page, started, headers);
  }
}

/**
 * A DELETE before the first GET has no effect: the statement would run on a later GET. So it is started first. This
 * goes on without the caller's signal, which has often aborted by now.
 */
async function end(wire: Wire, page: Page, started: boolean, headers: Statement["headers"]): Promise<void> {
  const { signal } = new AbortController();
  const last =
    started || page.next === null ? page : readPage(await wire.requestNext(page.next, headers, signal), wire.engine);
  if (last.next !== null) readEnd(await wire.requestEnd(last.next, headers, signal));
}

/** Runs a statement of ours to its end: for answers that are small by their nature. */
export async function collect(
  wire: Wire,
  statement: Statement,
  signal: AbortSignal,
): Promise<{ readonly columns: readonly Column[]; readonly rows: readonly Row[] }> {
  let columns: readonly Column[] = [];
  const rows: Row[] = [];
  for await (const page of pagesOf(wire, statement, signal)) {
    columns = page.columns ?? columns;
    rows.push(...page.rows);
  }
  return { columns, rows };
}
