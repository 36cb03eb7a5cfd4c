import type { CommanderError } from 'commander';
import type { Texts } from '../texts/texts.ts';
import { UsageError } from './session.ts';

/** Options that nobody should have to give, since a command line is no secret. */
const SECRETS: ReadonlySet<string> = new Set(['--token', '--password']);

/** What commander has against a command line, in the user's words. Values are not repeated: one may be a secret. */
export function complaintOf({ code, message }: CommanderError, words: Texts['cli']['usage']): string {
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

/** Takes one of some names as the value of an option. */
export function oneOf<T extends string>(flag: string, names: readonly T[], words: Texts['cli']['usage']) {
  return (given: string): T => {
    const name = names.find((one) => one === given);
    if (name === undefined) throw new UsageError(words.oneOf(flag, names, given));
    return name;
  };
}
