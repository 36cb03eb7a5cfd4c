import { systemClock } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type WriteResult, writeResultOf } from '../influx/answer.ts';
import { openClient } from '../influx/client.ts';
import { deliveryTroubleText, displayedUrl, isDeliveryTrouble } from '../influx/delivery-trouble.ts';
import { greet, type KnownServer, serverName } from '../influx/trial.ts';
import { storeOf } from '../texts/host.ts';
import type { Texts } from '../texts/texts.ts';

/** The answer of a database to an empty write. */
export interface Greeting {
  readonly delivery: WriteResult;
  /** The server, where it showed what it is. */
  readonly server?: KnownServer;
}

/** How InfluxDB 3 and 2.x object to nothing but the emptiness. Any other refusal is about the database, such as a name that is not allowed. */
const ONLY_EMPTY = /write was empty|requires points/;

/** Asks a database who it is by an empty write, which stores nothing. */
export async function greetInflux(influx: InfluxConfig, life: AbortSignal): Promise<Greeting> {
  const client = openClient(influx);
  try {
    const { answer, server } = await greet(client, life);
    const result = writeResultOf(answer, systemClock.wall());
    const isObjection = result.kind === 'refused' && !ONLY_EMPTY.test(result.says);
    const delivery: WriteResult = isObjection ? { ...result, kind: 'misconfigured', why: 'refusesAll' } : result;
    return { delivery, server };
  } finally {
    client.close();
  }
}

/** The state of a database or a broker in words; `isWell` if it takes what it is sent. */
export interface ServerState {
  readonly isWell: boolean;
  readonly says: string;
}

/**
 * The state of a database after an empty write. A server that accepts the write without identifying itself is not taken for an InfluxDB.
 * @param hasStored whether the running plugin says that its points are stored there
 */
export function greetingState(
  { delivery, server, hasStored }: Greeting & { readonly hasStored: boolean },
  config: InfluxConfig,
  texts: Texts,
): ServerState {
  if (isDeliveryTrouble(delivery)) return { isWell: false, says: deliveryTroubleText(delivery, config, texts) };
  const { well, unrecognised } = texts.cli.influx;
  if (!server && !hasStored) return { isWell: false, says: unrecognised(displayedUrl(config)) };
  return { isWell: true, says: well(displayedUrl(config), storeOf(config), serverName(server)) };
}
