import { writeSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** How much of each part of an error is printed: Vitest has printed all of it before. */
const MOST_CHARACTERS = 1_000;
const STDERR = 2;

/**
 * Prints each failure of a run as the very last thing. Vitest's own list comes before the logs of the servers that all
 * tests share, so that whoever keeps only the end of a run's output would not see what failed.
 */
export class FailedTestsLast implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const failures = [
      ...modules.flatMap(failuresOf),
      ...unhandled.map((error) => told('outside of any test', [error])),
    ];
    if (failures.length === 0) return;
    process.once('exit', () => writeSync(STDERR, ['', 'What failed in this run:', ...failures, ''].join('\n')));
  }
}

function failuresOf(module: TestModule): readonly string[] {
  const file = module.relativeModuleId;
  const outside = [module, ...module.children.allSuites()].filter((one) => one.errors().length > 0);
  return [
    ...outside.map((one) => told(one.type === 'suite' ? `${file} > ${one.fullName}` : file, one.errors())),
    ...Array.from(module.children.allTests('failed'), (test) => {
      return told(`${file} > ${test.fullName}`, test.result().errors ?? []);
    }),
  ];
}

function told(where: string, errors: readonly SerializedError[]): string {
  const what = errors.map(({ message, diff, stack = '' }) => {
    const place = stack.split('\n').find((line) => line.includes('.test.ts:') || line.includes('/testbed/'));
    const lines = [message, typeof diff === 'string' ? stripVTControlCharacters(diff) : '', place?.trim() ?? ''];
    return lines
      .filter((line) => line !== '')
      .map((line) => line.slice(0, MOST_CHARACTERS))
      .join('\n');
  });
  return [`× ${where}`, ...what].join('\n');
}
