import { systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { memoryNote } from '../../src/contract/contract-memory.ts';
import { followContract } from '../../src/service/contract.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { createTroubleList } from '../../src/trouble/list.ts';
import { startWriter } from '../../src/writer/writer.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingAt } from '../journal/reading-at.ts';

const { en } = textsIn;

// A process that follows the contract of a meter with the journal of a folder, until it is killed. It takes five readings with each
// of the values in its arguments. It prints what is said of the contract, and `kept` once the journal has written that. What the journal's
// thread says, such as that a machine stands still, goes to the standard error.
const [folder = '', slug = '', ...values] = process.argv.slice(2);
const say = (text: string) => void process.stdout.write(`${text}\n`);
let hasSaid = false;
const print = (text: string) => {
  hasSaid = true;
  say(text);
};
const log = { debug() {}, info: print, warn: print, error: print };
const { config } = readConfig(pluginBlock({ meters: [] }));
/** What is to wait for a minute waits for 60 ms. */
const clock = { ...systemClock, after: (ms: number, then: () => void) => systemClock.after(ms / 1_000, then) };
const tell = (text: string) => void process.stderr.write(`${text}\n`);
const aside = { debug() {}, info: tell, warn: tell, error: tell };
const troubles = createTroubleList({ log: aside, words: en.troubles, clock: systemClock });
const writer = startWriter({ config, folder, log: aside, troubles, clock: systemClock });
const reporting = {
  ...writer,
  keep(name: string, text: string) {
    writer.keep(name, text);
    // The question comes after all that is kept in this turn, and messages are answered in their order.
    if (hasSaid) setImmediate(() => void writer.ask({ about: 'note', name: memoryNote(slug) }).then(() => say('kept')));
  },
};
// The writer alone keeps no process alive.
setInterval(() => {}, 60_000);
const life = new AbortController().signal;
const surroundings = { name: slug, slug, writer: reporting, log, texts: en, clock, life, tellYear() {} };
const follower = followContract(surroundings, (error) => say(String(error)));
for (const value of values) {
  for (let nth = 0; nth < 5; nth += 1) follower.follow(readingAt(systemClock.now(), JSON.parse(value)));
}
