import { join } from 'node:path';
import { JOURNAL_FILE } from '../../../src/settings.ts';
import { type House, type Life, lifeOf, type Sight } from '../../../testbed/years/house.ts';
import { byTime, writeYears } from '../../../testbed/years/write-years.ts';
import { Ledger } from './independent/ledger.ts';
import { IndexTruth } from './index-truth.ts';
import { NightHours } from './night-hours.ts';

/** What is true of a house, beside what the journal has of it. */
export interface HouseTruth {
  readonly life: Life;
  readonly ledger: Ledger;
  readonly indexes: IndexTruth;
  readonly nights: NightHours;
}

/** Lives in houses, and writes what the plugin sees into the journal of a storage folder. Gives its path and what is true, by meter. */
export function writtenYears(storage: string, houses: readonly House[]) {
  const truths = new Map(houses.map((house) => [house.meter, truthOf(house)]));
  const lives = [...truths.values()].map(({ life }) => life.sights);
  writeYears(storage, byTime(lives), (sight) => note(truths.get(sight.meter) as HouseTruth, sight));
  return { path: join(storage, JOURNAL_FILE), truths };
}

function truthOf(house: House): HouseTruth {
  return { life: lifeOf(house), ledger: new Ledger(), indexes: new IndexTruth(), nights: new NightHours() };
}

function note({ ledger, indexes, nights }: HouseTruth, sight: Sight): void {
  ledger.note(sight);
  indexes.note(sight);
  nights.note(sight.atMs);
}
