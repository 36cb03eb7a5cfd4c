import type { InfluxConfig } from '../config/config.ts';
import type { WriteResult } from '../influx/answer.ts';
import { deliveryTroubleText } from '../influx/delivery-trouble.ts';
import type { Texts } from '../texts/texts.ts';

/** What an InfluxDB has against the test point, and what to do about it; undefined when it has taken the point. */
export function objectionTo(result: WriteResult, influx: InfluxConfig, texts: Texts): string | undefined {
  const words = texts.ui.influx;
  switch (result.kind) {
    case 'stored':
    case 'partlyStored':
      return undefined;
    case 'beyondRetention':
      return words.tooOld;
    case 'refused':
    case 'tooLarge':
      return words.refused(result.says);
    default:
      return deliveryTroubleText(result, influx, texts.influx);
  }
}
