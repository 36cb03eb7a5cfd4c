import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, isInstalled } from '../../../testbed/daemon.ts';
import { startCli } from '../../../testbed/programs/cli.ts';
import { hasPythonModule, PYTHON } from '../../../testbed/programs/python.ts';

/** Which of the other programs this machine lacks; empty under CI, where their absence is a failure. */
export function missingPrograms(): readonly string[] {
  if (process.env['CI']) return [];
  return [
    ...(hasPythonModule('serial') ? [] : ['python3-serial']),
    ...(isInstalled('ser2net') || isInstalled('/usr/sbin/ser2net') ? [] : ['ser2net']),
  ];
}

/** A program that reads a shared line. Leaving its scope ends it. */
export interface LineReader extends AsyncDisposable {
  /** The bytes that it has read so far. */
  heard(): Buffer;
  readonly isConnected: boolean;
}

/** A program that has nothing but a socket. */
export async function plainSocket(port: number): Promise<LineReader> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
  await once(socket, 'connect');
  return {
    heard: () => Buffer.concat(chunks),
    get isConnected() {
      return socket.readyState === 'open';
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

/** Reads the line with pyserial, as it would read a serial port of 7E1, and passes on what it gets. */
export function pyserial(port: number): LineReader {
  return running(PYTHON, [
    '-c',
    `import serial, sys
line = serial.serial_for_url('socket://127.0.0.1:${port}', baudrate=9600, bytesize=7, parity='E', stopbits=1, timeout=1)
while True:
    sys.stdout.buffer.write(line.read(1) + line.read(line.in_waiting))
    sys.stdout.buffer.flush()`,
  ]);
}

/** Connects with buffers as small as they can be, and never reads. */
export function stuckReader(port: number): LineReader {
  return running(PYTHON, [
    '-c',
    `import socket, threading
line = socket.socket()
line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
line.connect(('127.0.0.1', ${port}))
threading.Event().wait()`,
  ]);
}

/** Sends as fast as it can, and reads. It ends when it is disconnected. */
export function shoutingReader(port: number): LineReader {
  return running(process.execPath, [
    '-e',
    `const line = require('node:net').connect(${port}, '127.0.0.1');
const noise = Buffer.alloc(65536, '!');
const shout = () => { while (line.write(noise)); };
line.on('connect', shout).on('drain', shout).on('close', () => process.exit(1)).pipe(process.stdout);`,
  ]);
}

/** A ser2net that reads the line, and gives it on at a port of its own. */
export async function ser2net(port: number): Promise<AsyncDisposable & { readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'ser2net-'));
  const own = await freePort();
  const file = join(folder, 'ser2net.yaml');
  await writeFile(
    file,
    `%YAML 1.1
---
connection: &linky
  accepter: tcp,127.0.0.1,${own}
  connector: tcp,127.0.0.1,${port}
`,
  );
  const server = await ser2netWith(file, own);
  return {
    port: own,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** A ser2net with a file of settings that names this port of 127.0.0.1. Resolves when it listens there. @throws when it ends before */
export async function ser2netWith(file: string, port: number): Promise<AsyncDisposable> {
  const server = running('ser2net', ['-n', '-u', '-c', file], { PATH: `${process.env['PATH']}:/usr/sbin` });
  while (!(await isListenedOn(port))) {
    if (!server.isConnected) throw new Error('ser2net has ended');
    await delay(20);
  }
  return server;
}

/** Whether a program listens on this port of 127.0.0.1. It is not asked for that: ser2net would open its line for whoever connects. */
async function isListenedOn(port: number): Promise<boolean> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return (await readFile('/proc/net/tcp', 'utf8')).includes(`: 0100007F:${hex} 00000000:0000 0A `);
}

/** A frame as `linky-tic watch --json` prints it. */
interface WatchedFrame {
  readonly labels: { readonly [label: string]: string };
  readonly refused: number;
}

/** `linky-tic watch --json`, which decodes what it reads. */
export function watched(port: number): AsyncDisposable & { frames(): readonly WatchedFrame[] } {
  const cli = startCli(['watch', `tcp://127.0.0.1:${port}`, '--mode', 'standard', '--json']);
  return {
    frames: () =>
      cli.stdout
        .split('\n')
        .slice(0, -1)
        .map((line): WatchedFrame => JSON.parse(line)),
    [Symbol.asyncDispose]: () => cli[Symbol.asyncDispose](),
  };
}

function running(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): LineReader {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  return {
    heard: () => Buffer.concat(chunks),
    get isConnected() {
      return isRunning(child);
    },
    async [Symbol.asyncDispose]() {
      if (!isRunning(child)) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
