/** Who may read what: the condition in every query that returns documents. */
import { type RawBuilder, sql } from "kysely";

/** Among a source's groups, this means every user with access to the server. */
export const everyUser = "*";

/**
 * SQL condition for documents `d` joined to their sources `s`: true if a user in `groups` may read the document. A
 * document's own groups replace those of its source. If the settings no longer list a source, no user may read it.
 */
export const mayRead = (groups: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(s.active and coalesce(d.groups, s.groups) && ${[...groups, everyUser]}::text[])`;

/** SQL condition for a source `s`: true if a user in `groups` may read all of it. */
export const mayReadSource = (groups: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(s.active and s.groups && ${[...groups, everyUser]}::text[])`;
