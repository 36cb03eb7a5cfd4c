import { isShortReading, type Reading } from '../reading/reading.ts';

/** If this many whole frames, which take about a minute, lack a value, the meter does not send it. */
const FRAMES_WITHOUT = 40;

/**
 * Observes each reading, and calls `say` once if the meter never sends a value, so that an accessory has nothing to show.
 * @param isTold whether a reading has the value; after the first that has it, `say` is never called
 */
export function noteUntold(isTold: (reading: Reading) => boolean, say: () => void): (reading: Reading) => void {
  let isKnown = false;
  let without = 0;
  return (reading) => {
    isKnown ||= isTold(reading);
    if (isKnown || reading.frame.refused > 0 || isShortReading(reading)) return;
    without += 1;
    if (without === FRAMES_WITHOUT) say();
  };
}
