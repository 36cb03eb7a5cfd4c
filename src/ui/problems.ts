import type { ConfigProblem } from '../config/config.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import type { Problem } from './protocol.ts';

/**
 * Problems for who sees the form and not `config.json`: with its labels where the log has the names of fields, and without
 * what the plugin would do all the same, since what is wrong cannot be saved here.
 */
export function problemsFor(problems: readonly ConfigProblem[], language: Language): readonly Problem[] {
  const { config, ui } = textsIn[language];
  const ends = [
    ...[config.takenAsEmpty, config.defaultsUsed, config.nothingRead, config.meterOut],
    ...[config.tileOut, config.noSensors, config.sensorOut, config.influxOff],
  ];
  return problems.map(({ path, says }) => {
    if (says === config.urlSecrets) return { path, says: ui.urlSecrets };
    const end = ends.find((one) => says.endsWith(` ${one}`));
    return { path, says: end === undefined ? says : says.slice(0, -end.length).trimEnd() };
  });
}
