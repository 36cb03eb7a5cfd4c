import type { Reading } from '../reading/reading.ts';

/**
 * Completes each reading by several steps, one after another: its active power, the calendar of its contract. If a step fails on a reading,
 * because of a programming error, its result is left out: no reading is lost, and the next ones are processed as usual.
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
