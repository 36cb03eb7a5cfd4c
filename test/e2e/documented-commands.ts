import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import pack from '../../package.json' with { type: 'json' };
import { textsIn } from '../../src/texts/texts.ts';
import { type Markdown, markdownIn } from '../../testbed/markdown.ts';
import { PROJECT } from '../../testbed/project.ts';

const run = promisify(execFile);
const PROGRAMS = /^(?:sudo|npm|npx|node|git|curl|influx|systemctl|journalctl|linky-tic) /;

export const README = markdownIn('README.md');

/** Every command of the documents that somebody follows. */
export const COMMANDS: readonly string[] = [
  README,
  markdownIn('LISEZMOI.md'),
  markdownIn('.github/ISSUE_TEMPLATE/bug.yml'),
].flatMap(commandsIn);

/** What it does is what the doctor tells to do, in both languages. */
export function saidByTheDoctor(command: string): void {
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

export async function knownToTheService(command: string): Promise<void> {
  const service = join(PROJECT, 'node_modules/homebridge-config-ui-x/dist/bin/hb-service.js');
  const [, , verb = '', plugin] = command.split(' ');
  expect((await run(process.execPath, [service, '--help'])).stdout).toMatch(new RegExp(`[|[]${verb}[|\\]]`));
  expect(plugin).toBe(pack.name);
}

/** Makes the file that the commands beside it name, for nobody else to read, by an editor that types the token. */
export async function tokenFile(command: string, token: string): Promise<void> {
  const name = command.split(' ').at(-1) ?? '';
  expect(COMMANDS.filter((one) => one.includes(`--token-file ${name}`)).length).toBeGreaterThan(1);
  expect(COMMANDS).toContainEqual(expect.stringContaining(`sudo cp ${name} /etc/linky-tic/token`));
  const cwd = await mkdtemp(join(tmpdir(), 'linky-readme-'));
  try {
    const editor = join(cwd, 'nano');
    await writeFile(editor, `#!/bin/sh\necho ${token} >"$1"\n`, { mode: 0o755 });
    await run('sh', ['-euc', command], { cwd, env: { ...process.env, PATH: `${cwd}:${process.env['PATH']}` } });
    expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(cwd, name), 'utf8')).toBe(`${token}\n`);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** The database that the mapping makes is the one that the README tells Grafana to ask. */
export function namesTheDashboardsDatabase(command: string): void {
  const [, name = ''] = /--db (\S+)/.exec(command) ?? [];
  const source = README.rows.find(([, cell = '']) => cell.includes('InfluxQL'));
  expect(source).toContainEqual(expect.stringContaining(`database \`${name}\``));
}

/** The service that the lines above it start, from the unit that the package holds. */
export async function ofTheUnitThatIsEnabled(command: string): Promise<void> {
  const [, , service = ''] = command.split(' ');
  expect(COMMANDS).toContain(`sudo systemctl enable --now ${service}`);
  expect(await projectFile(`docs/${service}.service`)).toContain('[Service]');
}

export function projectFile(path: string): Promise<string> {
  return readFile(join(PROJECT, path), 'utf8');
}

/** The lines of the blocks for a shell, and what stands as a command within a line. */
function commandsIn({ blocks, spans }: Markdown): readonly string[] {
  const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));
  const commands = lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '');
  return [...commands, ...spans.filter((span) => PROGRAMS.test(span))];
}
