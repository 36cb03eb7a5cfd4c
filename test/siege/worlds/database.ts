import { setTimeout as delay } from 'node:timers/promises';
import { type Attack, endlessBody, endlessHeaders, escapeSequences, gzipBomb, stranger } from '../hostile-database.ts';
import type { World } from '../world.ts';

/** How long it goes on after the first answer, in seconds of the home. */
const GOES_ON_S = 15;
const STRANGER = /does not show that it is an InfluxDB/;

export const databaseWorlds: readonly World[] = [
  {
    name: 'a proxy takes away the headers by which the database tells who it is',
    home: 'database',
    async play({ home, way }) {
      way.takeHeadersAway();
      await delay(GOES_ON_S * home.secondMs);
      way.letThrough();
    },
    async check({ home, expect }) {
      expect.soft(home.homebridge.log.filter((line) => STRANGER.test(line))).toEqual([]);
    },
  },
  { ...attackedBy('204 to everything, and is none', () => stranger), says: STRANGER },
  attackedBy('a gzip bomb', gzipBomb),
  attackedBy('a body without an end', () => endlessBody),
  attackedBy('headers without an end', () => endlessHeaders),
  attackedBy('escape sequences', () => escapeSequences),
];

function attackedBy(name: string, attack: () => Attack): World {
  return {
    name: `the database answers ${name}`,
    home: 'database',
    says: /InfluxDB/,
    async play({ home, way }) {
      way.answerWith(attack());
      await way.attacked();
      await delay(GOES_ON_S * home.secondMs);
      way.letThrough();
    },
  };
}
