import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCli } from '../../testbed/programs/cli.ts';
import { PROJECT } from '../../testbed/project.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { enedisCurve } from './history-file.ts';

const PRELOAD = new URL('reading-preload.ts', import.meta.url).href;

/** `linky-tic history import`, whose reading thread does something else forever. */
function command(reading: 'for ever' | 'into memory', ...options: readonly string[]) {
  const folder = temporaryFolder();
  const storage = join(folder, 'storage');
  mkdirSync(storage);
  writeFileSync(join(storage, 'config.json'), configFile({ meters: [{ name: 'Linky', port: 'demo' }] }));
  const file = join(folder, 'courbe.csv');
  writeFileSync(file, enedisCurve(500));
  const running = startCli(['history', 'import', file, '--storage', storage, ...options], {
    env: { NODE_OPTIONS: `--import=${PRELOAD}`, LINKY_TIC_READING: reading },
    program: { node: process.execPath, cli: join(PROJECT, 'src/cli.ts') },
  });
  return { file, storage, running };
}

test.each(['', '--dry-run', '--undo'])('Ctrl-C ends the command while it reads a file; %s', async (option) => {
  const { storage, running } = command('for ever', ...(option === '' ? [] : [option]));
  await using _ = running;
  await running.waitFor('The thread reads.');
  const { code, stdout, stderr } = await running.stop('SIGINT');
  expect(stderr.split('\n').slice(1)).toEqual(['Interrupted: nothing was written.', '']);
  expect([code, stdout]).toEqual([1, '']);
  expect(readdirSync(storage)).toEqual(['config.json']);
});

test('a file that exceeds the memory limit is refused', async () => {
  const { file, storage, running } = command('into memory');
  await using _ = running;
  const { code, stderr } = await running.ended;
  expect(stderr).toContain(`${file}: Reading the file takes too much memory and was stopped.`);
  expect(code).toBe(1);
  expect(readdirSync(storage)).toEqual(['config.json']);
});
