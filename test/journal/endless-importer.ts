import { madeUpImport } from './made-up-imports.ts';
import { openPrintingJournal, say } from './printing-journal.ts';
import { readingAt } from './reading-at.ts';

// A process that imports files and undoes imports, as fast as it can until it is killed. Every third time it undoes the oldest
// import. After each of these it prints the numbers of the imports that the journal has. Each import has DAYS days, all with the
// energy of its number. A Reading is committed in between.
const DAYS = 400;
const journal = openPrintingJournal(process.argv[2] ?? '');
let ids = JSON.parse(process.argv[3] ?? '[]') as readonly number[];
let next = (ids.at(-1) ?? 0) + 1;

function goOn(): void {
  const [oldest] = ids;
  if (ids.length > 2 && oldest !== undefined) {
    journal.undoImport('linky', oldest);
    ids = ids.slice(1);
  } else {
    const outcome = journal.addImport(madeUpImport('linky', 10_000 + next * 10, DAYS, next));
    next = 'record' in outcome ? outcome.record.id + 1 : next;
    ids = [...ids, next - 1];
  }
  journal.take('linky', readingAt(performance.now(), { apparentPowerVA: next }));
  journal.commit();
  say(JSON.stringify(ids));
  setImmediate(goOn);
}

goOn();
