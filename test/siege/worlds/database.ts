import { setTimeout as delay } from 'node:timers/promises';
import { type Attack, endlessBody, endlessHeaders, escapeSequences, gzipBomb } from '../hostile.ts';
import type { World } from '../world.ts';

/** How long it goes on after the first answer, in seconds of the home. */
const GOES_ON_S = 15;

export const databaseWorlds: readonly World[] = [
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
