// `npm run check`: every step, also after one that failed, two at a time.
import { execFile } from 'node:child_process';
import { PROJECT } from '../testbed/project.ts';
import { buildIfStale } from './build.ts';

const AT_ONCE = 2;
const MOST_BYTES = 64 * 1024 * 1024;
/** TypeScript is written in Go: it ends before its garbage fills the memory, and to collect it takes a quarter of its time. */
const UNCOLLECTED = { GOGC: 'off' };
const STEPS = [
  'biome check --error-on-warnings .',
  'tsc -p tsconfig.json',
  'tsc -p homebridge-ui',
  'tsc -p tools',
  'knip --no-progress',
  // It reads what was built, as it would be packed.
  'publint --strict --pack false',
];

buildIfStale();
const waiting = [...STEPS];
const failed: string[] = [];
await Promise.all(Array.from({ length: AT_ONCE }, oneAfterTheOther));
if (failed.length > 0) {
  process.stderr.write(`\nThese steps failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

async function oneAfterTheOther(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const { isWell, output } = await run(step);
    process.stdout.write(`${isWell ? '✓' : '×'} ${step}\n${isWell ? '' : output}`);
    if (!isWell) failed.push(step);
  }
}

function run(step: string): Promise<{ readonly isWell: boolean; readonly output: string }> {
  const [program = '', ...args] = step.split(' ');
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd: PROJECT, env: { ...process.env, ...UNCOLLECTED }, maxBuffer: MOST_BYTES },
      (error, stdout, stderr) =>
        resolve({
          isWell: error === null,
          output: `${stdout}${stderr}${error?.code === 'ENOENT' ? error.message : ''}\n`,
        }),
    );
  });
}
