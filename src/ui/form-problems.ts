import { readConfig } from '../config/read-config.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import type { Problem } from './protocol.ts';

/**
 * The mistakes in the form's values, in words for the form, which has labels where config.json has field names. The log's texts end with
 * what the plugin does in spite of the problem ("This tile is left out."). That part is cut off, since the form does not save wrong values.
 */
export function formProblems(typed: unknown, language: Language): readonly Problem[] {
  const { config, ui } = textsIn[language];
  const ends = Object.values(config.consequences);
  return readConfig(typed, language).problems.map((problem) => {
    const { path, says } = problem;
    if (problem.isDoubt) return problem;
    if (says === config.urlSecrets) return { path, says: ui.urlSecrets };
    const end = ends.find((one) => says.endsWith(` ${one}`));
    return { path, says: end === undefined ? says : says.slice(0, -end.length).trimEnd() };
  });
}
