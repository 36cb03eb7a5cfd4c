import type { FileFacts, FileKind, HistoryFile } from '../history-files/history-file.ts';
import { digestOf } from '../journal/imports.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import type { Unpriced } from '../tariff/energy-span.ts';
import type { CurvePiece, ImportedDay } from '../tariff/imported-day.ts';
import { joinedDays } from '../tariff/joined-days.ts';
import type { Price } from '../tariff/price.ts';
import type { PeriodOfRegister } from '../tariff/registers.ts';
import { spansOf } from '../tariff/spans.ts';

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
  /** What was drawn and given in the days of the file, in Wh; absent where it tells nothing of it. */
  readonly energyWh?: number;
  readonly givenWh?: number;
  /** The number of the import that has the same days already. */
  readonly knownAs?: number;
  /** The supply point of the meter, or of what was imported for it, where the file is of another one. */
  readonly otherPrm?: string;
  /**
   * Whether the new days will have euros: `priced`, or the first reason why some will not. Absent where the file has no new day with
   * energy that was drawn.
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
  const known = knownDays(file, meter, archive);
  const added = days.filter(({ day }) => !known.own.has(day) && !known.imported.has(day));
  const ownDays = days.filter(({ day }) => known.own.has(day)).length;
  const digest = digestOf(days);
  const same = archive?.imports(meter).find((one) => one.digest === digest);
  const meterPrm = archive?.prm(meter);
  return {
    kind,
    ...(prm !== undefined && { prm }),
    facts,
    days: days.length,
    newDays: added.length,
    ownDays,
    importedDays: days.length - added.length - ownDays,
    ...optional('energyWh', sumOf(days, drawnWh)),
    ...optional('givenWh', sumOf(days, givenWh)),
    ...optional('knownAs', same?.id),
    ...optional('otherPrm', prm !== undefined && meterPrm !== prm ? meterPrm : undefined),
    ...optional('euros', eurosOf(added, prices, archive?.periodOfRegister(meter) ?? {})),
  };
}

/** The days of the file's time that are known: from the meter itself, and from other imports. */
function knownDays({ days }: HistoryFile, meter: string, archive: ReadOnlyJournal | undefined) {
  const [first, last] = [days[0], days.at(-1)];
  const own = archive && first && last ? archive.days(meter, first.day, last.day) : [];
  const imported = archive?.importedDays(meter) ?? [];
  return { own: new Set(own.map(({ day }) => day)), imported: new Set(imported.map(({ day }) => day)) };
}

/** What the listing will say of the euros of these days, found out by the same functions. */
function eurosOf(
  days: readonly ImportedDay[],
  prices: readonly Price[],
  periodOfRegister: PeriodOfRegister,
): Examination['euros'] {
  if (sumOf(days, drawnWh) === undefined) return undefined;
  if (prices.length === 0) return { kind: 'noPrices' };
  const joined = joinedDays([], days, { prices, periodOfRegister });
  // The present matters only for how much of a span was seen.
  const spans = spansOf(joined, 'day', { prices, nowMs: Number.MAX_SAFE_INTEGER });
  const withEnergy = spans.filter(({ energyWh }) => energyWh !== undefined);
  return withEnergy.find(({ cost }) => cost?.unpriced)?.cost?.unpriced ?? { kind: 'priced' };
}

/** The energy of the whole day, or else that of its curve. */
function drawnWh({ energyWh, curve }: ImportedDay): number | undefined {
  return energyWh ?? (curve && wattMinutes(curve) / 60);
}

function givenWh({ givenWh, givenCurve }: ImportedDay): number | undefined {
  return givenWh ?? (givenCurve && wattMinutes(givenCurve) / 60);
}

function wattMinutes(curve: readonly CurvePiece[]): number {
  return curve.reduce((sum, { stepMinutes, meanW }) => sum + stepMinutes * meanW.reduce((all, w) => all + w, 0), 0);
}

/** Undefined where no day has any. */
function sumOf(days: readonly ImportedDay[], energy: (day: ImportedDay) => number | undefined): number | undefined {
  const known = days.flatMap((day) => energy(day) ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, wh) => sum + wh, 0);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [k in K]: V });
}
