import type { InfluxConfig } from '../config/config.ts';
import { openClient } from '../influx/client.ts';
import { identifyWithoutWriting } from '../influx/server-identity.ts';
import type { Session } from './session.ts';

/**
 * Whether a database takes any bucket, as VictoriaMetrics does, which has none. One that does not answer at present is taken for
 * such a database, too: the program may start before it. An InfluxDB, and what does not show what it is, needs the name of one.
 */
export async function isBucketless(influx: InfluxConfig, { clock, life }: Session): Promise<boolean> {
  const client = openClient(influx);
  try {
    const identity = await identifyWithoutWriting(client, clock, life);
    if (identity.kind !== 'known') return identity.kind === 'undecided';
    return identity.server.product === 'victoriaMetrics' || identity.server.product === 'vmagent';
  } finally {
    client.close();
  }
}
