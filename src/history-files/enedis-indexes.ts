import type { ImportedDay } from '../energy/imported-day.ts';
import { parisDayOf } from '../paris-time.ts';
import { badRow } from './cells.ts';
import { energyByDay, type IndexedDay, type IndexReading } from './daily-indexes.ts';
import { ABOUT_HEADING, EnedisSections, type TableRow } from './enedis-sections.ts';
import { extentOfDays } from './extent.ts';
import { type FileRow, type HistoryFile, HistoryFileError, type RowReader, type TextFormat } from './history-file.ts';
import { type GreatestPower, greatestPower, indexReading, stampedAt } from './index-row.ts';
import { daysInOrder, oneADay, sumOfCounts, type ValueOfDay } from './one-a-day.ts';
import { nearestMidnight } from './stamp.ts';
import { periodsOn, type ToldPeriods, toldPeriods } from './told-periods.ts';

const TYPE_HEADING = 'Type de donnees';
/** What the tables of such a file are. A file may have one of them only. */
const INDEXES = 'Index';
const GREATEST_POWERS = 'Puissance maximale quotidienne';
/** A household has other periods once in years. Each day is looked up in all of them. */
const MOST_PERIODS = 1000;

/**
 * What the portal of Enedis called the consumption by day: the index of each register at each midnight, the rows that say
 * what the registers count, and the greatest power of each day.
 */
export const enedisIndexes: TextFormat = {
  kind: 'enedisIndexes',
  recognises([headings, values]) {
    const type = values?.cells[headings?.cells.indexOf(TYPE_HEADING) ?? -1];
    return headings?.cells[0] === ABOUT_HEADING && [INDEXES, GREATEST_POWERS].includes(type ?? '');
  },
  reader: () => new IndexesReader(),
};

class IndexesReader implements RowReader {
  readonly #sections = new EnedisSections();
  readonly #toldPeriods: ToldPeriods[] = [];
  readonly #drawn: ValueOfDay<IndexReading>[] = [];
  readonly #given: ValueOfDay<IndexReading>[] = [];
  readonly #greatest: ValueOfDay<GreatestPower>[] = [];
  #offGrid = 0;

  take(row: FileRow): void {
    const tableRow = this.#sections.take(row);
    if (tableRow === undefined) return;
    const { about, columns } = tableRow;
    if (columns[0] === 'Periode') this.#takePeriods(tableRow);
    else if (about.get(TYPE_HEADING) === INDEXES) this.#takeIndexes(tableRow);
    else if (about.get(TYPE_HEADING) === GREATEST_POWERS) this.#takeGreatestPower(tableRow);
    else throw badRow(row);
  }

  #takePeriods(tableRow: TableRow): void {
    const told = toldPeriods(tableRow);
    if (told && this.#toldPeriods.push(told) > MOST_PERIODS) throw badRow(tableRow.row);
  }

  #takeIndexes(tableRow: TableRow): void {
    const rows = isOfProducer(tableRow) ? this.#given : this.#drawn;
    const atMs = stampedAt(tableRow.row);
    const told = indexReading(tableRow);
    const day = nearestMidnight(atMs);
    if (day === undefined && told) this.#offGrid += 1;
    else rows.push({ day: day ?? parisDayOf(atMs), told });
  }

  /** The greatest power that was given to the grid has no place in a day. */
  #takeGreatestPower(tableRow: TableRow): void {
    const told = greatestPower(tableRow);
    if (!isOfProducer(tableRow)) this.#greatest.push({ day: parisDayOf(stampedAt(tableRow.row)), told });
  }

  file(): HistoryFile {
    const [drawn, given, greatest] = [oneADay(this.#drawn), oneADay(this.#given), oneADay(this.#greatest)];
    const [drawnEnergy, givenEnergy] = [energyByDay(drawn.byDay), energyByDay(given.byDay)];
    const withEnergy = daysInOrder([...drawnEnergy.days.keys(), ...givenEnergy.days.keys()]);
    const numbers = daysInOrder([...withEnergy, ...greatest.byDay.keys()]);
    if (numbers.length === 0) throw new HistoryFileError({ kind: 'noValues' });
    const counts = sumOfCounts([drawn.counts, given.counts, greatest.counts]);
    return {
      kind: enedisIndexes.kind,
      ...this.#sections.supplyPoint.number,
      days: numbers.map((day) => ({
        day,
        ...drawnOn(day, drawnEnergy.days.get(day), this.#toldPeriods),
        ...givenOn(givenEnergy.days.get(day)),
        ...greatest.byDay.get(day),
      })),
      facts: {
        ...extentOfDays(withEnergy.length > 0 ? withEnergy : numbers),
        ...counts,
        rows: counts.rows + this.#offGrid,
        offGrid: this.#offGrid,
        indexWentBack: drawnEnergy.wentBack + givenEnergy.wentBack,
        ...{ stepsMinutes: [], inNoTime: 0, hourOnce: 0, estimated: 0 },
      },
    };
  }
}

function isOfProducer({ about }: TableRow): boolean {
  return about.get('Grandeur metier') === 'Production';
}

function drawnOn(day: number, indexed: IndexedDay | undefined, told: readonly ToldPeriods[]): Partial<ImportedDay> {
  if (indexed?.energyWhByRegister === undefined) return indexed ?? {};
  return { ...indexed, ...periodsOn(day, Object.keys(indexed.energyWhByRegister), told) };
}

function givenOn(indexed: IndexedDay | undefined): Partial<ImportedDay> {
  return indexed ? { givenWh: indexed.energyWh } : {};
}
