import { Command } from 'commander';
import { DAY_SPANS, MINUTE_SPANS } from '../energy/span.ts';
import { ownVersion } from '../own-files.ts';
import type { BaudRate } from '../source/source.ts';
import { LANGUAGES } from '../texts/languages.ts';
import type { Texts } from '../texts/texts.ts';
import type { DoctorOptions } from './doctor.ts';
import type { HistoryCommandOptions } from './history.ts';
import type { HistoryCopyOptions } from './history-copy.ts';
import type { HistoryForgetOptions } from './history-forget.ts';
import type { HistoryImportOptions } from './history-import.ts';
import type { HistorySendOptions } from './history-send.ts';
import type { MirrorOptions } from './mirror.ts';
import type { OffersCommandOptions } from './offers.ts';
import { type Session, UsageError } from './session.ts';
import type { WatchOptions } from './watch.ts';

const MODES = ['auto', 'historique', 'standard'] as const;
const SPEEDS = ['auto', '1200', '9600'] as const;
const SPANS = [...MINUTE_SPANS, ...DAY_SPANS];

/** Only the command that is called is loaded: loading all of them takes four times as long as loading only `watch`. */
const load = {
  watch: () => import('./watch.ts'),
  doctor: () => import('./doctor.ts'),
  machine: () => import('../doctor/machine.ts'),
  mirror: () => import('./mirror.ts'),
  history: () => import('./history.ts'),
  offers: () => import('./offers.ts'),
  send: () => import('./history-send.ts'),
  import: () => import('./history-import.ts'),
  copy: () => import('./history-copy.ts'),
  forget: () => import('./history-forget.ts'),
};

/** The commands with their options and their help. Parsing throws if the command line is wrong. */
export function programFor(session: Session): Command {
  const { about, help } = session.texts.cli;
  const program = new Command('linky-tic')
    .description(about)
    .usage(help.usage)
    .version(ownVersion(), '-V, --version', help.version)
    .helpCommand(false)
    .configureHelp({ styleTitle: (title) => help.titles[title] ?? title })
    .configureOutput({ outputError() {} })
    .exitOverride()
    .addHelpText('after', help.more);
  withLanguage(program, session.texts);
  addWatch(program, session);
  addDoctor(program, session);
  addMirror(program, session);
  addHistory(program, session);
  addOffers(program, session);
  addHelp(program, session);
  return program;
}

/** Commander's own command of this name does not support nested commands, such as `history send`. */
function addHelp(program: Command, { texts: { cli } }: Session): void {
  program
    .command('help')
    .argument('[COMMAND...]')
    .description(cli.help.helpCommand)
    .helpOption(false)
    // The language was determined before, wherever its option is.
    .allowUnknownOption()
    .action((words: readonly string[]) => {
      const end = words.findIndex((word) => word.startsWith('-'));
      const names = end < 0 ? words : words.slice(0, end);
      commandAt(names, program, (name) => new UsageError(cli.usage.unknownCommand(name))).help();
    });
}

/**
 * The command with these names, each nested in the one before.
 * @throws the error from `unknown` for a name that is not a command
 */
function commandAt(names: readonly string[], program: Command, unknown: (name: string) => UsageError): Command {
  return names.reduce((command, name) => {
    const found = command.commands.find((one) => one.name() === name);
    if (!found) throw unknown(name);
    return found;
  }, program);
}

function addWatch(program: Command, session: Session): void {
  const { help, usage } = session.texts.cli;
  const command = program
    .command('watch')
    .argument('<PORT>', help.port)
    .description(help.watch.about)
    .option(`--mode <mode>`, help.watch.mode, choiceOf('--mode', MODES, usage))
    .option('--baud <baud>', help.watch.baud, speedFrom(usage))
    .option(`--raw <${help.file}>`, help.watch.raw)
    .option('--anonymise', help.watch.anonymise)
    .action(async (port: string, options: WatchOptions) => (await load.watch()).watch(port, options, session));
  withCommon(command, session.texts);
}

