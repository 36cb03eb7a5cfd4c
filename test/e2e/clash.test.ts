import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mirroring } from '../influx/mirroring.ts';
import { frameWith } from '../influx/reading.ts';
import { type MemoryJournal, memoryJournal } from '../influx/store.ts';
import { databaseOfRun } from './support/database-of-run.ts';
import { missingServers } from './support/servers.ts';

const missing = process.env['CI'] ? [] : missingServers();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : 'five frames a batch that all clash';
const HOUR_MS = 3_600_000;

test.skipIf(missing.length > 0)(
  `${title}: all else goes on, nothing is given up, and all is there once there is room`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'linky-clash-'));
    try {
      const influx = await databaseOfRun();
      const { database, username, password } = influx;
      const journal = memoryJournal();
      takeFive(journal);
      await influx.write(influx.database, `linky_tic PAPP=1i ${journal.read(0, 1)[0]?.atMs}`);
      await using it = mirroring(journal, folder, influx.url, { database, username, password });
      for (let round = 0; round < 10; round += 1) {
        await it.round();
        takeFive(journal);
      }
      expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 55 });
      expect(it.lines.filter((line) => line.includes('refuses every point of linky_tic'))).toHaveLength(1);
      expect(await influx.query('SELECT count(power_va) FROM linky')).toMatchObject([{ count: 50 }]);

      await influx.query('DROP MEASUREMENT linky_tic');
      it.clock.pass(HOUR_MS);
      await it.round();
      await it.round();
      expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 0 });
      const rows = await influx.query('SELECT PAPP FROM linky_tic');
      expect(rows.map(({ PAPP }) => PAPP)).toEqual(Array.from({ length: 55 }, (_, at) => at));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

/** What comes in ten seconds. */
function takeFive(journal: MemoryJournal): void {
  const { end } = journal;
  for (let at = end; at < end + 5; at += 1)
    journal.take({ apparentPowerVA: at, frame: frameWith({ labels: { PAPP: String(at) } }) });
}
