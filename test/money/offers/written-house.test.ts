import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { BASE, HP_HC } from '../../../testbed/years/contract.ts';
import { type House, lifeOf } from '../../../testbed/years/house.ts';
import { momentOf } from '../../../testbed/years/wall-clock.ts';
import { writeYears } from '../../../testbed/years/write-years.ts';
import type { Seen } from '../bill/independent/ledger.ts';
import { bothOffers } from './both-offers.ts';
import { houseNamed } from './named-house.ts';
import { ownPrices } from './offers-house.ts';
import { TRUE_TEMPO } from './true-tempo.ts';

const HOURS = '01:30-06:30,13:00-15:00';

/** Writes the frames of a house's meter into a journal on disk, and returns what was read from it and not lost in a kill. */
function written(storage: string, house: House): readonly Seen[] {
  const readings: Seen[] = [];
  writeYears(storage, lifeOf(house).sights, ({ atMs, identity, countedWh, drawnVA }) => {
    readings.push({ atMs, identity, countedWh, drawnVA });
  });
  return readings;
}

test('a house with its journal on disk, and a plugin that was stopped and killed, pays what the other program calculates', () => {
  const storage = temporaryFolder({ inMemory: true });
  const house = houseNamed({
    stays: [
      { from: '2024-10-20 16:20:00', contract: BASE },
      { from: '2024-12-01 00:00:00', contract: TRUE_TEMPO },
      { from: '2025-04-10 09:30:00', contract: HP_HC },
    ],
    until: '2025-06-20 12:00:00',
    absences: [['2025-05-18 10:00:00', '2025-05-23 16:00:00']],
    hours: HOURS,
    dense: ['2024-10-27', '2025-03-30'],
  });
  try {
    const readings = written(storage, house);
    using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
    const own = ownPrices('15.5', { BASE: '0.2' });
    const nowMs = momentOf(house.until);
    const { product, reckoned } = bothOffers({
      readings,
      archive,
      isTempoTold: false,
      own,
      offPeak: HOURS,
      kVA: 9,
      nowMs,
    });
    expect(product).toEqual(reckoned);
    expect([reckoned['tempo']?.money, reckoned['hphc']?.money]).not.toContain(undefined);
  } finally {
    rmSync(storage, { recursive: true });
  }
});
