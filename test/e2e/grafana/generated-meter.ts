import { DAY_MS, parisDayOf, parisInstant, parisOffsetMs } from '../../../src/base/paris-time.ts';
import { type PointMemory, pointsOf } from '../../../src/influx/points.ts';
import type {
  ContractCalendar,
  Reading,
  RegisterPeriods,
  StandardRegister,
  TempoColour,
} from '../../../src/reading/reading.ts';
import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { frameWith, readingWith } from '../../../testbed/support/readings.ts';

/**
 * A frame of a generated meter, and the energy that its house used since the frame before, from which the indexes are
 * computed: by the names of the dashboard's series, and by `indexOf`. `unnamed` is of a period that was not known yet.
 */
export interface GeneratedFrame {
  readonly atMs: number;
  readonly reading: Reading;
  readonly usedWh: { readonly [series: string]: number };
}

/** A generated meter with all of its frames, oldest first. */
export interface GeneratedMeter {
  readonly slug: string;
  readonly moments: readonly GeneratedFrame[];
}

/** The time at which the dashboard is viewed: a Thursday in Paris, 18:00. */
export const NOW_MS = Date.UTC(2025, 11, 18, 17);
/** The time of the first frame after the house's meter was replaced. */
const SWAP_MS = Date.UTC(2025, 5, 15, 12, 37);
/** Until then the house's frames have no active power. */
export const WATTS_SINCE_MS = Date.UTC(2025, 7, 1);
/** Until then the frames of the house and of the farm have no calendar. */
export const CALENDAR_SINCE_MS = Date.UTC(2025, 11, 5, 10);
/** In this night no frame arrived from the house's meter, but its indexes went on. */
const OUTAGE_MS = [Date.UTC(2025, 9, 29, 21), Date.UTC(2025, 9, 30, 1)] as const;

/** Between two frames. */
export const STEP_MS = 600_000;
/** Frames never come on the hour, so that it does not matter to which hour a database counts its boundary. */
const OFFSET_MS = 7 * 60_000;

/** Fourteen months of a single-phase meter with HP/HC in historique mode, with a replaced meter and a night without frames. */
export function house(): GeneratedMeter {
  const indexes = { HCHC: 12_345_678, HCHP: 23_456_789 };
  const moments: GeneratedFrame[] = [];
  let waiting = { hc: 0, hp: 0 };
  let isNew = false;
  for (const atMs of every10Minutes(Date.UTC(2024, 10, 18), NOW_MS)) {
    const draw = seededRandom(1, atMs / STEP_MS);
    const offPeak = isOffPeak(atMs);
    const isFirstOfNew: boolean = !isNew && atMs >= SWAP_MS;
    if (isFirstOfNew) Object.assign(indexes, { HCHC: 0, HCHP: 0 });
    isNew ||= isFirstOfNew;
    const wh = isFirstOfNew ? 0 : 20 + Math.floor(draw() * (offPeak ? 400 : 200));
    indexes[offPeak ? 'HCHC' : 'HCHP'] += wh;
    waiting[offPeak ? 'hc' : 'hp'] += wh;
    if (atMs >= OUTAGE_MS[0] && atMs < OUTAGE_MS[1]) continue;
    const { hc, hp } = waiting;
    moments.push({
      atMs,
      // The energy before the first frame is unknown.
      usedWh: moments.length === 0 ? {} : { hc, hp, total: hc + hp },
      reading: readingWith({
        apparentPowerVA: wh * 6,
        ...(atMs >= WATTS_SINCE_MS && { activePowerW: wh * 5 }),
        currentA: { 1: Math.ceil((wh * 6) / 230) },
        registers: { ...indexes },
        importedWh: indexes.HCHC + indexes.HCHP,
        subscribedVA: 6000,
        contract: 'HC..',
        tariff: offPeak ? 'HC..' : 'HP..',
        offPeak,
        ...(atMs >= CALENDAR_SINCE_MS && { calendar: HOUSE_CALENDAR }),
        overload: draw() > 0.98,
        frame: frameWith({ address: isNew ? '022222222222' : '011111111111', refused: draw() > 0.95 ? 1 : 0 }),
      }),
    });
    waiting = { hc: 0, hp: 0 };
  }
  return { slug: 'house', moments };
}

const HOUSE_CALENDAR: ContractCalendar = {
  ...{ offPeak: '22:00-06:00', offPeakTomorrow: '22:00-06:00' },
  periods: { HCHC: { name: 'HC..', offPeak: true }, HCHP: { name: 'HP..', offPeak: false } },
};

