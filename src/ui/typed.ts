import { type InfluxConfig, readConfig } from '../config/config.ts';
import { type Language, type Texts, textsIn } from '../texts/texts.ts';
import type { Step } from './protocol.ts';

/** What was typed as InfluxDB's settings, and how they are spoken of. */
export interface Typed {
  readonly influx?: InfluxConfig;
  /** What is wrong with them. */
  readonly problems: readonly string[];
  readonly words: Texts['ui']['influx'];
}

/** @param raw as it was typed; what may be secret in it comes back in no word */
export function typedIn(raw: unknown, language: Language): Typed {
  const { config, problems } = readConfig({ influx: raw }, language);
  const texts = textsIn[language];
  return {
    ...(config.influx && { influx: config.influx }),
    problems: problems.map(({ path, says }) => texts.config.problem(path, says)),
    words: texts.ui.influx,
  };
}

/** Settings that are no use as they are. */
export function settingsStep(problems: readonly string[], words: Texts['ui']['influx']): Step {
  return { step: 'settings', ok: false, says: problems.length > 0 ? problems.join(' ') : words.noUrl };
}

/** What the points go into, by its name. */
export function placeOf(influx: InfluxConfig): string {
  return influx.version === '2' ? influx.bucket : influx.database;
}
