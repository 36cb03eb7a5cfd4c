import type { Reading } from '../reading.ts';

/**
 * Adds to each reading what steps find out about it, one after the other: its active power, the calendar of its contract. A
 * reading with which a step fails, for a programming error, passes as the steps before have left it: no reading is lost by that,
 * and the ones after it are enriched.
 * @param guard calls a function, and reports what it throws
 */
export async function* enriched(
  readings: AsyncIterable<Reading>,
  steps: readonly ((reading: Reading) => Reading)[],
  guard: (act: () => void) => void,
): AsyncGenerator<Reading, void> {
  for await (const reading of readings) {
    let result = reading;
    for (const step of steps) {
      guard(() => {
        result = step(result);
      });
    }
    yield result;
  }
}
