import type { InfluxConfig } from '../config/config.ts';
import type { WriteResult } from '../influx/answer.ts';
import type { Texts } from '../texts/texts.ts';

/** What an InfluxDB has against a write, and what to do about it; undefined when it has taken it. */
export function objectionTo(
  delivery: WriteResult,
  influx: InfluxConfig,
  words: Texts['ui']['influx'],
): string | undefined {
  switch (delivery.kind) {
    case 'stored':
    case 'partlyStored':
      return undefined;
    case 'beyondRetention':
      return words.tooOld;
    case 'refused':
    case 'tooLarge':
      return words.refused(delivery.says);
    case 'busy':
      return words.busy(influx.url, delivery.says);
    case 'unreachable':
      return words.outage[delivery.why](influx.url, delivery.says);
    case 'misconfigured':
      // Whether there must be one only the server knows: InfluxDB 3 and VictoriaMetrics do without.
      if (influx.version === '2' && influx.org === '' && /\borg(?:anization)?\b/.test(delivery.says)) {
        return words.noOrganisation(delivery.says);
      }
      return words.mistake[delivery.why](influx, delivery.says);
  }
}
