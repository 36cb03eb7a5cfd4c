import { execFile } from 'node:child_process';
import { cp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { JOURNAL_FILE } from '../../src/settings.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import type { Installed } from '../../testbed/programs/installed-package.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const run = promisify(execFile);
/** Homebridge is not started here, so it need not be stopped either, and the plugin of this test is installed. */
const SERVICE = /^sudo hb-service (?:add \S+|stop|start)$/;

/**
 * Runs the commands of the page about maintenance, in their order, on a copy of a storage folder, with the home of another user, and as the
 * user of this test. Expects that the history is the same once it is back in its place, for its owner alone, and gone in the end.
 * Gives the commands.
 */
export async function historyMoved(storage: string, installed: Installed): Promise<readonly string[]> {
  const [folder, home] = [temporaryFolder(), temporaryFolder()];
  await cp(storage, folder, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  const { blocks } = markdownIn('docs/maintenance.md');
  const commands = blocks.flatMap(({ text }) => text.split('\n').filter((line) => line !== ''));
  const before = await daysIn(folder);
  const env = { ...process.env, HOME: home, USER: String(process.getuid?.()) };
  for (const command of commands.filter((one) => !SERVICE.test(one))) {
    const line = command.replace(/^sudo /, '').replaceAll('/var/lib/homebridge', folder);
    await run('sh', ['-euc', line], {
      env: { ...env, PATH: `${join(installed.folder, 'bin')}:${process.env['PATH']}` },
    });
    if (!command.startsWith('sudo chown --reference')) continue;
    const [history, settings] = await Promise.all(
      [JOURNAL_FILE, 'config.json'].map((name) => stat(join(folder, name))),
    );
    expect(history).toMatchObject({ uid: settings?.uid, gid: settings?.gid });
    expect((history?.mode ?? 0) & 0o777).toBe(0o600);
    expect(await daysIn(folder)).toBe(before);
  }
  expect((await readdir(folder)).filter((name) => name.startsWith(JOURNAL_FILE))).toEqual([]);
  return commands;
}

async function daysIn(storage: string): Promise<string> {
  const { stdout } = await runCli(['history', '--by', 'day', '--json', '--storage', storage]);
  expect(stdout).not.toBe('');
  return stdout;
}
