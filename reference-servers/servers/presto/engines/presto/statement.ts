/** Runs one statement at the engine, from its start to its end. */
import type { Column, Row } from "../engine.ts";
import { readFailure } from "./engine-error.ts";
import type { EngineHttp } from "./engine-http.ts";
import { type Page, readEnd, readPage } from "./replies.ts";

export interface Statement {
  readonly sql: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Lines of `sql` that this server added; positions in errors do not count them. */
  readonly linesBefore?: number;
  /** Gets the headers of every reply. */
  readonly onHeaders?: (headers: Headers) => void;
  /**
   * Set for a change. If it is cancelled before it started, it is not started in order to end it, because that could
   * make the change. The engine abandons it later.
   */
  readonly neverStartToEnd?: boolean;
}

/**
 * Yields every page. The first is the answer to the POST; the statement starts only when the second page is requested.
 * Ends the statement at the engine when the reader stops or `signal` aborts. Throws SqlError.
 */
export async function* pagesOf(
  http: EngineHttp,
  statement: Statement,
  signal: AbortSignal,
): AsyncGenerator<Page, void> {
  const { sql, headers, linesBefore = 0, onHeaders } = statement;
  const read = (reply: Awaited<ReturnType<EngineHttp["requestNext"]>>): Page => {
    onHeaders?.(reply.headers);
    return readPage(reply, http.engine);
  };
  let page = read(await http.requestStatement(sql, headers, signal));
  let started = false;
  let over = false;
  try {
    for (;;) {
      over = page.next === null;
      if (page.failure !== null) throw readFailure(page.failure, sql, linesBefore);
      yield page;
      if (page.next === null) return;
      page = read(await http.requestNext(page.next, headers, signal));
      started = true;
    }
  } finally {
    if (!over && (started || statement.neverStartToEnd !== true)) await end(http, page, started, headers);
  }
}

/**
 * A DELETE before the first GET has no effect, because the statement would run on a later GET. So it is started first.
 * This does not use the caller's signal, which has often aborted by now.
 */
async function end(http: EngineHttp, page: Page, started: boolean, headers: Statement["headers"]): Promise<void> {
  const { signal } = new AbortController();
  const last =
    started || page.next === null ? page : readPage(await http.requestNext(page.next, headers, signal), http.engine);
  if (last.next !== null) readEnd(await http.requestEnd(last.next, headers, signal));
}

/** Runs a statement of this server to its end; only for statements with small answers. */
export async function collect(
  http: EngineHttp,
  statement: Statement,
  signal: AbortSignal,
): Promise<{ readonly columns: readonly Column[]; readonly rows: readonly Row[] }> {
  let columns: readonly Column[] = [];
  const rows: Row[] = [];
  for await (const page of pagesOf(http, statement, signal)) {
    columns = page.columns ?? columns;
    rows.push(...page.rows);
  }
  return { columns, rows };
}
