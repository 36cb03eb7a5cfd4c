import type { InfluxConfig } from '../config/config.ts';
import type { WriteResult } from '../influx/answer.ts';
import { isDeliveryTrouble } from '../influx/delivery-trouble.ts';
import { troubleText } from '../influx/trouble-text.ts';
import type { Texts } from '../texts/texts.ts';

/** What came of asking who answers without writing anything. */
export interface Greeting {
  readonly delivery: WriteResult;
  /** Whether what answers is known to be an InfluxDB, or to stand for one. */
  readonly isRecognised: boolean;
}

/** What an InfluxDB answered, in words; `isWell` when it takes what it is sent. */
export interface DatabaseState {
  readonly isWell: boolean;
  readonly says: string;
}

/**
 * What a database means by its answer to an empty write. A server that only objects to the emptiness has let us in; one that
 * does so without showing who it is is not believed.
 */
export function greetingState({ delivery, isRecognised }: Greeting, config: InfluxConfig, texts: Texts): DatabaseState {
  if (isDeliveryTrouble(delivery)) return { isWell: false, says: troubleText(delivery, config, texts.influx) };
  const { well, unrecognised } = texts.cli.influx;
  if (!isRecognised) return { isWell: false, says: unrecognised(config.url) };
  return { isWell: true, says: well(config.url, config.version === '2' ? config.bucket : config.database) };
}
