import { MINUTE_MS } from '../support/time.ts';
import { commaKW } from './file-bytes.ts';
import type { CurveRow } from './file-rows.ts';
import type { Direction } from './known-house.ts';
import { dateInParis, datePlus, frenchDate, minutesAhead, offsetTime, shownInParis } from './paris-clock.ts';

/** What a file says besides its rows. */
export interface CurveFile {
  readonly rows: readonly CurveRow[];
  /** As it stands in the file; a number of 14 digits unless a spreadsheet has spoilt it. */
  readonly prm: string;
  /** `drawn` unless given. */
  readonly direction?: Direction;
  /** How the end of the step is written at which the clocks go from 02:00 to 03:00 in March: `03:00` unless given. */
  readonly marchEnd?: '02:00' | '03:00';
  /** How the end of the step is written at which they go back to 02:00 in October, beside its beginning: `02:00` unless given. */
  readonly octoberEnd?: '02:00' | '03:00';
}

/** The kinds of CSV with a load curve, under the names of HOUSEHOLD's table as the product has them. */
export type CurveKind = 'enedisCurve' | 'beginAndEnd' | 'endStamps' | 'onePointARow' | 'edfPowers';

/** The lines of a file of a kind. Its rows stand in the order in which they are given. */
export const CURVE_LINES: { readonly [K in CurveKind]: (file: CurveFile) => readonly string[] } = {
  enedisCurve: enedisCurveLines,
  beginAndEnd: beginAndEndLines,
  endStamps: endStampLines,
  onePointARow: onePointARowLines,
  edfPowers: edfPowerLines,
};

function enedisCurveLines({ rows, prm, direction = 'drawn' }: CurveFile): readonly string[] {
  const grandeur = direction === 'drawn' ? 'Consommation' : 'Production';
  const { first, last } = datesOf(rows);
  return [
    'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes',
    `${prm};Courbe de charge;${frenchDate(first)};${frenchDate(last)};Energie active;${grandeur};Comptage Brut;W;`,
    'Horodate;Valeur',
    ...rows.map((row) => `${offsetTime(endOf(row))};${row.watts ?? ''}`),
  ];
}

function beginAndEndLines(file: CurveFile): readonly string[] {
  return [
    'debut;fin;kW',
    ...file.rows.map((row) => {
      const [from, to] = [shownInParis(beginOf(row)), endBesideBegin(row, file)].map((time) =>
        time.slice(0, 16).replace(' ', 'T'),
      );
      const [fromS, toS] = [secondsOf(beginOf(row)), secondsOf(endOf(row))];
      return `${from}${fromS};${to}${toS};${row.watts === undefined ? '' : `"${commaKW(row.watts)}"`}`;
    }),
  ];
}

function endStampLines(file: CurveFile): readonly string[] {
  const { rows, prm } = file;
  const steps = rows.reduce((least, { minutes }) => Math.min(least, minutes), 60);
  return [
    `Courbe de charge Linky (pas ${steps} min) - PRM ${prm}`,
    'Horodate fin de pas;Puissance moyenne (W)',
    ...rows.map((row) => `${localEnd(row, file).replace(' ', 'T')};${row.watts ?? ''}`),
  ];
}

function onePointARowLines(file: CurveFile): readonly string[] {
  const { rows, prm, direction = 'drawn' } = file;
  const { first, last } = datesOf(rows);
  const before = `${prm};${first} 00:00:00;${last} 00:00:00;PA;${direction === 'drawn' ? 'CONS' : 'PROD'};BRUT;W`;
  return [
    'Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;Valeur;Nature;Pas;Indice de vraisemblance;Etat complémentaire',
    ...rows.map((row) => `${before};${localEnd(row, file)};${row.watts ?? ''};B;PT${row.minutes}M;0;0`),
  ];
}

/** The 00:00:00 at the end of a day stands under the date of that day. */
function edfPowerLines(file: CurveFile): readonly string[] {
  const lines = [
    'Récapitulatif de mes puissances atteintes en W',
    '',
    'Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée',
  ];
  let date = '';
  for (const row of file.rows) {
    const own = dateInParis(row.fromMs);
    if (own !== date) lines.push(...(date === '' ? [] : ['']), `${frenchDate(own)};;`);
    date = own;
    const nature = row.isEstimated ? 'Estimée' : 'Réelle';
    lines.push(`${localEnd(row, file).slice(11)};${row.watts ?? ''};${row.watts === undefined ? '' : nature}`);
  }
  return lines;
}

export function beginOf({ fromMs, lateS = 0 }: CurveRow): number {
  return fromMs + lateS * 1000;
}

function endOf({ fromMs, minutes, lateS = 0 }: CurveRow): number {
  return fromMs + minutes * MINUTE_MS + lateS * 1000;
}

/** `:10` where the stamp has seconds. */
function secondsOf(atMs: number): string {
  const seconds = shownInParis(atMs).slice(17);
  return seconds === '00' ? '' : `:${seconds}`;
}

function localEnd(row: CurveRow, { marchEnd = '03:00' }: CurveFile): string {
  const shown = shownInParis(endOf(row));
  return changeAt(endOf(row)) === 'summer begins' ? `${shown.slice(0, 11)}${marchEnd}:00` : shown;
}

/** The end of a step as it is written beside its beginning. */
export function endBesideBegin(row: CurveRow, file: CurveFile): string {
  const shown = localEnd(row, file);
  const { octoberEnd = '02:00' } = file;
  return changeAt(endOf(row)) === 'summer ends' ? `${shown.slice(0, 11)}${octoberEnd}:00` : shown;
}

function changeAt(atMs: number): 'summer begins' | 'summer ends' | undefined {
  const [before, after] = [minutesAhead(atMs - MINUTE_MS), minutesAhead(atMs)];
  if (before === after) return undefined;
  return after === 120 ? 'summer begins' : 'summer ends';
}

/** The first date, and the one at whose beginning the last row ends. */
function datesOf(rows: readonly CurveRow[]): { readonly first: string; readonly last: string } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { fromMs, minutes } of rows) {
    from = Math.min(from, fromMs);
    to = Math.max(to, fromMs + minutes * MINUTE_MS);
  }
  const last = dateInParis(to);
  return { first: dateInParis(from), last: shownInParis(to).endsWith('00:00:00') ? last : datePlus(last, 1) };
}
