import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { DAY_SPANS, type DaySpan } from '../../src/energy/span.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { HOUSES as ALL_HOUSES } from '../../testbed/years/houses.ts';
import { pricesOf, tariffsOf } from '../money/bill/contracts.ts';
import { billOf, type Item } from '../money/bill/independent/bill.ts';
import { toTheMinute } from '../money/bill/printed-span.ts';
import { type HouseTruth, writtenYears } from '../money/bill/written-years.ts';

const AFTER_ALL_MS = Date.UTC(2027, 0, 2);

/** Tempo, and a producer. The five years of the other one are in `test/money/bill/five-years.life.test.ts`. */
const HOUSES = ALL_HOUSES.filter(({ meter }) => meter !== 'maison');
const storage = temporaryFolder({ name: 'linky-bill', inMemory: true });
let truths: ReadonlyMap<string, HouseTruth>;

beforeAll(async () => {
  ({ truths } = writtenYears(storage, HOUSES));
  const meters = HOUSES.map(({ meter }) => ({ name: meter, port: 'demo', prices: pricesOf(meter) }));
  await writeFile(join(storage, 'config.json'), configFile({ meters }), { mode: 0o600 });
});

test.each(DAY_SPANS)('history --by %s --cost --json has the bills of two houses, to the cent', async (by) => {
  const clock = childClock({ aheadMs: AFTER_ALL_MS - Date.now() });
  const args = ['history', '--storage', storage, '--by', by, '--cost', '--json'];
  const { code, stdout, stderr } = await runCli(args, { clock, env: { TZ: 'America/New_York' } });
  expect([code, stderr]).toEqual([0, '']);
  const printed = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const expected = HOUSES.map(({ meter }) => meter)
    .toSorted()
    .flatMap((meter) => objectsOf(meter, by));
  expect(printed.map(({ meter, date }) => [meter, date])).toEqual(expected.map(({ meter, date }) => [meter, date]));
  for (const [nth, object] of printed.entries()) {
    expect(object, `${object.meter} ${object.date}`).toMatchObject(expected[nth] ?? {});
  }
});

/** What the command prints of a meter, by the other program. Days on which nothing was seen have no energy. */
function objectsOf(meter: string, by: DaySpan) {
  const bill = billOf((truths.get(meter) as HouseTruth).ledger.accounts, tariffsOf(meter), by);
  return [...bill].map(([date, item]) => ({ meter, by, date, ...energyIn(item), ...eurosOf(item) }));
}

function energyIn(item: Item) {
  const { drawnWh, greatest } = toTheMinute(item);
  if (greatest === undefined) return {};
  return { energyWh: drawnWh, greatestVA: greatest.va, greatestAt: greatest.atMs };
}

function eurosOf({ euros, subscription, eurosByPeriod }: Item) {
  const eurosByTariff = Object.fromEntries(Object.entries(eurosByPeriod).map(([name, text]) => [name, Number(text)]));
  return { euros: Number(euros), subscriptionEuros: Number(subscription), eurosByTariff };
}
