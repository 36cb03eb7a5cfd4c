import { parisHourOf } from '../src/base/paris-time.ts';
import type { Reading } from '../src/reading/reading.ts';
import type { TimedReading } from './journal-history.ts';
import { frameWith, readingWith } from './support/readings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './support/time.ts';

/** How many days ago the house began to be read, unless given: a little more than a year and a half. */
const BEGAN_DAYS = 560;
/** For so long ago, there is a frame a minute; before that, one an hour. */
const DENSE_MS = 3 * DAY_MS;
/** Between so many days ago the plugin was away. */
const AWAY_DAYS = [40, 52] as const;

/** A house with off-peak hours by night and 9 kVA, which was not read for twelve days. */
export function* houseHistory(meter: string, nowMs: number, days = BEGAN_DAYS): Generator<TimedReading> {
  const registers = { HCHC: 4_000_000, HCHP: 9_000_000 };
  for (const atMs of momentsUntil(nowMs, days)) {
    const hour = parisHourOf(atMs);
    const isOffPeak = hour < 6 || hour >= 22;
    const isDense = nowMs - atMs <= DENSE_MS;
    // A year ago more was drawn.
    const yearsAgo = Math.floor((nowMs - atMs) / (200 * DAY_MS));
    const wh = (isDense ? 1 : 60) * (isOffPeak ? 9 : 14 + (hour % 7) + yearsAgo);
    registers[isOffPeak ? 'HCHC' : 'HCHP'] += wh;
    if (isAway(nowMs - atMs)) continue;
    const reading: Partial<Reading> = {
      apparentPowerVA: 600 + 100 * (hour % 11) + 7 * (Math.floor(atMs / DAY_MS) % 13),
      importedWh: registers.HCHC + registers.HCHP,
      registers: { ...registers },
      tariff: isOffPeak ? 'HC..' : 'HP..',
      contract: 'HC..',
      subscribedVA: 9000,
    };
    yield { meter, atMs, reading: readingWith({ ...reading, frame: frameWith() }) };
  }
}

/**
 * A producer who is read for two months, in the first and in the last minute of each hour, so that it is known in which hour energy was
 * used. Has no prices.
 */
export function* producerHistory(meter: string, nowMs: number): Generator<TimedReading> {
  const beganMs = Math.floor((nowMs - 60 * DAY_MS) / HOUR_MS) * HOUR_MS;
  let [importedWh, exportedWh] = [1_000_000, 500_000];
  for (let atMs = beganMs; atMs < nowMs; atMs += HOUR_MS) {
    const hour = parisHourOf(atMs);
    const isSunny = hour >= 10 && hour < 17;
    const power = isSunny ? { apparentPowerVA: 0, injectedPowerVA: 900 } : { apparentPowerVA: 300, injectedPowerVA: 0 };
    const frame = frameWith({ mode: 'standard', address: '041876543210' });
    for (const ms of [atMs, atMs + HOUR_MS - MINUTE_MS]) {
      if (ms > atMs && isSunny) exportedWh += 900;
      else if (ms > atMs) importedWh += 300;
      const reading = { ...power, importedWh, exportedWh, tariff: 'BASE', contract: 'BASE', subscribedVA: 6000, frame };
      if (ms < nowMs) yield { meter, atMs: ms, reading: readingWith(reading) };
    }
  }
}

/** Readings of both, by time. */
export function inOrder(histories: readonly Iterable<TimedReading>[]): readonly TimedReading[] {
  return histories.flatMap((history) => [...history]).toSorted((a, b) => a.atMs - b.atMs);
}

function* momentsUntil(nowMs: number, days: number): Generator<number> {
  let atMs = Math.floor((nowMs - days * DAY_MS) / HOUR_MS) * HOUR_MS;
  while (atMs < nowMs) {
    yield atMs;
    atMs += nowMs - atMs <= DENSE_MS ? MINUTE_MS : HOUR_MS;
  }
}

function isAway(ageMs: number): boolean {
  return ageMs > AWAY_DAYS[0] * DAY_MS && ageMs < AWAY_DAYS[1] * DAY_MS;
}
