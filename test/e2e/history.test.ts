import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { type CliResult, runCli } from '../../testbed/programs/cli.ts';
import { runCliHere } from '../../testbed/programs/cli-here.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { readingAt } from '../journal/reading-at.ts';

const run = promisify(execFile);
const IN_ZONE = fileURLToPath(new URL('history-in-zone-process.ts', import.meta.url));

const HALF_HOUR_MS = 1_800_000;
/** 23:00 in Paris, so that the first two frames are of 2024, there but not in UTC. */
const FROM_MS = Date.UTC(2024, 11, 31, 22);
const TO_MS = Date.UTC(2025, 10, 2);
const WH = 250;
const PRICES = [
  {
    from: '2024-12-01',
    subscription: 15.74,
    periods: [
      { name: 'HP', price: 0.2081 },
      { name: 'HC', price: 0.1635 },
    ],
  },
  {
    from: '2025-08-01',
    subscription: 16.2,
    periods: [
      { name: 'HP', price: 0.2146 },
      { name: 'HC', price: 0.1696 },
    ],
  },
];

/** What a clock in Paris shows, by Intl: `2025-10-26 02:30:00`. */
const clockInParis = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Each half hour of the journal, but for the first frame, with what was used since the one before, and in which period. */
const STEPS = Array.from({ length: (TO_MS - FROM_MS) / HALF_HOUR_MS }, (_, nth) => {
  const atMs = FROM_MS + (nth + 1) * HALF_HOUR_MS;
  const [date = '', time = ''] = clockInParis.format(atMs).split(' ');
  return { atMs, date, period: time < '06' ? ('HC' as const) : ('HP' as const) };
});

/** A meter with off-peak hours until 6:00, whose index goes up by 250 Wh each half hour. */
function* readings(): Generator<TimedReading> {
  const registers = { HCHC: 1_000_000, HCHP: 2_000_000 };
  for (const { atMs, period } of [{ atMs: FROM_MS, period: undefined }, ...STEPS]) {
    if (period) registers[period === 'HC' ? 'HCHC' : 'HCHP'] += WH;
    yield {
      meter: 'linky',
      atMs,
      reading: readingAt(atMs, {
        registers: { ...registers },
        importedWh: registers.HCHC + registers.HCHP,
        tariff: `${period ?? 'HP'}..`,
        apparentPowerVA: 500,
      }),
    };
  }
}

let storage: string;
beforeAll(async () => {
  storage = temporaryFolder();
  writeHistory(storage, readings());
  const block = pluginBlock({ meters: [{ name: 'Linky', port: 'demo', prices: PRICES }] });
  await writeFile(join(storage, 'config.json'), JSON.stringify({ platforms: [block] }), { mode: 0o600 });
  await writeFile(
    join(storage, 'late.json'),
    JSON.stringify({ ...block, meters: [{ ...block.meters[0], prices: PRICES.slice(1) }] }),
  );
});

const history = (args: readonly string[]) => runCliHere(['history', '--storage', storage, ...args]);
const objects = async (args: readonly string[]) =>
  (await history([...args, '--json'])).stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

const COMMANDS = [
  '--by day --cost',
  '--by day --cost --format csv',
  '--by day --cost --json',
  '--by month --since 2025-02-01',
  '--by year --cost --json',
  '--by hour --since 2025-10-26',
  '--by hour --since 2025-03-29T23:30 --json',
  '--by minute --since 2025-10-26T02:30 --format csv',
  '--since 2199-07-01',
  '--by month --cost --config late.json --language fr',
] as const;

describe('linky-tic history prints the same, byte by byte, in any time zone of the machine:', () => {
  /** What each command prints in each zone: one process for a zone runs them all. */
  let printed: readonly (readonly CliResult[])[];
  const argsOf = (line: string) => [
    ...['history', '--storage', storage],
    ...line.split(' ').map((arg) => (arg === 'late.json' ? join(storage, arg) : arg)),
  ];

  beforeAll(async () => {
    const commands = JSON.stringify(COMMANDS.map(argsOf));
    printed = await Promise.all(
      ['Europe/Paris', 'America/New_York'].map(async (TZ) => {
        const { stdout } = await run(process.execPath, [IN_ZONE, commands], {
          env: { ...process.env, TZ },
          maxBuffer: 1e8,
        });
        return JSON.parse(stdout);
      }),
    );
  });

  test.each(COMMANDS.map((line, nth) => [line, nth] as const))('%s', (line, nth) => {
    const [paris, ...others] = printed.map((results) => results[nth]);
    expect(paris?.code).toBe(0);
    expect(paris?.stdout === '').toBe(line.includes('2199'));
    for (const other of others) expect(other).toEqual(paris);
  });

  test('and the built command prints that, too', async () => {
    const args = argsOf(COMMANDS[0]);
    expect(await runCli(args, { env: { TZ: 'America/New_York' } })).toEqual(printed[0]?.[0]);
  });
});

