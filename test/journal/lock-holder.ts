import { openJournal } from '../../src/journal/journal.ts';
import { en } from '../../src/texts/en.ts';

// A process that has the journal at a path, until it is killed or its input ends. It says when it has opened it.
const say = (text: string) => void process.stdout.write(`${text}\n`);
const journal = openJournal({
  path: process.argv[2] ?? '',
  config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
  mirrored: true,
  log: { debug: say, info: say, warn: say, error: say },
  texts: en.journal,
  now: () => performance.now(),
  wall: () => Date.now(),
  builtAtMs: 0,
});
say('open');
process.stdin.resume();
process.stdin.once('end', () => journal.close());