/** The farm's periods, each with its register, whose order is the supplier's secret, and its name on the meter. */
export const TEMPO: { readonly [period: string]: readonly [register: StandardRegister, written: string] } = {
  HCJB: ['EASF04', 'HC BLEU'],
  HPJB: ['EASF02', 'HP  BLEU'],
  HCJW: ['EASF09', 'HC  BLANC'],
  HPJW: ['EASF01', 'HP BLANC'],
  HCJR: ['EASF06', 'HC ROUGE'],
  HPJR: ['EASF03', 'HP ROUGE'],
};
const COLOURS: readonly TempoColour[] = ['blue', 'white', 'red'];

/** Six weeks of a three-phase meter with Tempo in standard mode, with solar panels that inject power around noon. */
export function farm(): GeneratedMeter {
  const indexes = new Map(Object.values(TEMPO).map(([label], at) => [label, at * 1_000_000] as const));
  let periods: RegisterPeriods = {};
  let injectedWh = 4_000_000;
  const moments: GeneratedFrame[] = [];
  for (const atMs of every10Minutes(NOW_MS - 42 * DAY_MS, NOW_MS)) {
    const draw = seededRandom(2, atMs / STEP_MS);
    const hour = localHour(atMs);
    const given = hour >= 11 && hour < 15 ? 100 + Math.floor(draw() * 300) : 0;
    const wh = given > 0 ? 0 : 50 + Math.floor(draw() * 300);
    const period = `${isOffPeak(atMs) ? 'HC' : 'HP'}J${'BWR'[colourOn(atMs)]}`;
    const [label, tariff] = TEMPO[period] as (typeof TEMPO)[string];
    indexes.set(label, (indexes.get(label) ?? 0) + wh);
    const isKnown = periods[label] !== undefined;
    if (atMs >= CALENDAR_SINCE_MS) periods = { ...periods, [label]: { name: tariff, offPeak: isOffPeak(atMs) } };
    injectedWh += given;
    const power = wh * 6;
    const perPhase = { 1: power / 2, 2: power / 3, 3: power / 6 };
    const importedWh = [...indexes.values()].reduce((sum, index) => sum + index, 0);
    moments.push({
      atMs,
      usedWh:
        moments.length === 0
          ? {}
          : { [isKnown ? period : 'unnamed']: wh, [indexOf(label)]: wh, total: wh, injected: given },
      reading: readingWith({
        phases: 3,
        apparentPowerVA: power,
        activePowerW: given > 0 ? given * -5 : wh * 5,
        apparentPowerVAByPhase: perPhase,
        injectedPowerVA: given * 6,
        currentA: { 1: Math.round(perPhase[1] / 230), 2: Math.round(perPhase[2] / 230), 3: 1 },
        voltageV: { 1: 230, 2: 231, 3: 232 },
        registers: {
          ...Object.fromEntries(indexes),
          EASF07: 0,
          EASD01: importedWh,
          ERQ1: 5,
        },
        importedWh,
        exportedWh: injectedWh,
        subscribedVA: 12_000,
        contract: 'TEMPO',
        tariff,
        overload: false,
        ...(atMs >= CALENDAR_SINCE_MS && { calendar: { periods } }),
        tempoToday: COLOURS[colourOn(atMs)] ?? 'blue',
        tempoTomorrow: COLOURS[colourOn(atMs + DAY_MS)] ?? 'blue',
        frame: frameWith({ mode: 'standard' }),
      }),
    });
  }
  return { slug: 'farm', moments };
}

/** The name under which a generated frame has what a register of standard mode counted, whatever its period. */
export function indexOf(label: string): string {
  return `index ${label.slice('EAS'.length).toLowerCase()}`;
}

/** The lines that the plugin would have written for a meter. */
export function lineProtocolOf({ slug, moments }: GeneratedMeter): string[] {
  let memory: PointMemory = new Map();
  return moments.flatMap(({ atMs, reading }, position) => {
    const points = pointsOf({ position, meter: slug, atMs, reading }, memory, false);
    memory = points.memory;
    return points.lines.map(({ text }) => text);
  });
}

/** The times of the frames of a generated meter. */
export function* every10Minutes(fromMs: number, toMs: number): Generator<number> {
  for (let atMs = fromMs + OFFSET_MS; atMs < toMs; atMs += STEP_MS) yield atMs;
}

/** 22:00–06:00 in Paris. */
export function isOffPeak(atMs: number): boolean {
  const hour = localHour(atMs);
  return hour >= 22 || hour < 6;
}

/** The hour in Paris. */
export function localHour(atMs: number): number {
  return Math.floor(((atMs + parisOffsetMs(atMs)) % DAY_MS) / 3_600_000);
}

/** The index of blue, white or red. A Tempo day begins at six. */
export function colourOn(atMs: number): number {
  return parisDayOf(atMs, 6 * 3600) % 3;
}

/** The instant at which a local date begins. */
export function midnight(year: number, month: number, day: number): number {
  return parisInstant(Date.UTC(year, month - 1, day) / DAY_MS, 0);
}
