import fs from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { loadSqlite } from '../../src/journal/sqlite.ts';
import { mark } from '../../testbed/disk-calls/control.ts';

// Changes the files of a folder in each way in which Node and SQLite do it, on two threads.
const folder = process.argv[2] ?? '';
const at = (name: string) => join(folder, name);

fs.writeFileSync(at('a'), 'hello');
fs.renameSync(at('a'), at('b'));
fs.copyFileSync(at('b'), at('copied'));
fs.copyFileSync(at('b'), at('cloned'), fs.constants.COPYFILE_FICLONE);
fs.cpSync(at('b'), at('copied-by-cp'));
await fs.promises.copyFile(at('b'), at('copied-later'));
fs.linkSync(at('b'), at('linked'));
fs.truncateSync(at('copied'), 2);
fs.truncateSync(at('cloned'), 700);
fs.appendFileSync(at('b'), ' and more');
await fs.promises.appendFile(at('b'), ' and later');
mark('in between');
const many = fs.openSync(at('many'), 'w+');
fs.writevSync(many, [Buffer.from('one'), Buffer.from('two')]);
fs.writevSync(many, [Buffer.from('three'), Buffer.from('four')], 2);
fs.writeSync(many, 'five', 20);
fs.ftruncateSync(many, 22);
fs.fdatasyncSync(many);
fs.closeSync(many);
fs.writeFileSync(at('removed'), 'gone');
fs.rmSync(at('removed'));
fs.writeFileSync(at('unlinked'), 'gone');
fs.unlinkSync(at('unlinked'));
fs.mkdirSync(at('inside'));
fs.writeFileSync(at('inside/file'), 'deep');
const itself = fs.openSync(folder, 'r');
fs.fsyncSync(itself);
fs.closeSync(itself);

const { DatabaseSync } = loadSqlite();
const db = new DatabaseSync(at('some.db'));
db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA wal_checkpoint(TRUNCATE)');
db.exec('INSERT INTO t VALUES (randomblob(9000))');
const rollback = new DatabaseSync(at('other.db'));
rollback.exec('CREATE TABLE t (a); INSERT INTO t VALUES (randomblob(9000)); DELETE FROM t; VACUUM');
rollback.close();

const writes = `const fs = require('node:fs');
for (let nth = 0; nth < 50; nth += 1) fs.appendFileSync(${JSON.stringify(at('by two threads'))}, 'thread ' + nth);`;
const ended = new Promise((resolve) => new Worker(writes, { eval: true }).once('exit', resolve));
for (let nth = 0; nth < 50; nth += 1) fs.appendFileSync(at('by two threads'), `main ${nth}`);
await ended;
// SQLite would delete its files at the end, and a connection that is left open does not.
process.exit();
