// A process of another program that holds an exclusive lock on the database of a home until its IPC channel is closed.
import { DatabaseSync } from 'node:sqlite';

const [, , path = ''] = process.argv;
const database = new DatabaseSync(path);
database.exec('PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE');
process.send?.('locked');
process.on('disconnect', () => process.exit());
