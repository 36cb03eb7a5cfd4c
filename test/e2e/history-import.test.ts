import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { beginningOfDay, dateOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { runCliHere } from '../../testbed/programs/cli-here.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { enedisCurve, FIRST_DAY } from '../history-import/history-file.ts';
import { readingAt } from '../journal/reading-at.ts';

/** The days that the meter itself tells: from the ninth day of the file on, which has ten. */
const OWN = { first: FIRST_DAY + 8, days: 4 };
const HALF_HOUR_MS = 1_800_000;
/** 500 W for half an hour, by day in one period and by night in another. */
const WH = 250;

/** What the household pays: off-peak hours from 22:00 to 06:00. */
const PRICES = [
  {
    from: '2025-08-01',
    subscription: 15.5,
    periods: [
      { name: 'HP', price: 0.2146 },
      { name: 'HC', price: 0.1696, hours: '22:00-06:00' },
    ],
  },
];
/** The port is not there, so that a running plugin hears nothing, and the listings stay as they are. */
const PLATFORM = pluginBlock({ meters: [{ name: 'Linky', port: '/dev/ttyNONE7', prices: PRICES }] });

function* ownReadings(): Generator<TimedReading> {
  const registers = { HCHC: 1_000_000, HCHP: 2_000_000 };
  const fromMs = beginningOfDay(OWN.first);
  for (let atMs = fromMs; atMs <= beginningOfDay(OWN.first + OWN.days); atMs += HALF_HOUR_MS) {
    const hour = new Date(atMs - 1 + 3_600_000).getUTCHours();
    const isOffPeak = hour >= 22 || hour < 6;
    if (atMs > fromMs) registers[isOffPeak ? 'HCHC' : 'HCHP'] += WH;
    yield {
      meter: 'linky',
      atMs,
      reading: readingAt(atMs, {
        registers: { ...registers },
        importedWh: registers.HCHC + registers.HCHP,
        tariff: isOffPeak ? 'HC..' : 'HP..',
        apparentPowerVA: 520,
      }),
    };
  }
}

/** A storage folder in which the plugin has run for some days, and a file that reaches back to before. */
async function household() {
  const storage = temporaryFolder({ name: 'homebridge' });
  writeHistory(storage, ownReadings());
  await writeFile(join(storage, 'config.json'), JSON.stringify({ platforms: [PLATFORM] }));
  const file = join(storage, 'téléchargé.csv');
  await writeFile(file, enedisCurve(500));

  async function run(...args: readonly string[]) {
    const { code, stdout, stderr } = await runCli(['history', 'import', ...args, '--storage', storage]);
    return {
      code,
      stderr,
      lines: stdout
        .replace(/[\u00a0\u202f]/g, ' ')
        .trimEnd()
        .split('\n'),
    };
  }

  /** The days with their euros, and the hours, as `history` prints them. */
  async function listings(): Promise<readonly string[]> {
    const all = ['--by day --cost', '--since 2026-01-01 --by hour'];
    const printed = await Promise.all(
      all.map((line) => runCliHere(['history', '--storage', storage, ...line.split(' ')])),
    );
    return printed.map(({ stdout, stderr }) => `${stdout}\n${stderr}`);
  }

  return { storage, file, run, listings };
}

/** The days with their energy, in the listing by day. */
function datesIn(listing: string | undefined): readonly string[] {
  return (listing ?? '').split('\n').flatMap((line) => /^2026-\d\d-\d\d/.exec(line)?.[0] ?? []);
}

const dates = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, nth) => dateOf(first + nth));
const OWN_DATES = dates(OWN.first, OWN.first + OWN.days - 1);
const ALL_DATES = dates(FIRST_DAY, OWN.first + OWN.days - 1);

describe('without a plugin that runs', () => {
  test('a file is looked at, imported once, listed and taken back, and the listings are as before', async () => {
    const { file, storage, run, listings } = await household();
    const before = await listings();
    expect(datesIn(before[0]).filter((date) => OWN_DATES.includes(date))).toEqual(OWN_DATES);

    const journal = readFileSync(join(storage, JOURNAL_FILE));
    const dry = await run(file, '--dry-run');
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.lines.slice(1)).toEqual([
      'It goes from 1 Jan 2026 to 10 Jan 2026, and has values for 10 days: 120.000 kWh drawn.',
      '8 days are new.',
      'On 2 of these days the plugin read the meter itself: what it counted stays as it is, and the file only adds what is missing.',
      'Costs will use your saved prices.',
      'Nothing was written (--dry-run).',
    ]);
    expect(readFileSync(join(storage, JOURNAL_FILE)).equals(journal)).toBe(true);

    expect((await run(file)).lines).toContain('Imported: 10 days, as number 1.');
    const after = await listings();
    expect(datesIn(after[0]).filter((date) => ALL_DATES.includes(date))).toEqual(ALL_DATES);

    const again = await run(file, '--json');
    expect(again.lines.map((line) => JSON.parse(line))).toMatchObject([
      { meter: 'linky', found: { knownAs: 1, newDays: 0 }, done: { kind: 'known', import: { id: 1, days: 10 } } },
    ]);
    expect(await listings()).toEqual(after);
    expect((await run()).lines).toEqual([
      expect.stringMatching(/^linky: Number 1: load curve .*, from 1 Jan 2026 to 10 Jan 2026, 10 days, imported on /),
    ]);

    expect((await run(file, '--undo')).lines).toEqual([
      'Undone: number 1, 10 days. The history is as if the file had never been imported.',
    ]);
    expect(await listings()).toEqual(before);
    expect(await run()).toEqual({ code: 0, stderr: 'No file has been imported.\n', lines: [''] });
  });
});

test('beside a running plugin the days are handed over to it, and taken back by it', async () => {
  const { file, storage, run, listings } = await household();
  await using homebridge = await startHomebridge({
    config: PLATFORM,
    storage,
    clock: childClock({ endsSlowly: true }),
  });
  await homebridge.waitForLog('/dev/ttyNONE7');
  // Only then does it take what it is handed.
  await expect.poll(() => runningPluginStatus(storage, thisMachine())).toBeDefined();
  const before = await listings();

  expect(await run(file)).toMatchObject({
    code: 0,
    stderr: '',
    lines: expect.arrayContaining([expect.stringContaining('Imported: 10 days')]),
  });
  await homebridge.waitForLog('A history file was imported for the meter linky');
  const after = await listings();
  expect(datesIn(after[0]).filter((date) => ALL_DATES.includes(date))).toEqual(ALL_DATES);
  expect((await run(file)).lines.at(2)).toBe(
    'All of this has already been imported (number 1): there is nothing to do.',
  );
  expect(await listings()).toEqual(after);

  expect((await run('--undo')).lines).toEqual([expect.stringContaining('Undone: number 1')]);
  await homebridge.waitForLog('The import of a history file was undone for the meter linky');
  expect(await listings()).toEqual(before);
  expect(await homebridge.stop()).toMatchObject({ code: 0 });
  expect(await listings()).toEqual(before);
});
