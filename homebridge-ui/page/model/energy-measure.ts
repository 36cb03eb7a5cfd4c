import { withoutPeriodWh } from '../../../src/energy/watt-hours.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import type { PageWords } from './page-words.ts';
import { type Tariff, tariffsOf } from './tariff-names.ts';

const UNITS = ['energy', 'euros'] as const;
/** What the bars measure: energy in kWh, or its cost in euros. */
export type Unit = (typeof UNITS)[number];

/** One colour within a bar. */
export interface BarPart extends Tariff {
  readonly value: number;
}

/** How spans are measured in a unit. What a span does not tell is undefined. */
export interface EnergyMeasure {
  total(span: PricedSpan): number | undefined;
  /** What the total consists of, in the order of the legend. Parts may be 0. */
  parts(span: PricedSpan): readonly BarPart[];
  given(span: PricedSpan): number | undefined;
  /** The part of the total that was counted while the plugin was away. */
  unseen(span: PricedSpan): number | undefined;
  /** The part of the total that comes from files. */
  imported(span: PricedSpan): number | undefined;
  /** Everything that a bar may consist of. */
  readonly legend: readonly Tariff[];
  write(value: number): string;
  /** Writes a mark of the scale. */
  tick(value: number, digits: number, isTop: boolean): string;
}

/** Where no span has more than that, as the hours of a meter's first day, all of them are written in Wh: none is 0.0 kWh. */
const FEW_WH = 1000;

/**
 * @param spans those that get a legend together, so that a period has the same colour in all of them
 * @param beside what is written beside them, as a year before
 */
export function measureOf(
  unit: Unit,
  spans: readonly PricedSpan[],
  words: PageWords,
  beside: readonly Pick<PricedSpan, 'energyWh' | 'givenWh'>[] = [],
): EnergyMeasure {
  if (unit === 'euros') return euroMeasure(spans, words);
  const amounts = [...spans, ...beside]
    .flatMap(({ energyWh, givenWh }) => [energyWh, givenWh])
    .filter((wh) => wh !== undefined);
  const isLittle = amounts.length > 0 && amounts.every((wh) => wh < FEW_WH);
  return { ...energyMeasure(spans, words), ...(isLittle && inWattHours(words)) };
}

/** How a period is measured that consists of these spans: its sums may be more than a few Wh, even if no span has more. */
export function measureOfSum(unit: Unit, spans: readonly PricedSpan[], words: PageWords): EnergyMeasure {
  const sumOf = (field: 'energyWh' | 'givenWh') => spans.reduce((sum, { [field]: wh = 0 }) => sum + wh, 0);
  return measureOf(unit, spans, words, [{ energyWh: sumOf('energyWh'), givenWh: sumOf('givenWh') }]);
}

/** Writes values, which are kWh, in Wh. */
function inWattHours(words: PageWords): Pick<EnergyMeasure, 'write' | 'tick'> {
  const digitsOf = (digits: number) => Math.max(0, digits - 3);
  return {
    write: (kWh) => words.quantity(kWh * 1000, 'Wh'),
    tick: (kWh, digits, isTop) =>
      isTop ? words.quantity(kWh * 1000, 'Wh', digitsOf(digits)) : words.count(kWh * 1000, digitsOf(digits)),
  };
}

function energyMeasure(spans: readonly PricedSpan[], words: PageWords): EnergyMeasure {
  const { stack, legend } = stackOf(
    spans.map(({ energyWhByTariff }) => energyWhByTariff),
    words,
  );
  const unknown = { name: words.texts.energy.other, hue: 'unknown' };
  const kWh = (wh: number | undefined) => (wh === undefined ? undefined : wh / 1000);
  return {
    total: ({ energyWh }) => kWh(energyWh),
    parts(span) {
      const parts = stack(span.energyWhByTariff).map((part) => ({ ...part, value: part.value / 1000 }));
      return [...parts, { ...unknown, value: Math.max(0, withoutPeriodWh(span)) / 1000 }];
    },
    given: ({ givenWh }) => kWh(givenWh),
    unseen: ({ unseenWh }) => kWh(unseenWh || undefined),
    imported: ({ fromFilesWh }) => kWh(fromFilesWh),
    legend: [...legend, unknown],
    write: (value) => words.quantity(value, 'kWh', 1),
    tick: (value, digits, isTop) => (isTop ? words.quantity(value, 'kWh', digits) : words.count(value, digits)),
  };
}

/** The cost. An hour costs its energy only, since a subscription is paid by the day. */
function euroMeasure(spans: readonly PricedSpan[], words: PageWords): EnergyMeasure {
  const { stack, legend } = stackOf(
    spans.map(({ cost }) => cost?.eurosByTariff ?? {}),
    words,
  );
  const subscription = { name: words.texts.energy.subscription, hue: 'subscription' };
  const total = ({ cost }: PricedSpan) => cost?.euros;
  /** The price of a part is not known apart, so that its share of the energy is drawn. */
  const shareOfEnergy = (span: PricedSpan, wh: number): number | undefined => {
    const euros = total(span);
    if (euros === undefined || !span.energyWh) return undefined;
    return ((euros - (span.cost?.subscriptionEuros ?? 0)) * wh) / span.energyWh;
  };
  return {
    total,
    parts: ({ cost }) => [
      { ...subscription, value: cost?.subscriptionEuros ?? 0 },
      ...stack(cost?.eurosByTariff ?? {}),
    ],
    given: ({ cost }) => cost?.givenEuros,
    unseen: (span) => (span.unseenWh ? shareOfEnergy(span, span.unseenWh) : undefined),
    imported: (span) => (span.fromFilesWh === undefined ? undefined : shareOfEnergy(span, span.fromFilesWh)),
    legend: [subscription, ...legend],
    write: (euros) => words.euros(euros),
    tick: (euros, digits) => words.euros(euros, digits === 1 ? 2 : digits),
  };
}

/** Names and colours for tariff periods, and the parts of a bar. Periods of the same name are one part. */
function stackOf(values: readonly { readonly [period: string]: number }[], words: PageWords) {
  const tariffs = tariffsOf([...new Set(values.flatMap((byTariff) => Object.keys(byTariff)))], words.texts);
  const legend = [...new Map([...tariffs.values()].map((tariff) => [tariff.name, tariff])).values()];
  const stack = (byTariff: { readonly [period: string]: number }): readonly BarPart[] =>
    legend.map((tariff) => {
      const same = [...tariffs].filter(([, { name }]) => name === tariff.name);
      return { ...tariff, value: same.reduce((sum, [period]) => sum + (byTariff[period] ?? 0), 0) };
    });
  return { stack, legend };
}
