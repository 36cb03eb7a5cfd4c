import { type Command, CommanderError } from 'commander';
import type { Texts } from '../texts/texts.ts';
import { programFor } from './program.ts';
import { Failure, type Session, UsageError } from './session.ts';

/**
 * Runs a command line, and prints why if it fails.
 * @returns the exit code: 0 for success, 1 for failure, 2 for a wrong command line
 */
export async function run(args: readonly string[], session: Session): Promise<number> {
  const { terminal, texts } = session;
  const program = programFor(session);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError && error.code === 'commander.help') return 2;
    const isUsage = error instanceof CommanderError || error instanceof UsageError;
    for (const line of explanationOf(error, session)) terminal.remark(line);
    if (isUsage) terminal.remark(texts.cli.usage.seeHelp(commandNameIn(args, program)));
    return isUsage ? 2 : 1;
  }
}

function explanationOf(error: unknown, { texts: { cli } }: Session): readonly string[] {
  if (error instanceof CommanderError) return [commandLineComplaint(error, cli.usage)];
  if (error instanceof UsageError) return [error.message];
  // A failure without a message has already been explained.
  if (error instanceof Failure) return error.message === '' ? [] : [error.message];
  // A bug in this program: the stack is all that a bug report will contain.
  return [cli.broken(error instanceof Error ? (error.stack ?? error.message) : String(error))];
}

/** The name of the command that was called, as far as it was recognised. */
function commandNameIn(args: readonly string[], program: Command): string {
  const [name = '', next = ''] = args;
  const command = program.commands.find((one) => one.name() === name);
  const nested = command?.commands.find((one) => one.name() === next);
  return [program, command, nested].flatMap((one) => one?.name() ?? []).join(' ');
}

/** Options that do not exist on purpose, since every program on the machine can read a command line. */
const SECRETS: ReadonlySet<string> = new Set(['--token', '--password']);

/** Commander's complaint about a command line, in the user's language. It repeats no values, since one may be a secret. */
function commandLineComplaint({ code, message }: CommanderError, words: Texts['cli']['usage']): string {
  const named = (/'([^']*)'/.exec(message)?.[1] ?? '').replace(/=.*$/s, '');
  const meant = /Did you mean (?:one of )?([^?,]+)/.exec(message)?.[1];
  const suggestion = meant === undefined ? '' : words.meant(meant);
  switch (code) {
    case 'commander.unknownCommand':
      return words.unknownCommand(named) + suggestion;
    case 'commander.unknownOption':
      return SECRETS.has(named) ? words.secret(named) : words.unknownOption(named) + suggestion;
    case 'commander.missingArgument':
      return words.noPort;
    case 'commander.optionMissingArgument':
      return words.optionMissesValue(named);
    case 'commander.excessArguments':
      return words.tooMany;
    default:
      return message;
  }
}
