import { systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { createTroubleList } from '../../src/trouble/list.ts';
import { startWriter } from '../../src/writer/writer.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingAt } from '../journal/reading-at.ts';

const { en } = textsIn;

// A process whose writer has a puppet for a thread. Once the puppet has taken a Reading, the process exits or stops the
// writer, as its second argument says.
const [, , folder = '', way = ''] = process.argv;
const thread = new URL('../writer/puppet-thread.ts', import.meta.url);
const { config } = readConfig(pluginBlock({ meters: [] }));
const log = { debug: taken, info() {}, warn() {}, error() {} };
const troubles = createTroubleList({ log, words: en.troubles, clock: systemClock });
const writer = startWriter({ config, folder, log, troubles, clock: systemClock, thread });
const awake = setInterval(() => {}, 1_000);
writer.take('linky', readingAt(0, { apparentPowerVA: 13 }));

async function taken(): Promise<void> {
  if (way === 'exits') process.exit(5);
  await writer.stop();
  clearInterval(awake);
  process.exitCode = 6;
}
