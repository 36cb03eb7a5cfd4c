import { aroundAll, aroundEach } from 'vitest';
import { withEvidence } from './evidence.ts';

let hasFailed = false;

aroundAll((runFile) => withEvidence('beside a test that failed', runFile, () => hasFailed));

aroundEach((runTest, { task }) =>
  withEvidence(task.name, runTest, () => {
    const isFailed = task.result?.state === 'fail' || (task.result?.errors ?? []).length > 0;
    hasFailed ||= isFailed;
    return isFailed;
  }),
);
