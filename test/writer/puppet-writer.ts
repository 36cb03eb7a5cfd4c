import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { startWriter } from '../../src/writer/writer.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { readingAt } from '../journal/reading-at.ts';

/** A writer whose thread is a puppet, which misbehaves in the way that `deed` names: see `puppet-thread.ts`. */
export function writerOn(deed: string, clock = fakeClock(), list = loggedTroubles(clock)) {
  const folder = temporaryFolder({ name: `writer-${deed}` });
  const { log, lines, debug, troubles } = list;
  const { config } = readConfig(pluginBlock({ influx: { url: 'http://127.0.0.1:1' } }));
  const thread = new URL('puppet-thread.ts', import.meta.url);
  const writer = startWriter({ config, folder, log, troubles, clock, thread });
  const answer = () => writeFileSync(join(folder, 'answers'), '');
  onTestFinished(async () => {
    answer();
    await writer.stop();
  });
  return {
    writer,
    clock,
    lines,
    debug,
    troubles,
    /** Whether the puppet waits for the disk: until then a thread that is told to end does so at once. */
    waits: () => existsSync(join(folder, 'waits')),
    /** Ends the puppet's wait for the disk. */
    answer,
    take: (...powersVA: number[]) => {
      for (const apparentPowerVA of powersVA) writer.take('linky', readingAt(0, { apparentPowerVA }));
    },
    /** Lets so many half minutes pass, at the begin of each of which the thread gives a sign of life. */
    async lives(halfMinutes: number) {
      for (let nth = 0; nth < halfMinutes; nth += 1) {
        await writer.ask({ about: 'lastMode', meter: 'linky' });
        await clock.pass(30_000);
      }
    },
    /** The powers that threads took, a text for each message. */
    taken: () => debug.filter((line) => line.startsWith('took')).map((line) => line.slice('took '.length)),
  };
}
