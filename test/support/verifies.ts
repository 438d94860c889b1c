/** How a test cites a promise (test/promises). */
import type { PromiseId } from "../promises.ts";

/** A test's title that cites the promise it verifies: `it(verifies(id, title), …)`. */
export const verifies = (id: PromiseId, title: string): string => `${title} [${id}]`;
