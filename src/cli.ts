#!/usr/bin/env node
import { run } from './cli/run.ts';
import { languageOfSession } from './cli/session.ts';
import { processTerminal } from './cli/terminal.ts';
import { systemClock } from './clock.ts';
import { textsIn } from './texts/texts.ts';

const args = process.argv.slice(2);
const COMMANDS: readonly string[] = ['watch', 'doctor', 'mirror', 'history'];
const command = args.find((arg) => COMMANDS.includes(arg));
// So is it called where somebody looks for who has the port; what else stands on its command line is nobody's affair.
process.title = command === undefined ? 'linky-tic' : `linky-tic ${command}`;

const life = new AbortController();
const end = () => life.abort();
// Once only: who asks a second time is not to wait.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
// Nothing that a command waits for keeps the process alive.
const awake = setInterval(() => {}, 2 ** 30);
const language = languageOfSession(args, process.env);
process.exitCode = await run(args, {
  terminal: processTerminal(process, end),
  language,
  texts: textsIn[language],
  env: process.env,
  clock: systemClock,
  random: Math.random,
  life: life.signal,
});
clearInterval(awake);
