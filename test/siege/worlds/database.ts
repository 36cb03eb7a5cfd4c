import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../../testbed/databases/answers.ts';
import { PASS_ON, WITHOUT_NAMES } from '../../../testbed/databases/proxy.ts';
import { endlessBody, endlessHeaders, escapeSequences, gzipBomb } from '../hostile-answers.ts';
import type { World } from '../world.ts';

/** For how long a world goes on after its first answer, in seconds of the home. */
const DURATION_S = 15;
const NO_INFLUXDB = /does not show that it is an InfluxDB/;

export const databaseWorlds: readonly World[] = [
  {
    name: 'a proxy removes the headers that identify the database',
    home: 'database',
    async play({ home, proxy }) {
      proxy.follow(() => WITHOUT_NAMES);
      await delay(DURATION_S * home.secondMs);
      proxy.follow(() => PASS_ON);
    },
    async check({ home, expect }) {
      expect.soft(home.homebridge.log.filter((line) => NO_INFLUXDB.test(line))).toEqual([]);
    },
  },
  attackedBy('204 to everything, and is no database', () => ({ status: 204 }), NO_INFLUXDB),
  attackedBy('a gzip bomb', gzipBomb),
  attackedBy('an endless body', () => endlessBody),
  attackedBy('endless headers', () => endlessHeaders),
  attackedBy('escape sequences', () => escapeSequences),
];

/** @param finds a line of the log that the plugin writes only after several such answers */
function attackedBy(name: string, attack: () => Answer, finds?: RegExp): World {
  return {
    name: `the database answers ${name}`,
    home: 'database',
    says: finds ?? /InfluxDB|The database at/,
    async play({ home, proxy }) {
      const fromLine = home.homebridge.log.length;
      const answer = attack();
      proxy.follow(() => answer);
      proxy.cut();
      await proxy.next('request');
      await delay(DURATION_S * home.secondMs);
      if (finds) await home.homebridge.waitForLog(finds, fromLine);
      proxy.follow(() => PASS_ON);
      proxy.cut();
    },
  };
}
