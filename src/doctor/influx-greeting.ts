import { systemClock } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import type { WriteResult } from '../influx/answer.ts';
import { openClient } from '../influx/client.ts';
import { deliveryTroubleText, isDeliveryTrouble } from '../influx/delivery-trouble.ts';
import { type KnownServer, serverName } from '../influx/known-server.ts';
import { createVerifiedClient } from '../influx/verified-client.ts';
import { storeOf } from '../texts/host.ts';
import type { Texts } from '../texts/texts.ts';

/** The answer of a database to an empty write. */
export interface Greeting {
  readonly delivery: WriteResult;
  /** Whether the server has identified itself as an InfluxDB or a compatible database. */
  readonly isRecognised: boolean;
  /** The server, where it showed what it is. */
  readonly server?: KnownServer;
}

/**
 * Asks a database who it is by an empty write, which stores nothing. InfluxDB 3 looks at the name, and makes the database
 * where there is room, before it looks at the lines: so this shows a name that is not allowed, and that there is no room.
 */
export async function greetInflux(influx: InfluxConfig, life: AbortSignal): Promise<Greeting> {
  const client = openClient(influx);
  try {
    const verified = createVerifiedClient({ client, config: influx, clock: systemClock });
    const delivery = await verified.write([], life);
    const { isVerified, server } = verified;
    return { delivery, isRecognised: isVerified, server };
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
 * The state of a database after an empty write. A server that objects only to the emptiness would accept points. A server that
 * accepts the write without identifying itself is not taken for an InfluxDB.
 */
export function greetingState(
  { delivery, isRecognised, server }: Greeting,
  config: InfluxConfig,
  texts: Texts,
): ServerState {
  if (isDeliveryTrouble(delivery)) return { isWell: false, says: deliveryTroubleText(delivery, config, texts) };
  const { well, unrecognised } = texts.cli.influx;
  if (!isRecognised) return { isWell: false, says: unrecognised(config.url) };
  return { isWell: true, says: well(config.url, storeOf(config), serverName(server)) };
}
