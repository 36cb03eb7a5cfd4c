import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What a machine loads of a package: the arguments of Node for each of it, found as Homebridge, npm and Homebridge UI find it. */
export interface PackageEntries {
  /** Homebridge imports the plugin. */
  readonly plugin: readonly string[];
  /** The plugin opens a serial port: it then also needs the library for that. */
  readonly pluginWithSerialPort: readonly string[];
  /** Homebridge UI starts the server of the settings page. */
  readonly pageServer: readonly string[];
  /** A user asks `linky-tic --help`. */
  readonly help: readonly string[];
}

/** @param folder of a package that was built, with its dependencies */
export function entriesOf(folder: string): PackageEntries {
  const own = join(folder, 'package.json');
  const { main, bin } = JSON.parse(readFileSync(own, 'utf8'));
  const plugin = join(folder, main);
  return {
    plugin: importing(plugin),
    pluginWithSerialPort: importing(plugin, createRequire(own).resolve('serialport')),
    pageServer: [join(folder, 'homebridge-ui/server.js')],
    help: [join(folder, bin['linky-tic']), '--help'],
  };
}

function importing(...files: readonly string[]): readonly string[] {
  return ['--eval', `(async () => { for (const file of ${JSON.stringify(files)}) await import(file); })()`];
}

/**
 * Runs a Node until it ends by itself, or until it has told a page the status as its server, and is then told to end. It is ready before it
 * has loaded what it needs for that.
 * @param command which takes these arguments of Node
 * @returns what it wrote to its standard error
 * @throws when it ends in another way
 */
export async function runEntry(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const [program = '', ...args] = command;
  // With a channel, as Homebridge UI forks its servers.
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let isServer = false;
  child.on('message', ({ action }: { action: string }) => {
    if (action === 'ready') child.send(STATUS);
    if (action !== 'response') return;
    isServer = true;
    child.disconnect();
  });
  const [said, [code, signal]] = await Promise.all([
    text(child.stderr as NonNullable<typeof child.stderr>),
    once(child, 'exit'),
  ]);
  // A server ends by SIGTERM, for which a shell has a number.
  const isWell = isServer ? signal === 'SIGTERM' || code === 143 : code === 0;
  if (!isWell) throw new Error(`${command.join(' ')} ended with ${code ?? signal}:\n${said}`);
  return said;
}

/** What the page asks first, as @homebridge/plugin-ui-utils passes it on. */
const STATUS = { action: 'request', requestId: '1', path: '/status', body: { language: 'en' } };
