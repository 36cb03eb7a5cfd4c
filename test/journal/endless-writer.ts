import { openPrintingJournal, say } from './printing-journal.ts';
import { readingAt } from './reading-at.ts';

// A process that writes a journal as fast as it can until it is killed. The power of each Reading is its position. After each
// commit it prints how many Readings are committed.
const journal = openPrintingJournal(process.argv[2] ?? '');

function writeBlock(): void {
  for (let count = 0; count < 10; count++) {
    journal.take('linky', readingAt(performance.now(), { apparentPowerVA: journal.end, importedWh: journal.end }));
  }
  journal.setDelivered(journal.end - 7);
  journal.commit();
  say(String(journal.end));
  setImmediate(writeBlock);
}

writeBlock();
