import type { Answer } from '../../databases/answers.ts';
import { PASS_ON } from '../../databases/proxy.ts';
import { endlessBody, endlessHeaders, escapeSequences, gzipBomb } from '../hostile-answers.ts';
import type { World } from '../world.ts';

export const databaseWorlds: readonly World[] = [
  attackedBy('a gzip bomb', gzipBomb, /is interrupted/),
  attackedBy('an endless body', () => endlessBody, /is interrupted/),
  attackedBy('endless headers', () => endlessHeaders, /is not InfluxDB/),
  attackedBy('escape sequences', () => escapeSequences, /refuses writing without a user/),
];

/** @param finds what the log says of such answers */
function attackedBy(name: string, attack: () => Answer, finds: RegExp): World {
  return {
    name: `the database answers ${name}`,
    home: 'database',
    says: [finds, /is back after/],
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
      await homebridge.waitForLog(/is back after/, fromLine);
      return [];
    },
  };
}