function addDoctor(program: Command, session: Session): void {
  const { help, usage } = session.texts.cli;
  const command = program
    .command('doctor')
    .argument('[PORT]', help.port)
    .description(help.doctor.about)
    .option('--mode <mode>', help.doctor.mode, choiceOf('--mode', MODES, usage))
    .option('--baud <baud>', help.doctor.baud, speedFrom(usage))
    .option(`--storage <${help.folder}>`, help.doctor.storage)
    .action(async (port: string | undefined, options: DoctorOptions) => {
      const { thisMachine } = await load.machine();
      return (await load.doctor()).doctor(port, options, session, thisMachine());
    });
  withCommon(command, session.texts);
}

function addMirror(program: Command, session: Session): void {
  const { help, usage } = session.texts.cli;
  const command = program.command('mirror').argument('[PORT]', help.port).description(help.mirror.about);
  withInfluxOptions(command, session.texts)
    .option('--page-port <n>', help.mirror.pagePort, pagePortFrom(usage))
    .option(`--page-host <${help.address}>`, help.mirror.pageHost)
    .option(`--name <${help.name}>`, help.mirror.name)
    .option('--mode <mode>', help.watch.mode, choiceOf('--mode', MODES, usage))
    .option('--baud <baud>', help.watch.baud, speedFrom(usage))
    .option(`--config <${help.file}>`, help.mirror.config)
    .option(`--storage <${help.folder}>`, help.mirror.storage)
    .action(async (port: string | undefined, options: MirrorOptions) =>
      (await load.mirror()).mirror(port, options, session),
    );
  withCommon(command, session.texts);
}

function addHistory(program: Command, session: Session): void {
  const { help, usage } = session.texts.cli;
  const command = program
    .command('history')
    .usage(`[options] [send | import ${help.import.argument} | copy ${help.copy.argument} | forget --later]`)
    .description(help.history.about)
    .option('--since <since>', help.history.since)
    .option('--by <span>', help.history.by, choiceOf('--by', SPANS, usage))
    .option('--cost', help.history.cost)
    .option('--format <format>', help.history.format, choiceOf('--format', ['table', 'csv', 'line'] as const, usage))
    .option(`--storage <${help.folder}>`, help.history.storage)
    .option(`--config <${help.file}>`, help.history.config)
    .addHelpText('after', help.history.more)
    .action(async (options: HistoryCommandOptions) => (await load.history()).history(options, session));
  withCommon(command, session.texts).enablePositionalOptions();

  const sending = command.command('send').description(help.send.about).option('--since <since>', help.send.since);
  withInfluxOptions(sending, session.texts)
    .option(`--config <${help.file}>`, help.mirror.config)
    .option(`--storage <${help.folder}>`, help.history.storage)
    // Options before the word `send` apply to it, too.
    .action(async (_: HistorySendOptions, sent: Command) =>
      (await load.send()).sendHistory({ ...sent.optsWithGlobals(), ...sent.opts() }, session),
    );
  withCommon(sending, session.texts);
  addImport(command, session);
  addCopy(command, session);
  addForget(command, session);
}

function addOffers(program: Command, session: Session): void {
  const { help } = session.texts.cli;
  const command = program
    .command('offers')
    .description(help.offers.about)
    .option(`--meter <${help.name}>`, help.offers.meter)
    .option('--kva <kva>', help.offers.kva)
    .option('--hours <hours>', help.offers.hours)
    .option(`--storage <${help.folder}>`, help.history.storage)
    .option(`--config <${help.file}>`, help.history.config)
    .action(async (options: OffersCommandOptions) => {
      const { thisMachine } = await load.machine();
      return (await load.offers()).offers(options, session, thisMachine());
    });
  withCommon(command, session.texts);
}

