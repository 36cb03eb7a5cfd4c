import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { deliver } from '../../src/history-import/deliver.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import type { Installed } from '../../testbed/programs/installed-package.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { DAY_MS } from '../../testbed/support/time.ts';
import { curveFile } from '../history-import/history-file.ts';

const run = promisify(execFile);
/** Homebridge is not started here, so it need not be stopped either, and the plugin of this test is installed. */
const SERVICE = /^sudo (?:hb-service (?:add \S+|stop|start|restart)|systemctl disable --now homebridge)$/;
/** The doctor would look for the port of a meter that is not there. */
const DOCTOR = /^linky-tic doctor /;
/** What the backup of the Homebridge UI brings of a database that is too large for it, and what a plugin leaves that was killed. */
const LEFT_OVER = ['-wal', '-shm'].map((suffix) => JOURNAL_FILE + suffix);
/** A user who owns nothing else. */
const NOBODY = 65_534;
const AS_NOBODY =
  process.getuid?.() === 0 ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];

/** No day of the history goes on, so it is the same whenever it is read. */
const LATER = childClock({ aheadMs: 2 * DAY_MS });

/** A machine with Homebridge: its storage folder, and the home of the user who moves. */
interface Machine {
  readonly storage: string;
  readonly home: string;
}

/**
 * Runs the commands of the page about maintenance, in their order, as the user of this test: up to the one that sends the copy on a machine
 * with a copy of a storage folder, and from then on one with the restored backup of it. Expects that the history is the same once it is back
 * in its place, for its owner alone, that the first start leaves nothing unread, and that all is gone in the end.
 */
export async function historyMoved(storage: string, installed: Installed): Promise<void> {
  const { blocks } = markdownIn('docs/maintenance.md');
  const commands = blocks.flatMap(({ text }) => text.split('\n').filter((line) => line !== ''));
  const old = await machineWith(storage);
  // From then on there is a second copy, as after a day.
  const { kind, days } = curveFile();
  const order = { kind: 'import', import: { meter: 'linky', kind, days } } as const;
  expect(await deliver(old.storage, order, { texts: textsIn.en.journal })).toMatchObject({ kind: 'imported' });
  const fresh = await machineWith(old.storage, isInBackup);
  // The settings of Homebridge belong to another user than the one who moves, where the user of this test may arrange that.
  if (process.getuid?.() === 0) await run('chown', ['-R', `${NOBODY}:${NOBODY}`, fresh.storage]);
  const scp = await scpTo(fresh);
  const PATH = [scp, join(installed.folder, 'bin'), process.env['PATH']].join(':');
  const [before, years] = [await daysIn(old), new Set<string>()];
  let machine = old;
  let starts = 0;
  for (const command of commands.filter((one) => !SERVICE.test(one) && !DOCTOR.test(one))) {
    const isCleaning = command.startsWith('sudo rm -f ');
    if (isCleaning) await leaveFilesOver(machine);
    const said = await runOn(machine, command, PATH);
    if (command.startsWith('linky-tic history --by year')) years.add(said);
    if (command.startsWith('scp ')) machine = fresh;
    if (isCleaning) await expectNothingLeftOver(machine);
    if (isCleaning && starts++ === 0) await expectACleanStart(fresh);
    if (command.startsWith('sudo chown --reference')) await expectInPlace(fresh, before);
    // The page says to do this on both machines.
    if (command.startsWith('rm ~/')) await runOn(old, command, PATH);
  }
  expect([...years]).toEqual([expect.stringContaining('kWh')]);
  expect(starts).toBe(2);
  expect(await Promise.all([old.home, fresh.home].map((home) => readdir(home)))).toEqual([[], []]);
  expect(await ofJournalIn(fresh)).toEqual([]);
}

async function machineWith(storage: string, isWanted = (_: string) => true): Promise<Machine> {
  const machine = { storage: temporaryFolder(), home: temporaryFolder() };
  const filter = (path: string) => !path.endsWith('.sock') && isWanted(path);
  await cp(storage, machine.storage, { recursive: true, filter });
  return machine;
}

/** Whether the backup of a database that has grown too large for it has this file. */
function isInBackup(path: string): boolean {
  return !path.endsWith(`/${JOURNAL_FILE}`);
}

/** Makes a folder with a program that stands for `scp`: it brings a file into the home on a machine. */
async function scpTo({ home }: Machine): Promise<string> {
  const folder = join(temporaryFolder(), 'bin');
  await mkdir(folder);
  const program = join(folder, 'scp');
  await writeFile(program, `#!/bin/sh\ncase "$2" in *@*:) cp "$1" '${home}' ;; *) exit 1 ;; esac\n`);
  await chmod(program, 0o755);
  return folder;
}

async function runOn({ storage, home }: Machine, command: string, PATH: string): Promise<string> {
  const line = command.replace(/^sudo /, '').replaceAll('/var/lib/homebridge', storage);
  const env = { ...process.env, HOME: home, USER: String(process.getuid?.()), LANG: 'C', PATH };
  // The page asks for these in the terminal of Homebridge, whose user the owner of the folder is.
  const uid = command.startsWith('linky-tic ') ? (await stat(storage)).uid : undefined;
  const { stdout } = await run('sh', ['-euc', line], { env, uid });
  return stdout;
}

async function leaveFilesOver({ storage }: Machine): Promise<void> {
  for (const name of LEFT_OVER) await writeFile(join(storage, name), 'of a database that is not there');
}

async function expectNothingLeftOver(machine: Machine): Promise<void> {
  const names = await ofJournalIn(machine);
  expect(LEFT_OVER.filter((name) => names.includes(name))).toEqual([]);
}

/** Opens the history for the first time after the backup was restored, as the plugin's user does, and expects that nothing is set aside. */
async function expectACleanStart(machine: Machine): Promise<void> {
  expect(await ofJournalIn(machine)).not.toContain(JOURNAL_FILE);
  const { code } = await runCli(['history', 'forget', '--later', '--storage', machine.storage], { by: AS_NOBODY });
  expect(code).toBe(0);
  const names = await ofJournalIn(machine);
  expect(names).toContain(JOURNAL_FILE);
  expect(names.filter((name) => name.includes('.unread-'))).toEqual([]);
}

/** Expects the history with these days, for the owner of the settings alone. */
async function expectInPlace(machine: Machine, days: string): Promise<void> {
  const [history, settings] = await Promise.all(
    [JOURNAL_FILE, 'config.json'].map((name) => stat(join(machine.storage, name))),
  );
  expect(history).toMatchObject({ uid: settings?.uid, gid: settings?.gid });
  expect((history?.mode ?? 0) & 0o777).toBe(0o600);
  expect(await daysIn(machine)).toBe(days);
}

async function ofJournalIn({ storage }: Machine): Promise<readonly string[]> {
  return (await readdir(storage)).filter((name) => name.startsWith(JOURNAL_FILE));
}

async function daysIn({ storage }: Machine): Promise<string> {
  const { stdout } = await runCli(['history', '--by', 'day', '--json', '--storage', storage], { clock: LATER });
  expect(stdout).not.toBe('');
  return stdout;
}
