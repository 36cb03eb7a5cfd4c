import { isDeepStrictEqual } from 'node:util';
import { energyOfCurve } from '../energy/curve-parts.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { mergedImports } from '../energy/merged-imports.ts';
import { sumOfField } from '../energy/watt-hours.ts';
import type { FileFacts, FileKind, HistoryFile } from '../history-files/history-file.ts';
import { digestOf } from '../journal/imports.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import type { Unpriced } from '../money/cost.ts';
import { END_MS, energyOf, type PricedMeterEnergy } from '../money/energy-of.ts';
import type { Price } from '../money/price.ts';
import { dateOf } from '../paris-time.ts';

/** What a file has, compared with what the journal has of a meter. */
export interface Examination {
  readonly kind: FileKind;
  readonly prm?: string;
  readonly facts: FileFacts;
  /** How many days the file tells something of. */
  readonly days: number;
  /** How many of them nothing is known of yet. */
  readonly newDays: number;
  /** How many of them the meter itself has told: these stay as they are. */
  readonly ownDays: number;
  /** How many of them another import has, without being the meter's own. */
  readonly importedDays: number;
  /** Of how many of those more is known, or something else, once the file is imported. */
  readonly changedDays: number;
  /**
   * Of how many days whose energy is new nothing will be listed: the meter was not heard then, and what the file tells of them does
   * not fit into what it counted meanwhile, or is only a part of a day.
   */
  readonly unshownDays: number;
  /** What was drawn and given in the days of the file, in Wh; absent where it tells nothing of it. */
  readonly energyWh?: number;
  readonly givenWh?: number;
  /** The number of the import that has the same days already. */
  readonly knownAs?: number;
  /** The supply point of the meter, or of what was imported for it, where the file is of another one. */
  readonly otherPrm?: string;
  /**
   * Whether the energy that is new will have euros: `priced`, or the first reason why some of it will not. Absent where none of it
   * is listed.
   */
  readonly euros?: { readonly kind: 'priced' } | { readonly kind: 'noPrices' } | Unpriced;
}

/**
 * Compares what a file has with what the journal has of a meter.
 * @param archive undefined as long as there is no journal
 * @param prices the meter's
 */
export function examine(
  file: HistoryFile,
  meter: string,
  archive: ReadOnlyJournal | undefined,
  prices: readonly Price[] = [],
): Examination {
  const { kind, prm, facts, days } = file;
  const ownDays = new Set(archive?.days(meter, 0, Number.MAX_SAFE_INTEGER).map(({ day }) => day));
  const importedDays = new Map(archive?.importedDays(meter).map((one) => [one.day, one]));
  const added = days.filter(({ day }) => !ownDays.has(day) && !importedDays.has(day));
  const countOfOwn = days.filter(({ day }) => ownDays.has(day)).length;
  const digest = digestOf(days);
  const same = archive?.imports(meter).find((one) => one.digest === digest);
  const meterPrm = archive?.prm(meter);
  const energies = days.map((day) => ({ energyWh: drawnWh(day), givenWh: givenWh(day) }));
  return {
    kind,
    ...(prm !== undefined && { prm }),
    facts,
    days: days.length,
    newDays: added.length,
    ownDays: countOfOwn,
    importedDays: days.length - added.length - countOfOwn,
    changedDays: days.filter((day) => !ownDays.has(day.day) && isChange(importedDays.get(day.day), day)).length,
    ...shownOf(
      days.filter((day) => !ownDays.has(day.day) && isNewlyDrawn(importedDays.get(day.day), day)),
      energyOf(archive, meter, END_MS, days),
      prices,
    ),
    ...sumOfField(energies, 'energyWh'),
    ...sumOfField(energies, 'givenWh'),
    ...(same && { knownAs: same.id }),
    ...(prm !== undefined && meterPrm !== undefined && meterPrm !== prm && { otherPrm: meterPrm }),
  };
}

/** Whether a day that another import has becomes another one. A merge also cuts curves anew, so it is compared with such a one. */
function isChange(before: ImportedDay | undefined, day: ImportedDay): boolean {
  return before !== undefined && !isDeepStrictEqual(mergedImports([before, day]), mergedImports([before, before]));
}

/** Whether what was drawn on a day is known from this file, and from none before it. */
function isNewlyDrawn(before: ImportedDay | undefined, day: ImportedDay): boolean {
  return drawnWh(day) !== undefined && (before === undefined || drawnWh(before) === undefined);
}

/** What will be seen of days whose energy is new, found out by what lists them. */
function shownOf(
  withEnergy: readonly ImportedDay[],
  energy: PricedMeterEnergy,
  prices: readonly Price[],
): Pick<Examination, 'unshownDays' | 'euros'> {
  const shown = new Set(energy.days(prices).flatMap(({ day, fromFilesWh }) => (fromFilesWh === undefined ? [] : day)));
  const dates = new Set(withEnergy.filter(({ day }) => shown.has(day)).map(({ day }) => dateOf(day)));
  const unshownDays = withEnergy.length - dates.size;
  if (dates.size === 0) return { unshownDays };
  if (prices.length === 0) return { unshownDays, euros: { kind: 'noPrices' } };
  const spans = energy.spans({ by: 'day', prices });
  const unpriced = spans.find(({ date, cost }) => dates.has(date) && cost?.unpriced)?.cost?.unpriced;
  return { unshownDays, euros: unpriced ?? { kind: 'priced' } };
}

/** The energy of the whole day, or else that of its curve. */
function drawnWh({ energyWh, curve }: ImportedDay): number | undefined {
  return energyWh ?? (curve && energyOfCurve(curve));
}

function givenWh({ givenWh, givenCurve }: ImportedDay): number | undefined {
  return givenWh ?? (givenCurve && energyOfCurve(givenCurve));
}
