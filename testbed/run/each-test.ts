import { aroundAll, aroundEach } from 'vitest';
import { withFailureReport } from './failure-report.ts';

interface Outcome {
  readonly result?: { readonly state: string; readonly errors?: readonly unknown[] };
  readonly tasks?: readonly Outcome[];
}

aroundAll((...[runFile, , file]) => withFailureReport('in a file with a failed test', runFile, () => hasFailed(file)));

aroundEach((runTest, { task }) => withFailureReport(task.name, runTest, () => hasFailed(task)));

/** Whether a test, or anything in a file, its hooks included, has failed. */
function hasFailed({ result, tasks = [] }: Outcome): boolean {
  return result?.state === 'fail' || (result?.errors ?? []).length > 0 || tasks.some(hasFailed);
}
