// `npm run test:part -- meter page.energy`: the tests of each file whose path contains one of these words, of every kind. Builds
// only for end-to-end tests, and only what is stale. A condition that does not come true is reported after 15 s.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { PROJECT } from '../testbed/project.ts';
import { buildIfStale } from './build.ts';

const [...given] = process.argv.slice(2);
const options = given.findIndex((one) => one.startsWith('-'));
const words = options < 0 ? given : given.slice(0, options);
const built = globSync('test/{e2e,siege}/**/*.test.ts', { cwd: PROJECT });

if (words.length === 0) {
  process.stderr.write('Which part? For example: npm run test:part -- test/meter page.energy\n');
  process.exit(2);
}
if (built.some((path) => words.some((word) => path.includes(word)))) buildIfStale();
const env = { LINKY_TIC_TEST_PATIENCE: '15', ...process.env };
process.exitCode = spawnSync('vitest', ['run', ...given], { cwd: PROJECT, env, stdio: 'inherit' }).status ?? 1;
