import type { Command } from 'commander';
import { expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { programFor } from '../src/cli/program.ts';
import { COMMANDS } from '../testbed/markdown.ts';
import { fakeSession } from './cli/session-fake.ts';

/** Each different `linky-tic` command of the pages, also one that `sudo` or a pipe is around. */
const LINES = [...new Set(COMMANDS.flatMap((command) => /\blinky-tic (?!\/)[^|>&]*/.exec(command)?.[0].trim() ?? []))]
  // The name of the service, and of its folder, is that of the program.
  .filter((line) => !/^linky-tic(?:\.| -f)/.test(line));

test('the pages have commands of each kind', () => {
  const kinds = new Set(LINES.map((line) => line.split(' ')[1]));
  expect([...kinds]).toEqual(expect.arrayContaining(['watch', 'doctor', 'mirror', 'history', 'offers']));
});

/** A page may name a command and leave its argument out: `linky-tic watch`. */
const NAMED = LINES.filter((line) => /^linky-tic [a-z]+(?: [a-z]+)?$/.test(line));

test.each(LINES.filter((line) => !NAMED.includes(line) && line !== 'linky-tic --version'))(
  '%s is understood',
  async (line) => {
    const program = programFor(fakeSession().session);
    const ran: string[] = [];
    for (const command of commandsIn(program)) command.action(() => void ran.push(command.name()));
    await program.parseAsync(line.split(' ').slice(1), { from: 'user' });
    expect(ran).toHaveLength(1);
  },
);

test.each(NAMED)('there is a command %s', (line) => {
  const [, ...names] = line.split(' ');
  const found = names.reduce<Command | undefined>(
    (command, name) => command?.commands.find((one) => one.name() === name),
    programFor(fakeSession().session),
  );
  expect(found).toBeDefined();
});

test('the pages run scripts of npm that there are', () => {
  const scripts = COMMANDS.flatMap((command) => /\bnpm run ([\w:]+)/.exec(command)?.[1] ?? []);
  expect(scripts.length).toBeGreaterThan(1);
  expect(scripts.filter((name) => !Object.hasOwn(pack.scripts, name))).toEqual([]);
});

/** A command and all commands in it. */
function commandsIn(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsIn)];
}
