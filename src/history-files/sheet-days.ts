import type { ImportedDay } from '../energy/imported-day.ts';
import { wattsOf } from './cells.ts';
import { extentOfDays } from './extent.ts';
import type { FileFacts } from './history-file.ts';
import { daysInOrder, oneADay, sumOfCounts } from './one-a-day.ts';
import { type SheetTable, stampInSheet } from './spreadsheet-table.ts';
import { instantOf, nearestMidnight } from './stamp.ts';

/** The result of the tables with daily energy. */
export interface DailyEnergy {
  readonly days: readonly ImportedDay[];
  readonly facts: FileFacts;
}

interface EnergyRow {
  readonly isGiven: boolean;
  /** Undefined for a time that is not midnight. */
  readonly day: number | undefined;
  readonly value: number | undefined;
}

/**
 * The days of all tables of a workbook with daily energy; undefined if none has a value.
 * @throws HistoryFileError `badRow`
 */
export function sheetDays(tables: readonly SheetTable[]): DailyEnergy | undefined {
  const rows = tables.flatMap(energyRows);
  const onGrid = rows.flatMap(({ day, ...row }) => (day === undefined ? [] : [{ day, ...row }]));
  const drawn = oneADay(onGrid.filter(({ isGiven }) => !isGiven));
  const given = oneADay(onGrid.filter(({ isGiven }) => isGiven));
  const numbers = daysInOrder([...drawn.byDay.keys(), ...given.byDay.keys()]);
  if (numbers.length === 0) return undefined;
  const counts = sumOfCounts([drawn.counts, given.counts]);
  const offGrid = rows.filter(({ day, value }) => day === undefined && value !== undefined).length;
  return {
    days: numbers.map((day) => dayWith(day, drawn.byDay.get(day), given.byDay.get(day))),
    facts: {
      ...extentOfDays(numbers),
      ...counts,
      rows: counts.rows + offGrid,
      offGrid,
      ...{ stepsMinutes: [], inNoTime: 0, hourOnce: 0, estimated: 0, indexWentBack: 0 },
    },
  };
}

function energyRows(table: SheetTable): readonly EnergyRow[] {
  if (table.kind !== 'days') return [];
  return table.rows.map((row) => ({
    isGiven: table.isGiven,
    day: nearestMidnight(instantOf(stampInSheet(row, table.time))),
    // The factor from kWh to Wh is the same as from kW to W.
    value: wattsOf(row, table.value, table.unit === 'kWh' ? 'kW' : 'W'),
  }));
}

function dayWith(day: number, energyWh: number | undefined, givenWh: number | undefined): ImportedDay {
  return { day, ...(energyWh !== undefined && { energyWh }), ...(givenWh !== undefined && { givenWh }) };
}
