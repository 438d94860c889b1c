/**
 * What Drawbridge promises, as data: id → sentence. A test cites an id with `verifies(id, title)`;
 * `test/unit/promises.test.ts` fails on an id that no test cites, and the type checker on one that is not here.
 */
export const promises = {
  // workspace
  "workspace.file-size": "No source file is longer than 400 lines.",

  // identity

  // sign-in

  // registry

  // edge

  // framework

  // presto

  // bridge and broker

  // cli

  // stack
} as const;

export type PromiseId = keyof typeof promises;
