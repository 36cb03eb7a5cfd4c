import { openPrintingJournal, say } from './printing-journal.ts';

// A process that opens the journal at a path, prints `open`, and keeps it open until it is killed or its input ends.
const journal = openPrintingJournal(process.argv[2] ?? '');
say('open');
process.stdin.resume();
process.stdin.once('end', () => journal.close());
