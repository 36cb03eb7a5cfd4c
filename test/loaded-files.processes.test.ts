import { execFile } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { watchLoadedFiles } from '../testbed/programs/loaded-files.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';

const run = promisify(execFile);

test('each file is seen that Node loads: CommonJS, ES modules, JSON, what is imported late, what another thread loads', async () => {
  const program = written({
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      import './imported.json' with { type: 'json' };
      import 'library';
      import './shared.mjs';
      import './shared.mjs?again';
      new Worker(new URL('thread.mjs', import.meta.url)).on('exit', () => import('./late.mjs'));`,
    'imported.json': '{}',
    'shared.mjs': '',
    'late.mjs': '',
    'thread.mjs': "import './shared.mjs';",
    'node_modules/library/index.js':
      "require('node:fs'); require('./required.json'); require('./module.mjs'); require('./index.js');",
    'node_modules/library/required.json': '{}',
    'node_modules/library/module.mjs': '',
  });
  const loaded = watchLoadedFiles();
  expect(loaded.soFar()).toEqual([]);
  await run(process.execPath, [join(program, 'main.mjs')], { env: { ...process.env, ...loaded.env } });

  const files = loaded.soFar().map(({ thread, file }) => [thread, relative(program, file)]);
  expect(files.toSorted()).toEqual([
    [0, 'imported.json'],
    [0, 'late.mjs'],
    [0, 'main.mjs'],
    [0, 'node_modules/library/index.js'],
    [0, 'node_modules/library/module.mjs'],
    [0, 'node_modules/library/required.json'],
    [0, 'shared.mjs'],
    [1, 'shared.mjs'],
    [1, 'thread.mjs'],
  ]);
});

test('what a process has loaded before it is killed is seen', async () => {
  const program = written({
    'main.cjs': "require('./other.cjs'); process.kill(process.pid, 'SIGKILL');",
    'other.cjs': '',
  });
  const loaded = watchLoadedFiles();
  const killed = run(process.execPath, [join(program, 'main.cjs')], { env: { ...process.env, ...loaded.env } });
  await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' });
  expect(loaded.soFar().map(({ file }) => relative(program, file))).toEqual(['main.cjs', 'other.cjs']);
});

/** Writes these files, and gives their folder as Node names it. */
function written(files: { readonly [path: string]: string }): string {
  const folder = realpathSync(temporaryFolder());
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
