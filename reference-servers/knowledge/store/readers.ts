/** Who may read what: the one condition that every answer is held against. */
import { type RawBuilder, sql } from "kysely";

/** Everybody whom the server admits, among a source's groups. */
const everybody = "*";

/**
 * Of documents `d` joined to their sources `s`: whether somebody in `groups` may read it. A document's own groups take
 * the place of its source's; a source that the settings do not list any more is nobody's.
 */
export const mayRead = (groups: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(s.active and coalesce(d.groups, s.groups) && ${[...groups, everybody]}::text[])`;

/** Of a source `s`: whether somebody in `groups` may read all of it. */
export const mayReadSource = (groups: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(s.active and s.groups && ${[...groups, everybody]}::text[])`;
