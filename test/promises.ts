/**
 * What Drawbridge promises, as data: id → sentence. A test cites an id with `verifies(id, title)`;
 * `test/unit/promises.test.ts` fails on an id that no test cites, and the type checker on one that is not here.
 */
export const promises = {
  // workspace
  "workspace.file-size": "No source file is longer than 400 lines.",
  "workspace.promises": "Every promise has a test, and every test cites a promise that exists.",
  "workspace.boundaries": "The import rules of the tree are lint rules.",
  "workspace.no-registry-host": "The lock file names no registry host.",
  "workspace.no-skipped-tests": "No test is skipped, focused or disabled.",
  "workspace.dependencies-explained": "Every dependency has a line in ARCHITECTURE.md that says what it is for.",
  "workspace.closing-line": "The last line of a test run is `N passed, N failed`, with the skipped ones where there are any.",

  // identity

  // sign-in

  // registry

  // edge

  // framework

  // presto

  // bridge and broker

  // cli

  // stack
  "stack.settings": "DRAWBRIDGE_HOME and DRAWBRIDGE_PORT move the stack; what it does not know it refuses by name.",
  "stack.one-per-home": "A second stack in the same home is refused with what to do, and a killed one does not block the next.",
  "stack.stable-ports": "A second start serves at the same addresses as the first.",
  "stack.isolate-restarts": "With --isolate, a part that dies is started again with backoff, and none is left after the end.",
  "stack.next-steps": "`npm start` prints the registry, the demo users and the lines that add Drawbridge to the agents.",
} as const;

export type PromiseId = keyof typeof promises;
