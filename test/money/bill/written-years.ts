import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { type MeterLine, writeRegisterLines } from '../../../src/journal/register-lines.ts';
import { loadSqlite } from '../../../src/journal/sqlite.ts';
import { type House, type Life, lifeOf, type Sight } from '../../../testbed/years/house.ts';
import { byTime, type Ending, writeYears } from '../../../testbed/years/write-years.ts';
import { Ledger } from './independent/ledger.ts';
import { IndexTruth } from './index-truth.ts';
import { NightHours } from './night-hours.ts';
import type { RegisterTeller } from './register-teller.ts';
import { TaughtRegisters } from './taught-registers.ts';

/** The truth about a house, in addition to its journal. */
export interface HouseTruth {
  readonly life: Life;
  readonly ledger: Ledger;
  readonly indexes: IndexTruth;
  readonly nights: NightHours;
  readonly registers: TaughtRegisters;
}

/**
 * Lives in houses, and writes what the plugin sees into the journal of a storage folder. Gives its path and what is true, by
 * meter.
 * @param endingBefore how the plugin ended before a frame, by what is true of the frames that the journal has
 * @param teller what the plugin learns of the registers; the meter's own word unless given
 */
export function writtenYears(
  storage: string,
  houses: readonly House[],
  endingBefore?: (sight: Sight, truth: HouseTruth) => Ending,
  teller?: RegisterTeller,
): { readonly path: string; readonly truths: ReadonlyMap<string, HouseTruth> } {
  const truths = new Map(houses.map((house) => [house.meter, truthOf(house)]));
  const lives = [...truths.values()].map(({ life }) => (teller ? told(life.sights, teller) : life.sights));
  const truthFor = ({ meter }: Sight) => truths.get(meter) as HouseTruth;
  writeYears(
    storage,
    byTime(lives),
    (sight) => note(truthFor(sight), sight),
    endingBefore && ((sight) => endingBefore(sight, truthFor(sight))),
  );
  const path = join(storage, JOURNAL_FILE);
  if (existsSync(path)) keepLines(path, teller?.lines ?? linesToldIn(truths));
  return { path, truths };
}

/** Writes what the registers count, as the plugin does when it has learned it. */
function keepLines(path: string, lines: readonly MeterLine[]): void {
  const db = new (loadSqlite().DatabaseSync)(path);
  writeRegisterLines(db, lines);
  db.close();
}

function linesToldIn(truths: ReadonlyMap<string, HouseTruth>): readonly MeterLine[] {
  return [...truths].flatMap(([meter, { registers }]) => registers.lines.map((line) => ({ meter, line })));
}

function* told(sights: Iterable<Sight>, teller: RegisterTeller): Generator<Sight, void> {
  for (const sight of sights) yield teller.tell(sight);
}

function truthOf(house: House): HouseTruth {
  const seen = { ledger: new Ledger(), indexes: new IndexTruth(), nights: new NightHours() };
  return { life: lifeOf(house), ...seen, registers: new TaughtRegisters() };
}

function note({ ledger, indexes, nights, registers }: HouseTruth, sight: Sight): void {
  ledger.note(sight);
  indexes.note(sight);
  nights.note(sight.atMs);
  registers.note(sight);
}
