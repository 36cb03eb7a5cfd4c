import { expect, test } from 'vitest';
import { missingServers } from '../../testbed/databases/servers.ts';
import { createTestDatabase } from '../../testbed/databases/shared-databases.ts';
import { type MemoryJournal, memoryJournal } from '../influx/memory-journal.ts';
import { runningMirror } from '../influx/running-mirror.ts';

const missing = process.env['CI'] ? [] : missingServers();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : 'when InfluxDB refuses two hundred series';

const METERS = 40;
const REGISTERS = { HCHC: 'hc', HCHP: 'hp', EASF01: 'f01', EASF02: 'f02', EASF03: 'f03' };
const SERIES = METERS * Object.keys(REGISTERS).length;

test.skipIf(missing.length > 0)(
  `${title}, all others are stored, each refused line is counted, and later lines are stored once they are accepted`,
  async () => {
    const influx = await createTestDatabase();
    const { database, username, password } = influx;
    const journal = memoryJournal();
    await influx.write(influx.database, `linky_energy wh=1i ${Date.UTC(2023, 10, 14, 22)}`);
    await using it = runningMirror(journal, influx.url, { database, username, password, literal: false });
    let lines = 0;
    for (let round = 0; round < 5; round += 1) {
      lines += addReadingOfEach(journal, round);
      await it.round();
    }
    expect(it.mirror.status).toMatchObject({
      state: 'clash',
      pending: 0,
      refused: lines,
      refusedSeriesInAll: SERIES,
    });
    expect(it.lines).toEqual([expect.stringContaining(`and ${SERIES - 5} more series`)]);
    expect(it.troubles.standing).toMatchObject([{ kind: 'refused', seriesInAll: SERIES }]);
    expect(await influx.query('SELECT count(power_va) FROM linky')).toMatchObject([{ count: journal.end }]);

    await influx.query('DROP MEASUREMENT linky_energy');
    addReadingOfEach(journal, 5);
    await it.round();
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: lines });
    expect(it.troubles.standing).toEqual([]);
    expect(await influx.query('SELECT count(wh) FROM linky_energy')).toMatchObject([{ count: SERIES }]);
  },
);

/** Adds a Reading of each meter in which each register has grown. Gives how many lines of `linky_energy` these are. */
function addReadingOfEach(journal: MemoryJournal, round: number): number {
  for (let meter = 0; meter < METERS; meter += 1) {
    const registers = Object.fromEntries(Object.keys(REGISTERS).map((label) => [label, 1_000 + round]));
    journal.takeOf(`m${meter}`, { apparentPowerVA: meter, registers });
  }
  return SERIES;
}
