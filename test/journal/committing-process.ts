import { openPrintingJournal } from './printing-journal.ts';
import { readingAt } from './reading-at.ts';

// A process that commits a Reading to the journal in its first argument, and prints the lines of its log.
const [, , path = ''] = process.argv;
const journal = openPrintingJournal(path);
journal.take('linky', readingAt(performance.now()));
journal.commit();
journal.close();
