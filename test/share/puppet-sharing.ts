import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { startSharing } from '../../src/share/sharing.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { readingAt } from '../journal/reading-at.ts';

/** What shares a meter, with a puppet for its thread, which misbehaves in the way that `deed` names: see `puppet-thread.ts` of the writer. */
export function sharingOn(deed: string, clock = fakeClock(), list = loggedTroubles(clock)) {
  const folder = temporaryFolder({ name: `share-${deed}` });
  const { log, debug, troubles } = list;
  const { config } = readConfig(pluginBlock({ meters: [{ name: 'Linky', port: 'demo' }] }));
  const thread = new URL('../writer/puppet-thread.ts', import.meta.url);
  const sharing = startSharing({ config, folder, host: 'homebridge', log, troubles, clock, thread, keep() {} });
  const answer = () => writeFileSync(join(folder, 'answers'), '');
  const years = () => debug.filter((line) => line.startsWith('year of ')).map((line) => line.slice('year of '.length));
  const taken = () => debug.filter((line) => line.startsWith('took')).map((line) => line.slice('took '.length));
  const take = (apparentPowerVA: number) => sharing.take('linky', readingAt(0, { apparentPowerVA }));
  onTestFinished(async () => {
    answer();
    await sharing.stop();
  });
  return {
    sharing,
    take,
    /** The powers that threads took. */
    taken,
    /** What threads were told of the off-peak hours of the whole year. */
    years,
    /** Ends the puppet's wait for the disk. */
    answer,
    /** Whether the puppet waits for it. */
    waits: () => existsSync(join(folder, 'waits')),
    /** Lets so many half minutes pass, at the begin of each of which the thread gives a sign of life. */
    async lives(halfMinutes: number) {
      for (let nth = 0; nth < halfMinutes; nth += 1) {
        const before = taken().length;
        take(nth);
        await expect.poll(() => taken().length).toBeGreaterThan(before);
        await clock.pass(30_000);
      }
    },
  };
}
