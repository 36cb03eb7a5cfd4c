import type { Log } from '../base/log.ts';
import type { ConfigProblem } from '../config/read-config.ts';
import type { Reports } from '../trouble/news.ts';
import { problemText, type TroubleWords } from '../trouble/words.ts';

/** Reports each problem of the settings, which remains until the next start. A doubtful value is kept, and only logged once. */
export function reportProblems(
  problems: readonly ConfigProblem[],
  reports: Reports,
  log: Log,
  words: TroubleWords,
): void {
  for (const { path, says, isDoubt } of problems) {
    if (isDoubt) log.warn(problemText({ path, says }, words));
    else reports.report(`settings ${path}`, { part: 'settings', kind: 'problem', path, says });
  }
}
