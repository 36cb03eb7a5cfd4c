import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { energyObjects } from '../../src/cli/energy-formats.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { pageAnswers } from '../../src/ui/page-answers.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { bytesOf } from '../../testbed/history-files/file-bytes.ts';
import { indexLines } from '../../testbed/history-files/index-file.ts';
import { indexesOf } from '../../testbed/history-files/known-indexes.ts';
import { shownInParis } from '../../testbed/history-files/paris-clock.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { MISNUMBERED, WEEKEND } from '../../testbed/years/contract.ts';
import type { House } from '../../testbed/years/house.ts';
import { typed } from '../money/bill/contracts.ts';
import { billOf, type Tariff } from '../money/bill/independent/bill.ts';
import { createTeller } from '../money/bill/register-teller.ts';
import { type HouseTruth, writtenYears } from '../money/bill/written-years.ts';

const AFTER_ALL_MS = Date.parse('2026-03-02T09:00:00Z');
/** What the household calls its periods is what its bill says, in other capitals than the meter. */
const BILL: Tariff = {
  from: '2025-01-01',
  subscription: '19.23',
  periods: { HP: '0.2371', HC: '0.1683', 'WEEK-END': '0.17' },
};
const [PRICE] = typed([{ ...BILL, periods: { 'Heures pleines': '0.2371', hc: '0.1683', 'Week-end': '0.17' } }]);
const PRICES = PRICE ? [PRICE] : [];

const stay = { from: '2026-01-05 09:12:00', subscribedKVA: 9 };
const HOUSES: readonly House[] = [
  {
    ...{ meter: 'maison', seed: 5, until: '2026-03-01 00:00:00', absences: [], frameMinutes: [3, 20] },
    stays: [{ ...stay, address: '041976000456', contract: WEEKEND }],
  },
  {
    ...{ meter: 'grange', seed: 6, until: '2026-03-01 00:00:00', absences: [], frameMinutes: [3, 20] },
    stays: [{ ...stay, address: '041976000457', contract: MISNUMBERED }],
  },
];

/** Before the plugin: daily indexes of which the file does not say what they are. */
const FILE = { from: '2025-10-01', to: '2025-11-01' };
const NAMES: { readonly [register: string]: string } = { F9: 'HC', F2: 'HP', F5: 'WEEK-END' };
const REGISTERS = { F9: 3_000_000, F2: 5_000_000, F5: 700_000, F1: 12 };
const ROWS = indexesOf({ seed: 9, grainW: 12 }, { ...FILE, registers: REGISTERS, registerAt });

function registerAt(atMs: number): string {
  const shown = shownInParis(atMs);
  const weekday = new Date(shown.slice(0, 10)).getUTCDay();
  if (weekday === 0 || weekday === 6) return 'F5';
  const hour = Number(shown.slice(11, 13));
  return hour >= 22 || hour < 6 ? 'F9' : 'F2';
}

const storage = temporaryFolder({ name: 'linky-registers', inMemory: true });
const clock = childClock({ aheadMs: AFTER_ALL_MS - Date.now() });
let truths: ReadonlyMap<string, HouseTruth>;
/** What the command prints of both meters. */
let printed: { readonly [B in 'day' | 'month']: readonly Printed[] };

beforeAll(async () => {
  ({ truths } = writtenYears(storage, HOUSES, undefined, createTeller()));
  const meters = HOUSES.map(({ meter }) => ({ name: meter, port: `/dev/ttyNONE-${meter}`, prices: PRICES }));
  await writeFile(join(storage, 'config.json'), configFile({ meters }), { mode: 0o600 });
  await writeFile(join(storage, 'indexes.csv'), bytesOf(indexLines({ rows: ROWS, prm: '09123456789012' })));
  for (const { meter } of HOUSES) await history('import', join(storage, 'indexes.csv'), '--meter', meter);
  printed = { day: await objects('day'), month: await objects('month') };
});

async function history(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(['history', ...args, '--storage', storage], { clock });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

async function objects(by: 'day' | 'month'): Promise<readonly Printed[]> {
  const lines = (await history('--by', by, '--cost', '--json')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

interface Printed {
  readonly meter: string;
  readonly date: string;
  readonly energyWhByTariff: { readonly [period: string]: number };
  readonly eurosByTariff?: { readonly [period: string]: number };
}

describe.each(HOUSES)('the registers of $meter, which are in no order', ({ meter }) => {
  test('have their periods in the energy and the euros of each day, as the bill has them', async () => {
    const days = (await ofMeter('day')).filter(({ date }) => date >= '2026');
    const bill = billOf((truths.get(meter) as HouseTruth).ledger.accounts, [BILL], 'day');
    expect(days.map(({ date }) => date)).toEqual(expect.arrayContaining([...bill.keys()]));
    for (const [date, { drawnWhByPeriod, eurosByPeriod, euros }] of bill) {
      const day = days.find((one) => one.date === date);
      const eurosByTariff = Object.fromEntries(
        Object.entries(eurosByPeriod).map(([name, text]) => [name, Number(text)]),
      );
      expect(day, date).toMatchObject({ energyWhByTariff: drawnWhByPeriod, euros: Number(euros), eurosByTariff });
    }
  });

  test('name the indexes of a file that does not name them', async () => {
    const [month] = (await ofMeter('month')).filter(({ date }) => date === '2025-10');
    const [first = {}, last = {}] = [ROWS[0]?.registersWh, ROWS.at(-1)?.registersWh];
    const wh = Object.entries(NAMES).map(([register, name]) => [name, (last[register] ?? 0) - (first[register] ?? 0)]);
    expect(month?.energyWhByTariff).toEqual(Object.fromEntries(wh));
    const cents = (name: string) => Math.round((month?.eurosByTariff?.[name] ?? Number.NaN) * 100);
    for (const [name, counted] of wh as [string, number][]) {
      expect(cents(name), name).toBe(Math.round((counted * Number(BILL.periods[name])) / 10));
    }
  });

  /** Page and command must tell the same. */
  async function ofMeter(by: 'day' | 'month'): Promise<readonly Printed[]> {
    const own = printed[by].filter((one) => one.meter === meter);
    expect(await onPage(by)).toEqual(own);
    return own;
  }

  /** What the page shows, as the command prints it. */
  async function onPage(by: 'day' | 'month'): Promise<unknown> {
    const machine = thisMachine();
    const page = pageAnswers({ ...machine, clock: { ...machine.clock, wall: () => AFTER_ALL_MS } }, storage);
    const range = { from: '2025-10-01', to: '2026-03-02' };
    const { spans } = await page['/spans']({ language: 'en', meter, by, ...range, prices: PRICES });
    return JSON.parse(JSON.stringify(energyObjects([{ meter, spans }])));
  }
});
