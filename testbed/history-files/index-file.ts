import type { Direction } from './known-house.ts';
import type { IndexRow } from './known-indexes.ts';
import { dateInParis, datePlus, frenchDate, midnightInParis, minutesAhead, offsetTime } from './paris-clock.ts';

/** The greatest power of a day, and when it was. */
export interface GreatestPower {
  readonly atMs: number;
  /** Undefined where the row has no value. */
  readonly va: number | undefined;
}

/** What the registers of a meter count from a date on. */
interface SupplierCalendar {
  readonly from: string;
  /** When another one follows. */
  readonly to?: string;
  /** By register (`F1`): the short name and the name of its period. */
  readonly periods: { readonly [register: string]: readonly [short: string, name: string] };
}

/** A file of daily indexes, as the portal of Enedis gave it. */
export interface IndexFile {
  readonly rows: readonly IndexRow[];
  readonly prm: string;
  readonly direction?: Direction;
  /**
   * How midnights are written: `local` unless given, as they are in Paris. With `winter` and `summer` they all have the offset of
   * that time, and stand an hour after midnight in summer, or before it in winter.
   */
  readonly midnights?: 'local' | 'winter' | 'summer';
  readonly calendars?: readonly SupplierCalendar[];
  readonly greatest?: readonly GreatestPower[];
  /** Blank lines before the tables, as an office program shows the file. */
  readonly hasBlankLines?: boolean;
}

const REGISTERS = Array.from({ length: 10 }, (_, nth) => `F${nth + 1}`);
const GRID_REGISTERS = ['D1', 'D2', 'D3', 'D4'];
const HEAD =
  'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite';

/** The lines of a file of daily indexes: the indexes, the calendars, and the greatest powers, as far as there are any. */
export function indexLines(file: IndexFile): readonly string[] {
  const blank = file.hasBlankLines ? [''] : [];
  return [...indexSection(file, blank), ...calendarSection(file, blank), ...greatestSection(file, blank)];
}

function indexSection({ rows, prm, direction = 'drawn', midnights = 'local' }: IndexFile, blank: readonly string[]) {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return [];
  const grandeur = direction === 'drawn' ? 'Consommation' : 'Production';
  const letters = direction === 'drawn' ? 'EAS' : 'EAI';
  return [
    HEAD,
    `${prm};Index;${frenchDate(first.date)};${frenchDate(last.date)};Energie active;${grandeur};Comptage Brut;Wh`,
    ...blank,
    ['Horodate', 'Type de releve', ...[...REGISTERS, ...GRID_REGISTERS, 'T'].map((name) => `${letters} ${name}`)].join(
      ';',
    ),
    ...rows.map((row) => [midnightStamp(row.date, midnights), 'Arrêté quotidien', ...indexCells(row)].join(';')),
  ];
}

function indexCells({ registersWh, formerWh = 0 }: IndexRow): readonly (number | string)[] {
  if (!registersWh) return Array.from({ length: 15 }, () => '');
  const totalWh = Object.values(registersWh).reduce((sum, wh) => sum + wh, 0);
  return [...REGISTERS.map((name) => registersWh[name] ?? ''), totalWh, 0, '', '', totalWh + formerWh];
}

function midnightStamp(date: string, midnights: 'local' | 'winter' | 'summer'): string {
  const atMs = midnightInParis(date);
  const summerHour = midnights === 'winter' && minutesAhead(atMs) === 120;
  const winterHour = midnights === 'summer' && minutesAhead(atMs) === 60;
  return offsetTime(atMs + (summerHour ? 3_600_000 : 0) - (winterHour ? 3_600_000 : 0));
}

function calendarSection({ calendars = [] }: IndexFile, blank: readonly string[]): readonly string[] {
  if (calendars.length === 0) return [];
  const titles = REGISTERS.flatMap((_, nth) =>
    ['Identifiant', 'Libelle', 'Cadran'].map((word) => `${word} classe temporelle ${nth + 1}`),
  );
  return [
    ...blank,
    ['Periode', 'Identifiant calendrier fournisseur', 'Libelle calendrier fournisseur', ...titles].join(';'),
    ...calendars.map(({ from, to, periods }) => {
      const classes = REGISTERS.flatMap((name) => [...(periods[name] ?? ['', '']), `EAS ${name}`]);
      const until = to === undefined ? '' : ` ${offsetTime(midnightInParis(to))}`;
      return [`Du ${offsetTime(midnightInParis(from))} au${until}`, 'FC000000', 'Calendrier', ...classes].join(';');
    }),
  ];
}

function greatestSection({ greatest = [], prm }: IndexFile, blank: readonly string[]): readonly string[] {
  const [first, last] = [greatest[0], greatest.at(-1)];
  if (!first || !last) return [];
  const dates = [dateInParis(first.atMs), datePlus(dateInParis(last.atMs), 1)].map(frenchDate).join(';');
  return [
    ...blank,
    HEAD,
    `${prm};Puissance maximale quotidienne;${dates};Puissance maximale atteinte;Consommation;Comptage Brut;W`,
    ...blank,
    'Horodate;Valeur',
    ...greatest.map(({ atMs, va }) => `${offsetTime(atMs)};${va ?? ''}`),
  ];
}
