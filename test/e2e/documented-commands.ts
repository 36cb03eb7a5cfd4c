import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import pack from '../../package.json' with { type: 'json' };
import { textsIn } from '../../src/texts/texts.ts';
import { freePort, isAnswering, startDaemon } from '../../testbed/daemon.ts';
import { type Markdown, markdownIn, USER_PAGES } from '../../testbed/markdown.ts';
import { PROJECT } from '../../testbed/project.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const run = promisify(execFile);
const PROGRAMS = /^(?:sudo|npm|npx|node|git|curl|influx|systemctl|journalctl|linky-tic) /;
/** A line of a shell, with the lines that it reads up to a word (`<<'END'`). */
const SHELL_LINE = /^.*<<'(\w+)'\n[\s\S]*?^\1$|^.+$/gm;

/** Every command on the pages for users, and in the form for issues. */
export const COMMANDS: readonly string[] = [...USER_PAGES.en, ...USER_PAGES.fr, '.github/ISSUE_TEMPLATE/bug.yml']
  .map(markdownIn)
  .flatMap(commandsIn);

/** Expects the doctor to tell the user to do the same, in both languages. */
export function expectTheDoctorToSay(command: string): void {
  for (const { cli } of Object.values(textsIn)) {
    const { uartOff, console: consoleOn, forbidden, busy } = cli.doctor.trouble;
    const said = [
      uartOff('', { file: '' }),
      busy('/dev/ttyUSB0', { holders: [] }),
      consoleOn('', { file: '', setting: '' }),
      forbidden('', { user: 'homebridge', group: 'dialout', remedy: 'join' }),
    ];
    expect(said.join()).toContain(command);
  }
}

/** Expects Homebridge's own program to know the verb, and the command to name this plugin, if it names one. */
export async function expectHbServiceToKnow(command: string): Promise<void> {
  const service = join(PROJECT, 'node_modules/homebridge-config-ui-x/dist/bin/hb-service.js');
  const [, , verb = '', plugin] = command.split(' ');
  // Its help leaves some of its verbs out.
  expect(await readFile(service, 'utf8')).toContain(`case '${verb}':`);
  expect(plugin ?? pack.name).toBe(pack.name);
}

/** Expects Homebridge's own program to start and stop the service of systemd with the name in the command. */
export async function expectHomebridgeToHaveTheService(command: string): Promise<void> {
  const bin = join(PROJECT, 'node_modules/homebridge-config-ui-x/dist/bin');
  const name = command.split(' ').at(-1) ?? '';
  const [, named = ''] = /serviceName = '(\w+)'/.exec(await readFile(join(bin, 'hb-service.js'), 'utf8')) ?? [];
  expect(name).toBe(named.toLowerCase());
  const platform = await readFile(join(bin, 'platforms/linux.js'), 'utf8');
  expect(platform).toContain('systemctl stop $'.concat('{this.systemdServiceName}'));
}

/**
 * Runs the command that makes the file for the token, with an editor that types the token. Expects a file that nobody else
 * can read, under the name that the other commands use.
 */
export async function makeTokenFile(command: string, token: string): Promise<void> {
  const name = command.split(' ').at(-1) ?? '';
  expect(COMMANDS.filter((other) => other.includes(`--token-file ${name}`)).length).toBeGreaterThan(1);
  expect(COMMANDS).toContainEqual(expect.stringContaining(`sudo cp ${name} /etc/linky-tic/token`));
  const cwd = temporaryFolder();
  const editor = join(cwd, 'nano');
  await writeFile(editor, `#!/bin/sh\necho ${token} >"$1"\n`, { mode: 0o755 });
  await run('sh', ['-euc', command], { cwd, env: { ...process.env, PATH: `${cwd}:${process.env['PATH']}` } });
  expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(cwd, name), 'utf8')).toBe(`${token}\n`);
}

/** Expects the database that the mapping makes to be the one that the page about Grafana names as its data source. */
export function expectTheDashboardsDatabase(command: string): void {
  const [, name = ''] = /--db (\S+)/.exec(command) ?? [];
  const { rows } = markdownIn('docs/influxdb-grafana.md');
  const source = rows.find(([, cell = '']) => cell.includes('InfluxQL'));
  expect(source).toContainEqual(expect.stringContaining(`database \`${name}\``));
}

const VICTORIA_UNIT = '/usr/lib/systemd/system/victoria-metrics.service';

/** Expects CI to install the same package of Debian, and the package to have the service that another command restarts. */
export async function expectDebianToHaveVictoria(): Promise<void> {
  expect(await projectFile('.ci/run')).toMatch(/^apt-get install .* victoria-metrics /m);
  expect(await readFile(VICTORIA_UNIT, 'utf8')).toContain('[Service]');
}

/**
 * Runs the line that writes the flags, with a file of the test in the place of the one in /etc. Expects the service to read that
 * file, and VictoriaMetrics to start with these flags; only its folder and its port are the test's.
 */
export async function startVictoriaAsDocumented(command: string): Promise<void> {
  const [, path = ''] = /sudo tee (\S+)$/.exec(command) ?? [];
  const unit = await readFile(VICTORIA_UNIT, 'utf8');
  expect(unit).toContain(`EnvironmentFile=${path}\n`);
  expect(unit).toContain('ExecStart=/usr/bin/victoria-metrics $ARGS\n');
  const port = await freePort();
  await using _daemon = await startDaemon({
    binary: 'victoria-metrics',
    debian: 'victoria-metrics',
    isReady: () => isAnswering(`http://127.0.0.1:${port}/health`),
    async args(folder) {
      const file = join(folder, 'victoria-metrics');
      await run('sh', ['-euc', command.replace('sudo ', '').replace(path, file)]);
      const { stdout } = await run('sh', ['-euc', `. ${file}; printf %s "$ARGS"`]);
      return stdout.replace('/var/lib/victoria-metrics', join(folder, 'data')).replace(':8428', `:${port}`).split(' ');
    },
  });
  const flags = await (await fetch(`http://127.0.0.1:${port}/flags`)).text();
  expect(flags).toContain('-retentionPeriod="100y"');
  expect(flags).toContain('-dedup.minScrapeInterval="1ms"');
}

/** Expects the service to be the one that another command starts, and the package to hold its unit. */
export async function expectTheServiceToBeEnabled(command: string): Promise<void> {
  const [, , service = ''] = command.split(' ');
  expect(COMMANDS).toContain(`sudo systemctl enable --now ${service}`);
  expect(await projectFile(`docs/${service}.service`)).toContain('[Service]');
}

/** The text of a file of the project. */
export function projectFile(path: string): Promise<string> {
  return readFile(join(PROJECT, path), 'utf8');
}

/** The lines of the blocks for a shell, and the commands within a line of text. */
function commandsIn({ blocks, spans }: Markdown): readonly string[] {
  const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.match(SHELL_LINE) ?? []);
  const commands = lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '');
  return [...commands, ...spans.filter((span) => PROGRAMS.test(span))];
}
