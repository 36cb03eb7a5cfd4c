import { DAY_MS, parisDayOf, parisInstant } from '../../src/paris-time.ts';
import type { TempoColour } from '../../src/reading.ts';
import { BUILT_AT_MS } from '../../src/settings.ts';
import { STEP_MS } from '../../src/source/demo/day-plan.ts';
import { household } from '../../src/source/demo/household.ts';
import type { TimedReading } from '../../testbed/journal-history.ts';
import { readingWith } from '../../testbed/sample-reading.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAYS = 30;
const EVENING_S = 19.6 * 3600;
const NOON_S = 12.7 * 3600;
const ENOUGH_VA = 2_500;
/** The house of the port `demo`, with the same seed. */
export const demoHouse = household(1);

/**
 * The first evening after the release of this version with dinner cooking, a white Tempo day and a red one next, so
 * that the pictures are the same each time. And the noon before it.
 */
export function momentsOfPictures(): { readonly eveningMs: number; readonly noonMs: number } {
  for (let day = parisDayOf(BUILT_AT_MS); ; day += 1) {
    const eveningMs = parisInstant(day, EVENING_S);
    const { today, tomorrow, apparentPowerVA } = demoHouse.at(eveningMs);
    if (today === 'white' && tomorrow === 'red' && apparentPowerVA > ENOUGH_VA)
      return { eveningMs, noonMs: parisInstant(day, NOON_S) };
  }
}

/** How a house differs from that of the demo, which draws up to 8.9 kVA. */
export interface Kind {
  /** The factor by which its power and its energy differ. */
  readonly times: number;
  readonly phases: 1 | 3;
  readonly subscribedKVA: number;
  /** The power of its solar panels at noon, in W. Its power factor is 1. */
  readonly roofW: number;
}

/** What the meter of a house says, of what is drawn from the grid and of what is given to it. Both are the net of the house. */
export interface MeterValues {
  readonly drawnVA: number;
  readonly givenVA: number;
  readonly importedWh: number;
  readonly exportedWh: number;
  readonly offPeak: boolean;
  readonly today: TempoColour;
}

export interface PhotographedHouse {
  readonly kind: Kind;
  /** At the time of a picture, or in the month before. */
  at(atMs: number): MeterValues;
}

export const FAMILY = photographed({ times: 1, phases: 1, subscribedKVA: 9, roofW: 0 });
export const FARM = photographed({ times: 3.4, phases: 3, subscribedKVA: 36, roofW: 0 });
export const SUNNY = photographed({ times: 1, phases: 1, subscribedKVA: 9, roofW: 3_400 });

/** For so long before a picture the history has as many readings as the plugin learns watts from: two days. */
const DETAILED_MS = 2 * DAY_MS;
/** How many readings a minute has in that time: a power of the demo house lasts for two of them at least. */
export const READINGS_A_MINUTE = 24;

/** The Readings of a house over the month before: of the last two days about as a meter sends them, before one a minute. */
export function* monthBefore(meter: string, house: PhotographedHouse, endMs: number): Generator<TimedReading> {
  const stepAt = (atMs: number) => (atMs < endMs - DETAILED_MS ? MINUTE_MS : MINUTE_MS / READINGS_A_MINUTE);
  for (let atMs = endMs - DAYS * DAY_MS; atMs < endMs; atMs += stepAt(atMs)) {
    const { drawnVA, givenVA, importedWh, exportedWh, offPeak, today } = house.at(atMs);
    const tariff = `${offPeak ? 'HC' : 'HP'}  ${NAMES[today]}`;
    const given = house.kind.roofW === 0 ? {} : { injectedPowerVA: givenVA, exportedWh };
    yield { meter, atMs, reading: readingWith({ apparentPowerVA: drawnVA, importedWh, tariff, ...given }) };
  }
}

const NAMES = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' } as const;

function photographed(kind: Kind): PhotographedHouse {
  const beginMs = momentsOfPictures().noonMs - DAYS * DAY_MS;
  const energiesAt = energiesSince(beginMs, kind);
  const importedWh = demoHouse.at(beginMs).totalWh * kind.times;
  return {
    kind,
    at(atMs) {
      const { apparentPowerVA, activePowerW, offPeak, today } = demoHouse.at(atMs);
      const inactiveVA = Math.sqrt(apparentPowerVA ** 2 - activePowerW ** 2) * kind.times;
      const netW = activePowerW * kind.times - roofWAt(atMs, kind);
      const netVA = Math.round(Math.hypot(netW, inactiveVA));
      const energies = energiesAt(atMs);
      return {
        drawnVA: netW < 0 ? 0 : netVA,
        givenVA: netW < 0 ? netVA : 0,
        importedWh: Math.floor(importedWh + energies.drawnWh),
        exportedWh: Math.floor(EXPORTED_BEFORE_WH + energies.givenWh),
        offPeak,
        today,
      };
    },
  };
}

const EXPORTED_BEFORE_WH = 4_812_640;

interface Energies {
  readonly drawnWh: number;
  readonly givenWh: number;
}

/**
 * Gives the energies from `beginMs` to a later instant. The power stays the same within each step of the demo house. The
 * sum goes on from its last answer as long as time goes forward.
 */
function energiesSince(beginMs: number, kind: Kind): (atMs: number) => Energies {
  let sum = { drawnWh: 0, givenWh: 0 };
  let untilMs = beginMs;
  return (atMs) => {
    if (atMs < untilMs) [untilMs, sum] = [beginMs, { drawnWh: 0, givenWh: 0 }];
    for (; untilMs + STEP_MS <= atMs; untilMs += STEP_MS) sum = after(sum, untilMs, untilMs + STEP_MS, kind);
    return after(sum, untilMs, atMs, kind);
  };
}

function after({ drawnWh, givenWh }: Energies, fromMs: number, toMs: number, kind: Kind): Energies {
  const roofWh = (roofWAt(fromMs, kind) * (toMs - fromMs)) / HOUR_MS;
  const netWh = demoHouse.drawnWh(fromMs, toMs) * kind.times - roofWh;
  return { drawnWh: drawnWh + Math.max(0, netWh), givenWh: givenWh + Math.max(0, -netWh) };
}

/** The curve of solar power on a sunny day in winter. */
function roofWAt(atMs: number, { roofW }: Kind): number {
  const hour = ((atMs - parisInstant(parisDayOf(atMs), 0)) / HOUR_MS) % 24;
  return Math.max(0, Math.sin(((hour - 8.5) / 8.5) * Math.PI)) * (hour < 17 ? roofW : 0);
}
