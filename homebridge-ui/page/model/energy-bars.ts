import type { DailyEnergy } from '../../../src/ui/protocol.ts';
import type { PageWords } from './page-words.ts';
import { type Tariff, type Tariffs, tariffsOf } from './tariff-names.ts';

/** The energy of one tariff within a bar. */
export interface BarPart extends Tariff {
  readonly wh: number;
}

export interface DayBar {
  /** `24 Nov`, in the page's language. */
  readonly day: string;
  /** Absent on a day without readings. */
  readonly wh?: number;
  /** From the bottom up, in the order of the legend. */
  readonly parts: readonly BarPart[];
  /** The bar as a sentence. */
  readonly text: string;
}

export interface Tick {
  readonly wh: number;
  /** In kWh; the mark at the top has the unit, too. */
  readonly text: string;
}

/** A month of days as stacked bars. */
export interface EnergyBars {
  readonly bars: readonly DayBar[];
  readonly legend: readonly Tariff[];
  /** Where the scale ends, in Wh. */
  readonly topWh: number;
  /** The marks of the scale, from 0 to its end. */
  readonly ticks: readonly Tick[];
  readonly summary: string;
}

/** The most steps that a scale has. */
const MAX_STEPS = 4;
const DAY_MS = 86_400_000;
/** The most days that are shown. */
const MAX_DAYS = 31;
/** A day with as many minutes counts as a full one. The shortest day has 23 hours, and a restart costs some minutes. */
const WHOLE_DAY_MINUTES = 22.5 * 60;

/** @param nowMs its day is the last bar, and is not part of the average, since that day is not over */
export function energyBars({ days }: DailyEnergy, nowMs: number, words: PageWords): EnergyBars {
  const tariffs = tariffsOf([...new Set(days.flatMap((day) => Object.keys(day.energyWhByTariff)))], words.texts);
  const bars = withGaps(days, nowMs).map((day) => barOf(day, tariffs, words));
  const ticksWh = ticksUpTo(Math.max(...days.map(({ energyWh }) => energyWh)));
  const shown = new Set(bars.flatMap(({ parts }) => parts.map(({ hue }) => hue)));
  return {
    bars,
    legend: mergeByName(partsOf(undefined, tariffs, words)).filter(({ hue }) => shown.has(hue)),
    ticks: ticksOf(ticksWh, words),
    topWh: ticksWh.at(-1) ?? 1,
    summary: summaryOf(days, nowMs, words),
  };
}

type Day = DailyEnergy['days'][number];

function barOf(
  { atMs, counted }: { atMs: number; counted: Day | undefined },
  tariffs: Tariffs,
  words: PageWords,
): DayBar {
  const { texts, energy } = words;
  const day = words.day(atMs);
  if (!counted) return { day, parts: [], text: texts.energy.missing(day) };
  const parts = mergeByName(partsOf(counted, tariffs, words)).filter(({ wh }) => wh > 0);
  const partTexts = parts.map(({ name, wh }) => `${name} ${energy(wh)}`);
  return { day, wh: counted.energyWh, parts, text: texts.energy.readout(day, energy(counted.energyWh), partTexts) };
}

/** A part for each tariff, and one for the energy whose tariff is not known. */
function partsOf(day: Day | undefined, tariffs: Tariffs, { texts }: PageWords): readonly BarPart[] {
  const { energyWh = 0, energyWhByTariff = {} } = day ?? {};
  const parts = [...tariffs].map(([written, tariff]) => ({ ...tariff, wh: energyWhByTariff[written] ?? 0 }));
  const rest = energyWh - parts.reduce((sum, { wh }) => sum + wh, 0);
  return [...parts, { name: texts.energy.other, hue: 'unknown', wh: Math.max(0, rest) }];
}

/** Every calendar day from the first one with readings to today, with or without readings. */
function withGaps(
  days: readonly Day[],
  nowMs: number,
): readonly { readonly atMs: number; readonly counted: Day | undefined }[] {
  const firstMs = days[0]?.fromMs ?? 0;
  // The quotient is rounded, since a day is an hour longer or shorter when the clock changes.
  const byIndex = new Map(days.map((day) => [Math.round((day.fromMs - firstMs) / DAY_MS), day]));
  const today = Math.round((new Date(nowMs).setHours(0, 0, 0, 0) - firstMs) / DAY_MS);
  // The browser's clock may be wrong by years.
  const last = Math.max(...byIndex.keys(), Math.min(today, MAX_DAYS - 1));
  return Array.from({ length: last + 1 }, (_, index) => {
    const counted = byIndex.get(index);
    return { atMs: counted?.fromMs ?? firstMs + (index + 0.5) * DAY_MS, counted };
  });
}

function summaryOf(days: DailyEnergy['days'], nowMs: number, { texts, energy }: PageWords): string {
  const today = new Date(nowMs).setHours(0, 0, 0, 0);
  const sum = (some: DailyEnergy['days']) => some.reduce((total, { energyWh }) => total + energyWh, 0);
  const full = days.filter(({ fromMs, minutes }) => fromMs < today && minutes >= WHOLE_DAY_MINUTES);
  const mean = full.length === 0 ? undefined : energy(sum(full) / full.length);
  return texts.energy.summary(days.length, energy(sum(days)), mean);
}

/** Adds up parts of the same name: a meter that changed from historique to standard spells one tariff in two ways. */
function mergeByName(parts: readonly BarPart[]): readonly BarPart[] {
  const byName = new Map<string, BarPart>();
  for (const part of parts) {
    byName.set(part.name, { ...part, wh: part.wh + (byName.get(part.name)?.wh ?? 0) });
  }
  return [...byName.values()];
}

/** The marks with as many decimals as the step between them has. */
function ticksOf(ticksWh: readonly number[], words: PageWords): readonly Tick[] {
  const stepKWh = (ticksWh[1] ?? 1000) / 1000;
  // The logarithm of a power of ten may come out just below a whole number.
  const digits = Math.max(0, -Math.floor(Math.log10(stepKWh) + 1e-9));
  const last = ticksWh.length - 1;
  return ticksWh.map((wh, index) => ({
    wh,
    text: index === last ? words.energy(wh, digits) : words.count(wh / 1000, digits),
  }));
}

/** 0 and the multiples of a round step, up to the first that is at least `most`. A step is 1, 2 or 5 times a power of ten. */
export function ticksUpTo(most: number): readonly number[] {
  if (!(most > 0)) return [0];
  const rough = most / MAX_STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}
