import type { Answer } from '../../databases/answers.ts';
import { PASS_ON, WITHOUT_NAMES } from '../../databases/proxy.ts';
import { endlessBody, endlessHeaders, escapeSequences, gzipBomb } from '../hostile-answers.ts';
import type { World } from '../world.ts';

/** After so many answers without its names, the plugin has decided whether it is a database. */
const WITHOUT_NAMES_TIMES = 3;

export const databaseWorlds: readonly World[] = [
  {
    name: 'a proxy removes the headers that identify the database',
    home: 'database',
    async play({ proxy }) {
      proxy.follow(() => WITHOUT_NAMES);
      for (let nth = 0; nth < WITHOUT_NAMES_TIMES; nth += 1) await proxy.next('answer');
      proxy.follow(() => PASS_ON);
      return [];
    },
  },
  attackedBy('204 to everything, and is no database', () => ({ status: 204 }), /does not show that it is an InfluxDB/),
  attackedBy('a gzip bomb', gzipBomb, /is not InfluxDB/),
  attackedBy('an endless body', () => endlessBody, /is not InfluxDB/),
  attackedBy('endless headers', () => endlessHeaders, /is not InfluxDB/),
  attackedBy('escape sequences', () => escapeSequences, /refuses writing without a user/),
];

/** @param finds what the log says of such answers */
function attackedBy(name: string, attack: () => Answer, finds: RegExp): World {
  return {
    name: `the database answers ${name}`,
    home: 'database',
    says: [finds, /has everything again/],
    async play({ homebridge, proxy }) {
      const fromLine = homebridge.log.length;
      const answer = attack();
      proxy.follow(() => answer);
      proxy.cut();
      try {
        await homebridge.waitForLog(finds, fromLine);
      } finally {
        proxy.follow(() => PASS_ON);
      }
      proxy.cut();
      await homebridge.waitForLog(/has everything again/, fromLine);
      return [];
    },
  };
}
