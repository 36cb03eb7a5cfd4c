import { loadSqlite } from '../../src/journal/sqlite.ts';

// A process that has an open read transaction on the journal at a path. It prints how many blocks it sees, at the begin and for
// each line of its input, until its input ends.
const { DatabaseSync } = loadSqlite();
const db = new DatabaseSync(process.argv[2] ?? '', { readOnly: true });
const count = db.prepare('SELECT count(*) AS blocks, sum(length(body)) AS bytes FROM block');
const tell = () => void process.stdout.write(`${count.get()?.['blocks']}\n`);
db.exec('BEGIN');
tell();
process.stdin.on('data', tell);
process.stdin.once('end', () => db.close());
