import { isShortReading, type Reading } from '../reading.ts';

/** So many whole frames, which take about a minute, show that the meter does not tell a value. */
const FRAMES_WITHOUT = 40;

/**
 * Takes each reading, and says once that the meter never tells a value, so that an accessory has nothing to show.
 * @param isTold whether a reading has the value; where one had it, nothing is ever said
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