describe('linky-tic history', () => {
  test('by day has what the index counted on each day in Paris, of which one has 23 hours and one 25', async () => {
    const days = await objects(['--by', 'day']);
    const counted = Map.groupBy(STEPS, ({ date }) => date);
    expect(days.map(({ date, energyWh }) => [date, energyWh])).toEqual(
      [...counted].map(([date, steps]) => [date, steps.length * WH]),
    );
    const wh = (date: string) => days.find((day) => day.date === date).energyWh / WH / 2;
    expect([wh('2025-03-30'), wh('2025-07-14'), wh('2025-10-26')]).toEqual([23, 24, 25]);
    expect(days.find(({ date }) => date === '2025-07-14')).toEqual({
      meter: 'linky',
      by: 'day',
      from: Date.parse('2025-07-14T00:00:00+02:00'),
      date: '2025-07-14',
      energyWh: 48 * WH,
      energyWhByTariff: { HC: 12 * WH, HP: 36 * WH },
      energyWhByRegister: { HCHC: 12 * WH, HCHP: 36 * WH },
      greatestVA: 500,
      greatestAt: Date.parse('2025-07-14T00:00:00+02:00'),
      seen: 0.0333,
    });
  });

  test('by hour has 23 lines and 25 lines on the days on which the clocks change', async () => {
    const { stdout } = await history(['--by', 'hour', '--since', '2025-03-30', '--format', 'csv']);
    const hours = stdout.split('\n').flatMap((line) => line.split(',')[1] ?? []);
    const on = (date: string) => hours.filter((hour) => hour.startsWith(date));
    expect([on('2025-03-30').length, on('2025-03-31').length, on('2025-10-26').length]).toEqual([23, 24, 25]);
    expect(on('2025-10-26').slice(1, 5)).toEqual([
      '2025-10-26T01:00:00+02:00',
      '2025-10-26T02:00:00+02:00',
      '2025-10-26T02:00:00+01:00',
      '2025-10-26T03:00:00+01:00',
    ]);
  });

  test('by year counts the last hour of the year in UTC for the next one', async () => {
    const years = await objects(['--by', 'year', '--cost']);
    expect(years.map(({ date, energyWh }) => [date, energyWh])).toEqual([
      ['2024', WH],
      ['2025', (STEPS.length - 1) * WH],
    ]);
    // A day of December costs 15.74 € ÷ 31, and 0.25 kWh cost 20.81 c€ per kWh.
    expect(years[0]).toMatchObject({ subscriptionEuros: 0.51, eurosByTariff: { HP: 0.05 }, euros: 0.56 });
  });

  test('by month has the euros of each price line, and the table their total', async () => {
    const months = await objects(['--by', 'month', '--cost', '--since', '2025-07-20']);
    expect(months.map(({ date }) => date)).toEqual(['2025-07', '2025-08', '2025-09', '2025-10', '2025-11']);
    const [july, august] = months;
    // Of each day 3 kWh are off-peak and 9 kWh are not.
    expect(july).toMatchObject({ subscriptionEuros: 15.74, eurosByTariff: { HC: 15.21, HP: 58.06 }, euros: 89.01 });
    expect(august).toMatchObject({ subscriptionEuros: 16.2, eurosByTariff: { HC: 15.77, HP: 59.87 }, euros: 91.85 });
    const { stdout, stderr } = await history(['--by', 'month', '--cost', '--since', '2025-07-20']);
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^linky +kWh +HC +HP +max VA +at +€ +subscription €$/);
    expect(lines[1]).toMatch(/^2025-07 +372\.000 +93\.000 +279\.000 +500 +2025-07-01 00:00 +89\.01 +15\.74$/);
    expect(lines.at(-2)).toMatch(/^Total /);
  });

  test('says once why months before the first price have no euros', async () => {
    const { stdout, stderr, code } = await history([
      ...['--by', 'month', '--cost', '--format', 'csv', '--config', join(storage, 'late.json')],
    ]);
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^linky: there is no price for 2024-12-31 yet/)]);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const euros = rows[0]?.indexOf('euros') ?? -1;
    expect(rows.find(([, date]) => date === '2025-07')?.[euros]).toBe('');
    expect(rows.find(([, date]) => date === '2025-08')?.[euros]).toBe('91.85');
  });
});
