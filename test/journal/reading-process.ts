import { loadSqlite } from '../../src/journal/sqlite.ts';

// A process that is in the middle of reading the journal at a path: it says how many blocks there are when it begins, and
// again each time that it is told to look, in the same transaction, until its input ends.
const { DatabaseSync } = loadSqlite();
const db = new DatabaseSync(process.argv[2] ?? '', { readOnly: true });
const count = db.prepare('SELECT count(*) AS blocks, sum(length(body)) AS bytes FROM block');
const tell = () => void process.stdout.write(`${count.get()?.['blocks']}\n`);
db.exec('BEGIN');
tell();
process.stdin.on('data', tell);
process.stdin.once('end', () => db.close());
