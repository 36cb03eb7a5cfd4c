#!/usr/bin/env node
import { systemClock } from './base/clock.ts';
import { run } from './cli/run.ts';
import { languageOfSession } from './cli/session.ts';
import { processTerminal } from './cli/terminal.ts';
import { textsIn } from './texts/texts.ts';

const args = process.argv.slice(2);
const COMMANDS: readonly string[] = ['watch', 'doctor', 'mirror', 'history'];
const command = args.find((arg) => COMMANDS.includes(arg));
// The doctor shows this title as the name of the program that has a port open. The rest of the command line is left out, since it may be
// private.
process.title = command === undefined ? 'linky-tic' : `linky-tic ${command}`;

const life = new AbortController();
const end = () => life.abort();
// `once`: a second Ctrl-C has Node's default effect, which is to end the process immediately.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
// A command may wait for something that does not keep the process alive; this timer does.
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
