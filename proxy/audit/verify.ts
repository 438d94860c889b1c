/** Verifies an audit: its chain, page by page from the first entry, and the lives of the requests that it describes. */
import type { AuditEvent, AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import { type Break, cutOff, followEntry, type Head, noEntry } from "./chain.ts";
import { Lives } from "./lives.ts";

export type PageAfter = (after: number) => Promise<AuditPage>;
export type RowsAfter = (after: string) => Promise<AuditedRows>;

export interface Verified {
  readonly head: Head;
  readonly broken: Break | null;
}

/**
 * Follows the chain and stops where it breaks. `verifiedHeads` are heads from before: that of the last verification, and that
 * of an anchor. `onEntry` is called with each entry that holds.
 */
export async function verifyChain(
  page: PageAfter,
  verifiedHeads: Head | null | readonly Head[],
  onEntry: (event: AuditEvent) => void = () => {},
): Promise<Verified> {
  const heads = verifiedHeads === null ? [] : [verifiedHeads].flat();
  let head = noEntry;
  for (;;) {
    const { entries, more } = await page(head.seq);
    for (const entry of entries) {
      const followed = followEntry(head, entry, heads);
      if (followed.kind === "broken") return { head, broken: followed.broken };
      head = followed.head;
      onEntry(followed.event);
    }
    // A registry that says `more` but sends no entries must not keep us in this loop.
    if (!more || entries.length === 0) return { head, broken: cutOff(head, heads) };
  }
}

/** Verifies the chain and the tables beside it. `problems` are sentences about lives and rows that do not agree. */
export async function verifyAudit(
  page: PageAfter,
  rows: RowsAfter,
  heads: readonly Head[],
): Promise<Verified & { readonly problems: readonly string[] }> {
  // Read the rows first: what happens after that is in later entries, and each page of rows says up to which entry it
  // is current.
  const pages = await allRows(rows);
  const lives = new Lives();
  const compareUpTo = (seq: number): void => {
    for (let next = pages[0]; next !== undefined && next.upTo <= seq; next = pages[0]) {
      lives.compare(next);
      pages.shift();
    }
  };
  const [first] = pages;
  const ids = new Set(pages.flatMap(({ requests }) => requests.map(({ id }) => id)));
  compareUpTo(0);
  const verified = await verifyChain(page, heads, (event) => {
    lives.follow(event);
    compareUpTo(event.seq);
  });
  if (verified.broken === null) {
    compareUpTo(Number.POSITIVE_INFINITY);
    lives.missing(ids, first?.upTo ?? 0);
  }
  return { ...verified, problems: lives.problems };
}

async function allRows(rows: RowsAfter): Promise<AuditedRows[]> {
  const pages: AuditedRows[] = [];
  for (let after = ""; ; ) {
    const page = await rows(after);
    pages.push(page);
    const last = page.requests.at(-1);
    if (!page.more || last === undefined) return pages;
    after = last.id;
  }
}
