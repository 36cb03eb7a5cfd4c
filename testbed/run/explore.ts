import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

// `node testbed/run/explore.ts [seconds] [file…]`: lets the generated tests draw new values for so long, round by round, each
// from a seed of its own. What fails is told when its round ends, and then this ends with 1.

/** As many times as in `npm test` a property may draw in a round, so that nothing that is found is told late. */
const MOST_TIMES = 20;

const [seconds = 600, files] = asked(process.argv.slice(2));
const endMs = performance.now() + seconds * 1_000;
let [times, hasFailed] = [1, false];
do {
  const [seed, beganMs] = [randomInt(2 ** 31), performance.now()];
  process.stdout.write(`Seed ${seed}, ${times} times the runs of npm test:\n`);
  const env = { ...process.env, LINKY_TIC_EXPLORE: '1', LINKY_TIC_SEED: `${seed}`, LINKY_TIC_TIMES: `${times}` };
  const vitest = [
    'vitest',
    'run',
    '--project',
    'unit',
    '--project',
    'generated',
    '--project',
    'processes',
    '--reporter',
    'dot',
    ...files,
  ];
  if (spawnSync('npx', vitest, { env, stdio: 'inherit' }).status !== 0) hasFailed = true;
  const tookMs = performance.now() - beganMs;
  times = Math.max(1, Math.min(MOST_TIMES, Math.floor((times * (endMs - performance.now())) / tookMs)));
} while (performance.now() < endMs);
process.exitCode = hasFailed ? 1 : 0;

/** How long to explore, if that is said, and the files: without any, all that draw. */
function asked(words: readonly string[]): readonly [number | undefined, readonly string[]] {
  const isNumber = Number(words[0]) > 0;
  const named = isNumber ? words.slice(1) : words;
  return [isNumber ? Number(words[0]) : undefined, named.length > 0 ? named : filesThatDraw()];
}

function filesThatDraw(): readonly string[] {
  const draws = /from '(?:fast-check|.*\/generated\.ts)'/;
  return globSync('test/**/*.test.ts').filter((file) => draws.test(readFileSync(file, 'utf8')));
}
