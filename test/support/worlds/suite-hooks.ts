/** Hooks of a suite that starts a world. Called inside `describe`; `take` gets the world before the first test that uses it. */

interface Closable {
  close(): Promise<void>;
}

/** Starts the world once for the suite, and closes it after the last test. */
export function onceForSuite<W extends Closable>(start: () => Promise<W>, take: (world: W) => void): void {
  let started: W | undefined;
  before(async () => {
    started = await start();
    take(started);
  });
  after(() => started?.close());
}

/** Starts a world for each test, and closes it after the test. */
export function forEachTest<W extends Closable>(start: () => Promise<W>, take: (world: W) => void): void {
  let started: W | undefined;
  beforeEach(async () => {
    started = undefined;
    started = await start();
    take(started);
  });
  afterEach(() => started?.close());
}
