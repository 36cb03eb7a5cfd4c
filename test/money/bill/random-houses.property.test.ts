import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateOf } from '../../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import type { Day } from '../../../src/energy/day.ts';
import { DAY_SPANS } from '../../../src/energy/span.ts';
import { sumOfWh } from '../../../src/energy/watt-hours.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { pricedSpans } from '../../../src/money/priced-spans.ts';
import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { runs } from '../../../testbed/support/generated.ts';
import { daysOf } from '../../../testbed/support/journal-days.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import type { House } from '../../../testbed/years/house.ts';
import type { Ending } from '../../../testbed/years/write-years.ts';
import { typed } from './contracts.ts';
import { billOf, type Item } from './independent/bill.ts';
import { countedIn, moneyOf, nearlyMoneyOf, seenMinutesBy, toTheMinute } from './printed-span.ts';
import { houses, tariffs } from './random-house.ts';
import { type HouseTruth, writtenYears } from './written-years.ts';

/** Lives in a house, and returns the truth and the days that are read from the journal. */
function lived(house: House): { readonly truth: HouseTruth; readonly days: readonly Day[] } {
  const storage = temporaryFolder({ inMemory: true });
  const random = seededRandom(house.seed, 3);
  try {
    const path = join(storage, JOURNAL_FILE);
    const { truths } = writtenYears(storage, [house], (_, truth) => {
      if (random() < 1 / 100) expectWh(daysIn(path, house), truth);
      return randomEnding(random);
    });
    return { truth: truths.get(house.meter) as HouseTruth, days: daysIn(path, house) };
  } finally {
    rmSync(storage, { recursive: true });
  }
}

function daysIn(path: string, { meter }: House): readonly Day[] {
  if (!existsSync(path)) return [];
  using journal = openReadOnlyJournal(path);
  return daysOf(journal, meter);
}

/** The plugin ends after 60 frames on average, half of the time by a kill. */
function randomEnding(random: () => number): Ending {
  if (random() > 1 / 60) return undefined;
  return random() < 0.5 ? 'kill' : 'stop';
}

/** While the plugin runs, the present day is read from its minutes. What the registers count is only written at the end. */
function expectWh(days: readonly Day[], { ledger }: HouseTruth): void {
  const counted = days.map(({ day, energyWh = 0, energyWhByRegister = {}, givenWh = 0 }) => {
    expect(sumOfWh(Object.values(energyWhByRegister)), dateOf(day)).toBe(energyWh);
    return [dateOf(day), energyWh, givenWh];
  });
  const charged = [...ledger.accounts].map(([date, account]) => [
    date,
    [...account.drawnWh.values()].reduce((sum, wh) => sum + Number(wh), 0),
    Number(account.givenWh),
  ]);
  expect(counted).toEqual(charged);
}

test('days and euros equal those of the other program, whatever happens in a house, and whatever it pays', () =>
  fc.assert(
    fc.property(houses, tariffs, (house, lines) => {
      const { truth, days } = lived(house);
      fc.pre(truth.ledger.accounts.size > 0 && !truth.registers.isAnyUnknown);
      for (const by of DAY_SPANS) {
        const bill = billOf(truth.ledger.accounts, lines, by, 7);
        const spans = pricedSpans(days, by, { prices: typed(lines), nowMs: Date.UTC(2027, 0) });
        const minutes = seenMinutesBy(days, spans[0]?.date.length ?? 0);
        expect(spans.map(({ date }) => date)).toEqual([...bill.keys()]);
        for (const span of spans) {
          const { euros, subscription, given, eurosByPeriod, ...counted } = bill.get(span.date) as Item;
          expect(countedIn(span, minutes.get(span.date) ?? 0), span.date).toEqual(toTheMinute(counted));
          expect(moneyOf(span), span.date).toEqual(nearlyMoneyOf({ euros, subscription, given, eurosByPeriod }));
        }
      }
    }),
    runs(8),
  ));
