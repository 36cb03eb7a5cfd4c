import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingCompiler } from '../../testbed/c-preload.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { missingBrowser, openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import type { Lane } from './broken-home/case.ts';
import { clockLane } from './broken-home/cases/clock.ts';
import { damageLane, historyLane, leaveNewerJournal, spoilStorage, storageLane } from './broken-home/cases/history.ts';
import { lineLanes } from './broken-home/cases/line.ts';
import { influxLane, victoriaLane } from './broken-home/cases/mirror.ts';
import {
  frozenLane,
  savedSettingsLane,
  settingsLane,
  shareAddressLane,
  shareLane,
  threadLane,
} from './broken-home/cases/plugin.ts';
import { type BrokenHome, startBrokenHome } from './broken-home/home.ts';
import { tableOf } from './broken-home/outcome-table.ts';
import { type Ending, momentOf, type Outcome, playLane } from './broken-home/play.ts';

const servers = process.env['CI'] ? [] : missingServers();
const missing = [missingBrowser(), missingPty(), missingCompiler(), ...servers].filter((one) => one !== undefined);
const title = ['a home in which everything is broken once', ...missing].join(', skipped: ');

describe.skipIf(missing.length > 0)(title, () => {
  const started = new AsyncDisposableStack();
  const outcomes: Outcome[] = [];
  /** Of the troubles that the next start ends. */
  let endings: readonly Ending[] = [];
  let home: BrokenHome;

  beforeAll(async () => {
    const browser: Browser = started.use(await openBrowser());
    home = started.use(await startBrokenHome(browser, leaveNewerJournal));
  });

  afterAll(async () => {
    process.stdout.write(`${tableOf(outcomes)}\n`);
    await started.disposeAsync();
  });

  test('says what is wrong with each part, and when it is over, while all parts are broken at the same time', async () => {
    await play([...lineLanes, clockLane, historyLane, influxLane, settingsLane, shareLane, shareAddressLane]);
    await play([damageLane]);
  });

  test('does so after a new start, which ends what only a start can end', async () => {
    const restarted = momentOf({ log: [], wallMs: home.wallMs });
    await home.restart(spoilStorage);
    const ended = endings.map((over) => over(restarted));
    // Nobody can ask for the list of troubles before the folder is open.
    await expect.poll(() => home.log).toContainEqual(expect.stringMatching(/cannot ask this plugin for its status/));
    await Promise.all([...ended, play([storageLane])]);
    await play([victoriaLane, savedSettingsLane]);
    await play([threadLane]);
    await play([frozenLane]);
    await expect.poll(home.sensor).toBe(false);
  });

  test('finds the settings that Homebridge UI has moved away, since they were no JSON', async () => {
    const moved = await home.breakConfig();
    const { code, says } = await home.doctor();
    expect(code).toBe(1);
    expect(says).toContain(moved);
  });

  /** Plays lanes at the same time. All of them come to their end, and Homebridge lives. */
  async function play(lanes: readonly Lane[]): Promise<void> {
    const { pid } = home;
    const played = await Promise.allSettled(lanes.map((lane) => playLane(home, lane, (one) => outcomes.push(one))));
    endings = [...endings, ...played.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))];
    const failed = played.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (failed.length > 1) throw new AggregateError(failed, failed.map(String).join('\n'));
    if (failed.length > 0) throw failed[0];
    expect(home.pid, 'Homebridge has not ended').toBe(pid);
    expect(await home.power()).toEqual({ value: expect.any(Number) });
  }
});
