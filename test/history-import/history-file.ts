import { beginningOfDay, dateOf, dayOfDate, parisTimeOf } from '../../src/base/paris-time.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import type { FileFacts, HistoryFile } from '../../src/history-files/history-file.ts';
import type { ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { NOTHING_SPECIAL } from '../history-files/house-steps.ts';

/** 1 January 2026, in days since 1970. */
export const FIRST_DAY = dayOfDate('2026-01-01') ?? Number.NaN;
export const PRM = '12345678901234';

/** A day with 48 half hours of 500 W, so 12 kWh. */
export function curveDay(nth: number): ImportedDay {
  return { day: FIRST_DAY + nth, curve: [{ fromMinute: 0, stepMinutes: 30, meanW: Array(48).fill(500) }] };
}

/** The facts of a flawless file of ten days, except for these. */
export function factsOf(facts: Partial<FileFacts> = {}): FileFacts {
  return {
    rows: 480,
    stepsMinutes: [30],
    fromMs: beginningOfDay(FIRST_DAY),
    toMs: beginningOfDay(FIRST_DAY + 10),
    gaps: [],
    ...NOTHING_SPECIAL,
    ...facts,
  };
}

/** A load curve of the first ten days of 2026, as read from a file of Enedis. */
export function curveFile(file: Partial<HistoryFile> = {}): HistoryFile {
  const days = Array.from({ length: 10 }, (_, nth) => curveDay(nth));
  return { kind: 'enedisCurve', prm: PRM, days, facts: factsOf(), ...file };
}

/** A journal that contains only this. */
export function archiveWith(known: Partial<ReadOnlyJournal>): ReadOnlyJournal {
  return {
    meters: ['linky'],
    minutes: () => [],
    countedMinutes: () => ({ countedIn: () => ({}), gapsIn: () => [] }),
    days: () => [],
    importedDays: () => [],
    imports: () => [],
    registerLines: () => [],
    prm: () => undefined,
    note: () => undefined,
    *entries() {},
    newest: undefined,
    later: undefined,
    perhapsLate: undefined,
    rescued: undefined,
    copyTo() {},
    [Symbol.dispose]() {},
    ...known,
  };
}

/**
 * A load curve as the Enedis account gives it, in half hours with the stamp of their end, of some days of January 2026.
 * @param watts the mean power of all its half hours
 */
export function enedisCurve(watts: number, { days = 10, prm = PRM }: { days?: number; prm?: string } = {}): string {
  const ends = Array.from({ length: days * 48 }, (_, nth) => beginningOfDay(FIRST_DAY) + (nth + 1) * 1_800_000);
  const last = dateOf(FIRST_DAY + days)
    .split('-')
    .toReversed()
    .join('/');
  return [
    'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes',
    `${prm};Courbe de charge;01/01/2026;${last};Energie active;Consommation;Comptage Brut;W;`,
    'Horodate;Valeur',
    ...ends.map((atMs) => `${parisTimeOf(atMs)};${watts}`),
    '',
  ].join('\r\n');
}
