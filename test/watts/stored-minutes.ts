import type { Minute, MinuteSums } from '../../src/energy/minute.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

/** A minute as the journal keeps it, and what it counted; the last index of the minute before is needed for that. */
interface StoredMinute {
  readonly minute: Minute;
  readonly lastWh: { readonly drawn: number | undefined; readonly given: number | undefined };
}

/** The minutes that a journal keeps of some readings, oldest first. They begin at whole minutes of the monotonic clock. */
export function minutesOf(readings: readonly Reading[]): Minute[] {
  const byMinute = Map.groupBy(readings, ({ monotonicMs }) => Math.floor(monotonicMs / MINUTE_MS));
  const stored: StoredMinute[] = [];
  for (const [number, all] of byMinute) stored.push(storedMinute(number * MINUTE_MS, all, stored.at(-1)?.lastWh));
  return stored.map(({ minute }) => minute);
}

function storedMinute(
  atMs: number,
  readings: readonly Reading[],
  before: StoredMinute['lastWh'] | undefined,
): StoredMinute {
  const drawnWh = readings.flatMap(({ importedWh }) => importedWh ?? []);
  const givenWh = readings.flatMap(({ exportedWh }) => exportedWh ?? []);
  const drawn = sumsOf(
    readings.flatMap(({ apparentPowerVA }) => apparentPowerVA ?? []),
    drawnWh,
    before?.drawn,
  );
  const given = sumsOf(
    readings.flatMap(({ injectedPowerVA }) => injectedPowerVA ?? []),
    givenWh,
    before?.given,
  );
  return {
    minute: { atMs, ...drawn, ...(given.count > 0 && { given }) },
    lastWh: { drawn: drawnWh.at(-1), given: givenWh.at(-1) },
  };
}

function sumsOf(va: readonly number[], wh: readonly number[], beforeWh = wh[0]): MinuteSums {
  const lastWh = wh.at(-1);
  if (va.length === 0) return { count: 0 };
  return {
    count: va.length,
    meanVA: va.reduce((sum, each) => sum + each) / va.length,
    leastVA: Math.min(...va),
    greatestVA: Math.max(...va),
    ...(lastWh !== undefined && beforeWh !== undefined && { energyWh: lastWh - beforeWh }),
  };
}
