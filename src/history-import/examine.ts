import { isDeepStrictEqual } from 'node:util';
import { dateOf } from '../base/paris-time.ts';
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

/** The content of a file, compared with the journal of a meter. */
export interface Examination {
  readonly kind: FileKind;
  readonly prm?: string;
  readonly facts: FileFacts;
  /** The number of days in the file. */
  readonly days: number;
  /** How many of them are entirely unknown so far. */
  readonly newDays: number;
  /** How many of them the meter itself has reported: these stay unchanged. */
  readonly ownDays: number;
  /** How many of them another import has, and not the meter itself. */
  readonly importedDays: number;
  /** How many of those will change: the file adds to them or contradicts them. */
  readonly changedDays: number;
  /**
   * The number of days with new energy that will not be listed: the meter was not heard then, and the file's energy does not fit into what
   * it counted meanwhile, or covers only part of a day.
   */
  readonly unshownDays: number;
  /** Imported and exported energy in the days of the file, in Wh; absent if it has none. */
  readonly energyWh?: number;
  readonly givenWh?: number;
  /** The number of an earlier import with the same days. */
  readonly knownAs?: number;
  /** The supply point of the meter, or of its earlier imports, if the file's differs. */
  readonly otherPrm?: string;
  /**
   * Whether the new energy will have a cost: `priced`, or the first reason why part of it will not. Absent if none of it will be listed.
   */
  readonly euros?: { readonly kind: 'priced' } | { readonly kind: 'noPrices' } | Unpriced;
}

/**
 * Compares a file with the journal of a meter.
 * @param archive undefined while there is no journal
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
    prm,
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
    knownAs: same?.id,
    ...(prm !== undefined && meterPrm !== undefined && meterPrm !== prm && { otherPrm: meterPrm }),
  };
}

/**
 * Whether the file changes a day of another import. Merging may also cut curves differently, so both sides are merged before they are
 * compared.
 */
function isChange(before: ImportedDay | undefined, day: ImportedDay): boolean {
  return before !== undefined && !isDeepStrictEqual(mergedImports([before, day]), mergedImports([before, before]));
}

/** Whether this file is the first with the imported energy of a day. */
function isNewlyDrawn(before: ImportedDay | undefined, day: ImportedDay): boolean {
  return drawnWh(day) !== undefined && (before === undefined || drawnWh(before) === undefined);
}

/** How the days with new energy will be listed, determined by the same code that lists them. */
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

/** The energy of the whole day, else that of its curve. */
function drawnWh({ energyWh, curve }: ImportedDay): number | undefined {
  return energyWh ?? (curve && energyOfCurve(curve));
}

function givenWh({ givenWh, givenCurve }: ImportedDay): number | undefined {
  return givenWh ?? (givenCurve && energyOfCurve(givenCurve));
}
