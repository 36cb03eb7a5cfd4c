import { parisDayOf } from '../base/paris-time.ts';
import type { ImportedDay } from '../energy/imported-day.ts';
import { badRow } from './cells.ts';
import { energyByDay, type IndexedDay, type IndexReading } from './daily-indexes.ts';
import { ABOUT_HEADING, EnedisSections, type TableRow } from './enedis-sections.ts';
import { extentOfDays } from './extent.ts';
import { type FileRow, type HistoryFile, HistoryFileError, type RowReader, type TextFormat } from './history-file.ts';
import { type GreatestPower, greatestPower, indexReading, stampedAt } from './index-row.ts';
import { daysInOrder, oneADay, sumOfCounts, type ValueOfDay } from './one-a-day.ts';
import { nearestMidnight } from './stamp.ts';
import { periodsOn, type StatedPeriods, statedPeriods } from './stated-periods.ts';

const TYPE_HEADING = 'Type de donnees';
/** The tables that such a file may have; it may have only one of them. */
const INDEXES = 'Index';
const GREATEST_POWERS = 'Puissance maximale quotidienne';
/** Bounds the work, since each day is looked up in all of them: a household's periods change once in years. */
const MOST_PERIODS = 1000;

/**
 * The file that the Enedis portal called consumption by day: the index of each register at each midnight, rows that state what the
 * registers count, and the peak power of each day.
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
  readonly #statedPeriods: StatedPeriods[] = [];
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
    const stated = statedPeriods(tableRow);
    if (stated && this.#statedPeriods.push(stated) > MOST_PERIODS) throw badRow(tableRow.row);
  }

  #takeIndexes(tableRow: TableRow): void {
    const rows = isOfProducer(tableRow) ? this.#given : this.#drawn;
    const atMs = stampedAt(tableRow.row);
    const value = indexReading(tableRow);
    const day = nearestMidnight(atMs);
    if (day === undefined && value) this.#offGrid += 1;
    else rows.push({ day: day ?? parisDayOf(atMs), value });
  }

  /** A day has no field for the peak of exported power, so it is ignored. */
  #takeGreatestPower(tableRow: TableRow): void {
    const value = greatestPower(tableRow);
    if (!isOfProducer(tableRow)) this.#greatest.push({ day: parisDayOf(stampedAt(tableRow.row)), value });
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
        ...drawnOn(day, drawnEnergy.days.get(day), this.#statedPeriods),
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

function drawnOn(day: number, indexed: IndexedDay | undefined, stated: readonly StatedPeriods[]): Partial<ImportedDay> {
  if (indexed?.energyWhByRegister === undefined) return indexed ?? {};
  return { ...indexed, ...periodsOn(day, Object.keys(indexed.energyWhByRegister), stated) };
}

function givenOn(indexed: IndexedDay | undefined): Partial<ImportedDay> {
  return indexed ? { givenWh: indexed.energyWh } : {};
}
