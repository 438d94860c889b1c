import type { PromiseId } from "../promises.ts";

/** A test's title that cites the promise it verifies: `it(verifies("edge.no-token", "answers 401"), …)`. */
export const verifies = (id: PromiseId, title: string): string => `${title} [${id}]`;
