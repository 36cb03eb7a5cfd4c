import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { memoryNote } from '../../src/contract/contract-memory.ts';
import { followContract } from '../../src/service/contract.ts';
import { en } from '../../src/texts/en/texts.ts';
import { startWriter } from '../../src/writer/writer.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingAt } from '../journal/reading-at.ts';

// A process that follows the contract of a meter with the journal of a folder, until it is killed. It takes five readings with each
// of the values in its arguments. It prints each line of the log, and `kept` once the journal has written what there was to keep.
const [folder = '', slug = '', ...values] = process.argv.slice(2);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const print = (text: string) => {
  say(text);
  // The question comes after what is to be kept, and messages are answered in their order.
  setImmediate(() => void writer.ask({ about: 'note', name: memoryNote(slug) }).then(() => say('kept')));
};
const log = { debug() {}, info: print, warn: print, error: print };
const { config } = readConfig(pluginBlock({ meters: [] }));
const writer = startWriter({ config, folder, log, texts: en, clock: systemClock });
// The writer alone keeps no process alive.
setInterval(() => {}, 60_000);
const life = new AbortController().signal;
const surroundings = { name: slug, slug, writer, log, texts: en, clock: systemClock, life };
const follower = followContract(surroundings, (error) => say(String(error)));
for (const value of values) {
  for (let nth = 0; nth < 5; nth += 1) follower.follow(readingAt(systemClock.now(), JSON.parse(value)));
}
