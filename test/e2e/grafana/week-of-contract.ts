import { DAY_MS, parisDayOf } from '../../../src/base/paris-time.ts';
import { REGISTERS } from '../../../src/influx/points.ts';
import type { HistoriqueRegister, RegisterPeriods } from '../../../src/reading/reading.ts';
import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { readingFromFrame } from '../../../src/tic/frame-reading.ts';
import { PTEC } from '../../../src/tic/tariff.ts';
import { frameWith } from '../../../testbed/support/readings.ts';
import {
  colourOn,
  every10Minutes,
  type GeneratedFrame,
  type GeneratedMeter,
  isOffPeak,
  localHour,
  NOW_MS,
  STEP_MS,
} from './generated-meter.ts';

/** A contract in historique mode (02E §5). */
interface Contract {
  readonly slug: string;
  readonly OPTARIF: string;
  /** A. */
  readonly ISOUSC: string;
  readonly periodAt: (atMs: number) => string;
  readonly tomorrowAt?: (atMs: number) => string;
  /** The index that counts in each period. */
  readonly indexes: { readonly [period: string]: HistoriqueRegister };
}

const base: Contract = {
  slug: 'base',
  OPTARIF: 'BASE',
  ISOUSC: '15',
  periodAt: () => 'TH..',
  indexes: { 'TH..': 'BASE' },
};

const ejp: Contract = {
  slug: 'ejp',
  OPTARIF: 'EJP.',
  ISOUSC: '45',
  periodAt: (atMs) => (isPeak(atMs) ? 'PM..' : 'HN..'),
  indexes: { 'HN..': 'EJPHN', 'PM..': 'EJPHPM' },
};

const tempo: Contract = {
  slug: 'tempo',
  OPTARIF: 'BBR(',
  ISOUSC: '60',
  periodAt: (atMs) => `${isOffPeak(atMs) ? 'HC' : 'HP'}J${'BWR'[colourOn(atMs)]}`,
  tomorrowAt: (atMs) => ['BLEU', 'BLAN', 'ROUG'][colourOn(atMs + DAY_MS)] ?? '----',
  indexes: Object.fromEntries(
    (['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'] as const).map((name) => [name, `BBR${name}` as const]),
  ),
};

/** A week of each contract of historique mode except HP/HC, with the labels that a meter sends. */
export const WEEKS: { readonly [C in 'base' | 'ejp' | 'tempo']: GeneratedMeter } = {
  base: weekOf(base),
  ejp: weekOf(ejp),
  tempo: weekOf(tempo),
};

function weekOf({ slug, OPTARIF, ISOUSC, periodAt, tomorrowAt, indexes }: Contract): GeneratedMeter {
  const periods: RegisterPeriods = Object.fromEntries(
    Object.entries(indexes).map(([name, label]) => {
      const { offPeak } = PTEC[name] ?? {};
      return [label, offPeak === undefined ? { name } : { name, offPeak }];
    }),
  );
  const wh = new Map(Object.values(indexes).map((label, at) => [label, (at + 1) * 5_000_000]));
  const moments: GeneratedFrame[] = [];
  for (const atMs of every10Minutes(NOW_MS - 7 * DAY_MS, NOW_MS)) {
    const draw = seededRandom(3, atMs / STEP_MS);
    const period = periodAt(atMs);
    const label = indexes[period] as HistoriqueRegister;
    const usedWh = 20 + Math.floor(draw() * 300);
    wh.set(label, (wh.get(label) ?? 0) + usedWh);
    const labels = {
      ...{ OPTARIF, ISOUSC, PTEC: period },
      ...Object.fromEntries([...wh].map(([name, index]) => [name, String(index).padStart(9, '0')])),
      ...(tomorrowAt && { DEMAIN: tomorrowAt(atMs) }),
      IINST: String(Math.ceil((usedWh * 6) / 230)).padStart(3, '0'),
      PAPP: String(usedWh * 6).padStart(5, '0'),
    };
    moments.push({
      atMs,
      // The energy before the first frame is unknown.
      usedWh: moments.length === 0 ? {} : { [REGISTERS[label] ?? '']: usedWh, total: usedWh },
      reading: { ...readingFromFrame(frameWith({ labels }), 0), calendar: { periods } },
    });
  }
  return { slug, moments };
}

/** Peak hours: from 07:00 to 01:00 on every third day. */
function isPeak(atMs: number): boolean {
  const hour = localHour(atMs);
  return parisDayOf(atMs, 7 * 3600) % 3 === 0 && (hour >= 7 || hour < 1);
}
