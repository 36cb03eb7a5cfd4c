import type { InfluxConfig } from '../config/config.ts';
import type { Answer } from '../influx/answer.ts';
import { openClient } from '../influx/client.ts';
import { greet } from '../influx/trial.ts';
import type { Session } from './session.ts';

/**
 * Whether a database accepts any bucket name, as VictoriaMetrics does, which has no buckets. A database that does not answer at present is
 * assumed to accept any, too, as this program may start before it. An InfluxDB needs a bucket's name, and so does a server that cannot be
 * identified.
 */
export async function isBucketless(influx: InfluxConfig, { life }: Session): Promise<boolean> {
  const client = openClient(influx);
  try {
    const { answer, server } = await greet(client, life);
    return server ? server.product === 'victoriaMetrics' : isAway(answer);
  } finally {
    client.close();
  }
}

function isAway(answer: Answer): boolean {
  return answer.kind === 'failed' || answer.status >= 500;
}
