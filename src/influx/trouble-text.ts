import type { InfluxConfig } from '../config/config.ts';
import type { Texts } from '../texts/texts.ts';
import type { DeliveryTrouble } from './delivery-trouble.ts';

/**
 * What is wrong with an InfluxDB, and what to do about it, in the user's words. The log, the doctor, `history send` and the
 * test on the settings page all say it with this function.
 * @param texts of the language, and of the host that decides what the settings are called
 */
export function troubleText(trouble: DeliveryTrouble, config: InfluxConfig, texts: Texts['influx']): string {
  const url = displayedUrl(config);
  switch (trouble.kind) {
    case 'unreachable':
      return texts.outage[trouble.why](url, trouble.says);
    case 'busy':
      return texts.busy(url, trouble.says);
    case 'misconfigured':
      if (isMissingOrganisation(trouble, config)) return texts.noOrganisation(url, trouble.says);
      return texts.mistake[trouble.why]({ ...config, url }, trouble.says);
  }
}

/** What becomes of the readings until a trouble is over, for the log of a service that sends them by itself. */
export function meanwhileText(trouble: DeliveryTrouble, { meanwhile }: Texts['influx']): string {
  return meanwhile[trouble.kind === 'unreachable' ? trouble.why : trouble.kind];
}

/** The address of an InfluxDB, without a user or a password that may stand in it. */
export function displayedUrl({ url }: InfluxConfig): string {
  const { origin, pathname } = new URL(url);
  return (origin + pathname).replace(/\/$/, '');
}

/** Only the server knows whether there must be an organisation: InfluxDB 3 and VictoriaMetrics do without. */
function isMissingOrganisation({ says }: DeliveryTrouble, config: InfluxConfig): boolean {
  return config.version === '2' && config.org === '' && /\borg(?:anization)?\b/.test(says);
}
