import { openJournal } from '../../src/journal/journal.ts';
import { en } from '../../src/texts/en/texts.ts';
import { readingAt } from './reading-at.ts';

// A process that writes a journal as fast as it can until it is killed. The power of each Reading is its position. After each
// commit it prints how many Readings are committed.
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

function writeBlock(): void {
  for (let count = 0; count < 20; count++) {
    journal.take('linky', readingAt(performance.now(), { apparentPowerVA: journal.end, importedWh: journal.end }));
  }
  journal.setDelivered(journal.end - 7);
  journal.commit();
  say(String(journal.end));
  setImmediate(writeBlock);
}

writeBlock();
