import type { ConfigProblem } from '../config/read-config.ts';
import type { Log } from '../log.ts';
import type { Reports } from '../trouble-news.ts';
import { problemText, type TroubleWords } from '../trouble-words.ts';

/** Reports each problem of the settings, which stands until the next start. A value that is only doubted is kept, and said once. */
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
