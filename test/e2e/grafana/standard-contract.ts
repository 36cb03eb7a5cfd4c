import { DAY_MS, parisDayOf } from '../../../src/base/paris-time.ts';
import type { RegisterPeriods, StandardRegister } from '../../../src/reading/reading.ts';
import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { readingFromFrame } from '../../../src/tic/frame-reading.ts';
import { frameWith } from '../../../testbed/support/readings.ts';
import { OWN_NAMES } from './expected-figures.ts';
import {
  every10Minutes,
  type GeneratedFrame,
  type GeneratedMeter,
  indexOf,
  isOffPeak,
  localHour,
  NOW_MS,
  STEP_MS,
} from './generated-meter.ts';

/** What counts at a moment in standard mode. */
interface Counting {
  /** LTARF. */
  readonly name: string;
  /** NTARF. */
  readonly register: number;
  /** The series of the dashboard in which its energy belongs. */
  readonly series: string;
}

/** A contract in standard mode, in which the supplier decides what each register counts. */
interface Contract {
  readonly slug: string;
  readonly NGTF: string;
  readonly at: (atMs: number) => Counting;
  /** Until then nothing is known of the registers. */
  readonly learnsFromMs: number;
}

const MIDDLE_MS = NOW_MS - 4 * DAY_MS;

/** Off-peak, peak and the weekend; in the first days nothing is known of the registers. */
const weekend: Contract = {
  ...{ slug: 'weekend', NGTF: 'HC ET WEEK-END', learnsFromMs: NOW_MS - 6 * DAY_MS },
  at(atMs) {
    if (parisDayOf(atMs) % 7 === 2 || parisDayOf(atMs) % 7 === 3)
      return { name: OWN_NAMES.own_1, register: 8, series: 'own_1' };
    return isOffPeak(atMs)
      ? { name: 'HEURE  CREUSE', register: 5, series: 'HC' }
      : { name: 'HEURE  PLEINE', register: 2, series: 'HP' };
  },
};

/**
 * A market offer with names of its own, one of which is odd, and one of which the user has not typed. What register 10 has
 * counted was never learned: it was in use before that only.
 */
const offer: Contract = {
  ...{ slug: 'offer', NGTF: 'SOLEIL', learnsFromMs: MIDDLE_MS },
  at(atMs) {
    if (atMs < MIDDLE_MS - DAY_MS) return { name: 'POINTE', register: 10, series: 'f10' };
    const hour = localHour(atMs);
    if (hour >= 11 && hour < 15) return { name: 'HEURES SOLEIL', register: 1, series: 'other' };
    return isOffPeak(atMs)
      ? { name: OWN_NAMES.own_2, register: 3, series: 'own_2' }
      : { name: 'HP', register: 4, series: 'HP' };
  },
};

/** A contract that changes from a single price to off-peak hours: register 1 counts another period from then on. */
const changed: Contract = {
  ...{ slug: 'changed', NGTF: 'CHANGE', learnsFromMs: 0 },
  at(atMs) {
    if (atMs < MIDDLE_MS) return { name: 'BASE', register: 1, series: 'BASE' };
    return isOffPeak(atMs)
      ? { name: 'HEURE  CREUSE', register: 1, series: 'HC' }
      : { name: 'HEURE  PLEINE', register: 2, series: 'HP' };
  },
};

/** A meter that never tells the name of its period. */
const nameless: Contract = {
  ...{ slug: 'nameless', NGTF: 'H PLEINE/CREUSE', learnsFromMs: Number.POSITIVE_INFINITY },
  at: (atMs) =>
    isOffPeak(atMs)
      ? { name: 'HEURE  CREUSE', register: 7, series: 'f07' }
      : { name: 'HEURE  PLEINE', register: 2, series: 'f02' },
};

export const STANDARD: { readonly [C in 'weekend' | 'offer' | 'changed' | 'nameless']: GeneratedMeter } = {
  weekend: weekOf(weekend),
  offer: weekOf(offer),
  changed: weekOf(changed),
  nameless: weekOf(nameless),
};

function weekOf({ slug, NGTF, at, learnsFromMs }: Contract): GeneratedMeter {
  const wh = new Map(Array.from({ length: 10 }, (_, before) => [before + 1, (before + 1) * 5_000_000]));
  const moments: GeneratedFrame[] = [];
  let periods: RegisterPeriods = {};
  for (const atMs of every10Minutes(NOW_MS - 7 * DAY_MS, NOW_MS)) {
    const draw = seededRandom(4, atMs / STEP_MS);
    const { name, register, series } = at(atMs);
    const label = labelOf(register);
    // When a register begins to count a period, nobody knows yet that it does.
    const isKnown = periods[label]?.name === name;
    const isNeverLearned = series.startsWith('f');
    const usedWh = 20 + Math.floor(draw() * 300);
    wh.set(register, (wh.get(register) ?? 0) + usedWh);
    const labels = {
      ...{ NGTF: NGTF.padEnd(16), LTARF: name.padEnd(16), NTARF: String(register).padStart(2, '0'), PREF: '09' },
      ...Object.fromEntries(Array.from(wh, ([number, index]) => [labelOf(number), String(index).padStart(9, '0')])),
      EAST: String([...wh.values()].reduce((sum, index) => sum + index)).padStart(9, '0'),
      SINSTS: String(usedWh * 6).padStart(5, '0'),
    };
    const reading = readingFromFrame(frameWith({ mode: 'standard', labels }), 0);
    const { offPeak } = reading;
    if (atMs >= learnsFromMs) periods = { ...periods, [label]: offPeak === undefined ? { name } : { name, offPeak } };
    moments.push({
      atMs,
      // The energy before the first frame is unknown.
      usedWh:
        moments.length === 0
          ? {}
          : { [isKnown || isNeverLearned ? series : 'unnamed']: usedWh, [indexOf(label)]: usedWh, total: usedWh },
      reading: atMs >= learnsFromMs ? { ...reading, calendar: { periods } } : reading,
    });
  }
  return { slug, moments };
}

function labelOf(register: number): StandardRegister {
  return `EASF${String(register).padStart(2, '0')}` as StandardRegister;
}
