import type { Reading } from '../reading.ts';
import { withSurplus } from '../watts/surplus.ts';
import type { Wattmeter } from '../watts/wattmeter.ts';

/**
 * Adds the active power and the surplus to each reading. A reading that the wattmeter cannot measure, for a programming
 * error, passes as it came: no reading is lost by that, and the ones after it are measured.
 * @param guard calls a function, and reports what it throws
 */
export async function* measured(
  readings: AsyncIterable<Reading>,
  wattmeter: Pick<Wattmeter, 'measure'>,
  guard: (act: () => void) => void,
): AsyncGenerator<Reading, void> {
  for await (const reading of readings) {
    let result = reading;
    guard(() => {
      result = wattmeter.measure(reading);
    });
    yield result;
  }
}

/**
 * Measures the readings of a recording, of which nothing can be learned: they come as fast as they are read, and the
 * power factor is learned from what the meter counts over time. The surplus comes from each frame alone.
 */
export const SURPLUS_ALONE: Wattmeter = { measure: withSurplus, learn() {} };
