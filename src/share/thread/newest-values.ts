import { isShortReading, type Reading } from '../../reading/reading.ts';
import { MAX_EXTENSIONS } from '../../reading/stale-timer.ts';
import { type SharedValues, sharedValuesOf, withLoad } from './reading-json.ts';

/**
 * The newest value of each name. A whole frame is complete, so it replaces all values. A damaged frame replaces the values that it carries;
 * the others stay until they are `staleAfterMs` old. A short frame, which carries only the currents, does the same, and also restarts the
 * age of the others, at most 40 times in a row (`StaleTimer`).
 */
export interface NewestValues {
  take(reading: Reading): void;
  /** The values that are fresh at this time of the monotonic clock. */
  at(nowMs: number): SharedValues;
}

interface KeptValue {
  readonly value: unknown;
  /** The monotonic clock when the value arrived, or when a short frame extended it. */
  readonly sinceMs: number;
}

export function createNewestValues(staleAfterMs: number): NewestValues {
  let kept = new Map<string, KeptValue>();
  let phases: Reading['phases'];
  let extensions = 0;

  const freshAt = (nowMs: number) => [...kept].filter(([, { sinceMs }]) => nowMs - sinceMs <= staleAfterMs);

  function extend(nowMs: number) {
    extensions += 1;
    if (extensions <= MAX_EXTENSIONS)
      kept = new Map(freshAt(nowMs).map(([name, { value }]) => [name, { value, sinceMs: nowMs }]));
  }

  return {
    take(reading) {
      const { monotonicMs, frame } = reading;
      const isShort = isShortReading(reading);
      phases = reading.phases ?? phases;
      if (isShort) extend(monotonicMs);
      else extensions = 0;
      if (!isShort && frame.refused === 0) kept = new Map();
      for (const [name, value] of Object.entries(sharedValuesOf(reading, phases))) {
        kept.set(name, { value, sinceMs: monotonicMs });
      }
    },
    at: (nowMs) => withLoad(Object.fromEntries(freshAt(nowMs).map(([name, { value }]) => [name, value]))),
  };
}
