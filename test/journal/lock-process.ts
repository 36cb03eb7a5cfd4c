import { openJournal } from '../../src/journal/journal.ts';
import { OVERHEAD_BYTES } from '../../src/journal/size-limit.ts';
import { en } from '../../src/texts/en/texts.ts';

// A process that opens the journal at a path, with this many megabytes, prints `open`, and keeps it open until it is killed or its
// input ends.
const say = (text: string) => void process.stdout.write(`${text}\n`);
const maxMegabytes = Number(process.argv[3] ?? 256);
const journal = openJournal({
  path: process.argv[2] ?? '',
  config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes },
  overheadBytes: Math.min(OVERHEAD_BYTES, (maxMegabytes * 1e6) / 4),
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
