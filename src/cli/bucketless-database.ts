import type { InfluxConfig } from '../config/config.ts';
import { openClient } from '../influx/client.ts';
import { identifyWithoutWriting } from '../influx/server-identity.ts';
import type { Session } from './session.ts';

/**
 * Whether a database accepts any bucket name, as VictoriaMetrics does, which has no buckets. A database that does not answer at present is
 * assumed to accept any, too, as this program may start before it. An InfluxDB needs a bucket's name, and so does a server that cannot be
 * identified.
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