function addImport(history: Command, session: Session): void {
  const { help } = session.texts.cli;
  const command = history
    .command('import')
    .argument(help.import.argument, help.import.file)
    .description(help.import.about)
    .option(`--meter <${help.name}>`, help.import.meter)
    .option('--given', help.import.given)
    .option('--dry-run', help.import.dryRun)
    .option('--undo', help.import.undo)
    .option(`--storage <${help.folder}>`, help.history.storage)
    .option(`--config <${help.file}>`, help.import.config)
    .action(async (path: string | undefined, _: HistoryImportOptions, given: Command) =>
      (await load.import()).importHistory(path, { ...given.optsWithGlobals(), ...given.opts() }, session),
    );
  withCommon(command, session.texts);
}

function addCopy(history: Command, session: Session): void {
  const { help } = session.texts.cli;
  const command = history
    .command('copy')
    .argument(`<${help.file}>`, help.copy.file)
    .description(help.copy.about)
    .option(`--storage <${help.folder}>`, help.history.storage)
    .action(async (file: string, _: HistoryCopyOptions, given: Command) =>
      (await load.copy()).copyHistory(file, { ...given.optsWithGlobals(), ...given.opts() }, session),
    );
  withCommon(command, session.texts);
}

function addForget(history: Command, session: Session): void {
  const { help } = session.texts.cli;
  const command = history
    .command('forget')
    .description(help.forget.about)
    .option('--later', help.forget.later)
    .option('--yes', help.forget.yes)
    .option('--dry-run', help.forget.dryRun)
    .option(`--storage <${help.folder}>`, help.history.storage)
    .action(async (_: HistoryForgetOptions, given: Command) =>
      (await load.forget()).forgetHistory({ ...given.optsWithGlobals(), ...given.opts() }, session),
    );
  withCommon(command, session.texts);
}

/** Adds the options that name an InfluxDB. Secrets come from files or variables, never from options. */
function withInfluxOptions(command: Command, { cli: { help } }: Texts): Command {
  return command
    .option(`--url <${help.address}>`, help.target.url)
    .option(`--bucket <${help.name}>`, help.target.bucket)
    .option(`--org <${help.name}>`, help.target.org)
    .option(`--token-file <${help.file}>`, help.target.tokenFile)
    .option(`--database <${help.name}>`, help.target.database)
    .option(`--retention-policy <${help.name}>`, help.target.retentionPolicy)
    .option(`--username <${help.name}>`, help.target.username)
    .option(`--password-file <${help.file}>`, help.target.passwordFile)
    .option('--no-literal', help.target.noLiteral);
}

function withCommon(command: Command, texts: Texts): Command {
  return withLanguage(command.option('--json', texts.cli.help.json), texts);
}

function withLanguage(command: Command, { cli: { help, usage } }: Texts): Command {
  return command
    .option(`--language <${LANGUAGES.join('|')}>`, help.language, choiceOf('--language', LANGUAGES, usage))
    .helpOption('-h, --help', help.help)
    .enablePositionalOptions();
}

/** A parser for `--baud`. */
function speedFrom(words: Texts['cli']['usage']) {
  const choice = choiceOf('--baud', SPEEDS, words);
  return (given: string): 'auto' | BaudRate => (({ auto: 'auto', 1200: 1200, 9600: 9600 }) as const)[choice(given)];
}

/** A parser for `--page-port`. */
function pagePortFrom(words: Texts['cli']['usage']) {
  return (given: string): number => {
    const port = /^\d{1,5}$/.test(given) ? Number(given) : 0;
    if (port < 1 || port > 65_535) throw new UsageError(words.pagePort(given));
    return port;
  };
}

/** A parser for an option whose value must be one of some names. The parser throws a UsageError for any other value. */
function choiceOf<T extends string>(flag: string, names: readonly T[], words: Texts['cli']['usage']) {
  return (given: string): T => {
    const name = names.find((one) => one === given);
    if (name === undefined) throw new UsageError(words.oneOf(flag, names, given));
    return name;
  };
}
