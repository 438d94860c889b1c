/**
 * `npm run engines -- trino` fetches Trino into the cache folder, once, so that `npm test -- engines` also runs its
 * suites. The other engines are small enough for the tests to fetch them.
 */
import { fetchTrino } from "../test/support/engines/trino-distribution.ts";

const [name, ...more] = process.argv.slice(2);
if (name !== "trino" || more.length > 0) {
  console.error("Name the engine to fetch: npm run engines -- trino");
  process.exit(2);
}
console.log(`Trino is in ${await fetchTrino()}`);
