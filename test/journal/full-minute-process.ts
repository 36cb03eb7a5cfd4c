import { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS } from '../../src/base/paris-time.ts';
import { createBlocks, packBlock } from '../../src/journal/block.ts';
import { prepareSchema } from '../../src/journal/schema.ts';
import { readingAt } from './reading-at.ts';

// Writes how many times a meter has in a minute that stands in many blocks, in which nearly all Readings are another meter's.
const BLOCKS = 300;
const A_BLOCK = 500;
const labels = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`LABEL${at}`, '000012345']));
const frame = { mode: 'standard', address: '021900000001', labels, horodates: {}, refused: 0 } as const;
const reading = { ...readingAt(0), frame };

const db = new DatabaseSync(':memory:');
prepareSchema(db);
const insert = db.prepare('INSERT INTO block VALUES (?, ?, 0, ?, 0, ?)');
const others = Array.from({ length: A_BLOCK - 1 }, () => ({ position: 0, meter: 'another', atMs: 0, reading }));
for (let block = 0; block < BLOCKS; block += 1) {
  const body = packBlock([{ position: 0, meter: 'linky', atMs: block, reading }, ...others]);
  insert.run(block * A_BLOCK, A_BLOCK, MINUTE_MS - 1, body);
}
const last = (BLOCKS - 1) * A_BLOCK;
db.prepare("INSERT INTO minute (minute, meter, count, first_block, last_block) VALUES (0, 'linky', 1, 0, ?)").run(last);
process.stdout.write(String(createBlocks(db, () => {}).timesIn('linky', 0).size));
