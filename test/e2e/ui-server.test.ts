import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { STATUS_SOCKET, serveStatus } from '../../src/status/socket.ts';
import { createStatusBoard } from '../../src/status/status.ts';
import type { Protocol } from '../../src/ui/protocol.ts';
import {
  advanceUntil,
  type ChildClock,
  childClock,
  keepMoving,
  QUICKLY,
  type SteeredClock,
  steer,
} from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { startPtyMeter, WHEN_ASKED } from '../../testbed/meter/pty-meter.ts';
import { reportOnFailure } from '../../testbed/run/failure-report.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const SERVER = fileURLToPath(new URL('../../homebridge-ui/server.js', import.meta.url));
const METER = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 };
const GROUPS = standardGroups(household(1), '021900000001', Date.now());

describe('a server that has become ready', () => {
  let server: UiServer;

  beforeAll(async () => {
    server = await start();
  });

  afterAll(() => server?.[Symbol.dispose]());

  test('it lists ports and meters, and gives empty curves without a journal', async () => {
    expect(await server.ask('/ports', { language: 'fr' })).toMatchObject({ success: true, data: expect.any(Array) });
    expect(await server.ask('/meters', { language: 'fr' })).toEqual({ success: true, data: [] });
    const curve = await server.ask('/curve', { language: 'fr', meter: 'linky', span: 'day' });
    expect(curve).toMatchObject({ success: true, data: { atMs: [] } });
  });

  test('it gives the status of the plugin that runs in its folder', async () => {
    expect(await server.ask('/status', { language: 'fr' })).toEqual({
      success: true,
      data: { nowMs: expect.any(Number), troubles: [], news: [] },
    });

    const board = createStatusBoard([METER], systemClock);
    await serveStatus(join(server.folder, STATUS_SOCKET), () => ({ status: board.status }), server.life);
    expect(await server.ask('/status', { language: 'fr' })).toMatchObject({
      data: { status: { meters: [METER] } },
    });
  });

  test('invalid requests are answered with a text, and nothing is written to the log of Homebridge', async () => {
    const answer = await server.ask('/curve', { language: 'en', meter: 'linky', span: 'year' });
    expect(answer).toMatchObject({
      success: false,
      data: { message: expect.stringContaining('does not understand (span)') },
    });
    expect(await server.ask('/status', null)).toMatchObject({ success: true });
    expect(server.said).toEqual([]);
  });

  test('it ends when the page is closed', async () => {
    const ended = once(server.child, 'exit');
    server.child.disconnect();
    await ended;
  });
});

describe('the page is closed during requests', () => {
  // A closed channel emits no `close`, so `exit` is waited for.
  test('the server ends, and nothing is written to the log of Homebridge', async () => {
    for (let time = 0; time < 10; time += 1) {
      using server = await start();
      const answered = once(server.child, 'message');
      const request = { action: 'request', path: '/status', body: { language: 'fr' } };
      for (let at = 0; at < 20; at += 1) server.child.send({ ...request, requestId: String(at) });
      // Half of the times requests are already being answered.
      if (time % 2 === 0) await answered;
      const ended = once(server.child, 'exit');
      server.child.disconnect();
      expect(await ended).toEqual([null, 'SIGTERM']);
      expect(server.said).toEqual([]);
    }
  });
});

test('an answer to a channel that is already closed does not end the server', async () => {
  const failure = { code: 'ERR_IPC_CHANNEL_CLOSED' };
  using server = await start({ execArgv: ['--import', emittingAtFirstRequest(failure)] });
  expect(await server.ask('/status', { language: 'fr' })).toMatchObject({ success: true });
  expect(server.said).toEqual([]);
});

test('any other error of the process ends the server with its stack in the log', async () => {
  using server = await start({ execArgv: ['--import', emittingAtFirstRequest({ code: 'ENOBUFS' })] });
  const ended = once(server.child, 'exit');
  void server.ask('/status', { language: 'fr' });
  expect(await ended).toEqual([1, null]);
  await expect.poll(() => server.said.join('')).toContain("code: 'ENOBUFS'");
});

test('the server listens to the demo house', async () => {
  using server = await start({ clock: childClock({ isSteered: true, livesByChannel: true }) });
  await server.clock.stop();
  const asked = server.ask('/listen', { language: 'fr', port: 'demo', mode: 'auto', baudRate: 'auto' });
  expect(await advanceUntil(server.clock, asked, 250)).toMatchObject({
    success: true,
    data: { ok: true, mode: 'historique' },
  });
});

test('of two requests for the same serial port, only the last one listens to it', async ({ skip }) => {
  const missing = missingPty();
  skip(missing !== undefined, missing);
  await using meter = await startPtyMeter(WHEN_ASKED);
  meter.say(GROUPS, 'standard');
  using server = await start({ clock: childClock({ isSteered: true, livesByChannel: true }) });
  keepMoving(server.clock, { stepMs: 100, pauseMs: 100, before: meter.send });
  const asks = { language: 'fr', port: meter.port, mode: 'standard', baudRate: 'auto' };
  const answers = [server.ask('/listen', asks, '1'), server.ask('/listen', asks, '2')];
  expect(await Promise.all(answers)).toMatchObject([
    { data: { ok: false, says: [expect.stringContaining('Arrêté')] } },
    { data: { ok: true, mode: 'standard' } },
  ]);
});

test('it does not open a port that the running plugin reads, but gives the plugin’s last reading, and its silence afterwards', async ({
  skip,
}) => {
  const missing = missingPty();
  skip(missing !== undefined, missing);
  await using meter = await startPtyMeter(WHEN_ASKED);
  const config = { name: 'Maison', port: meter.port, mode: 'standard', staleAfter: 5 };
  await using homebridge = await startHomebridge({
    config: pluginBlock({ meters: [config] }),
    clock: childClock({ isSteered: true }),
    pace: { ...QUICKLY, before: meter.send },
  });
  using server = await start({ storage: homebridge.storage });
  const listen = () => server.ask('/listen', { language: 'fr', port: meter.port, mode: 'auto', baudRate: 'auto' });
  meter.say(GROUPS, 'standard');
  const heard = { ok: true, readByPlugin: true, mode: 'standard', reading: { phases: 1 } };
  await expect.poll(listen).toMatchObject({ data: heard });
  meter.fallSilent();
  const said = ['rien ne vient du compteur', 'Vérifiez les deux fils'].map((words) => expect.stringContaining(words));
  const silent = { ok: false, readByPlugin: true, says: said };
  await expect.poll(listen).toMatchObject({ data: silent });
  expect(homebridge.log.filter((line) => line.includes('another program'))).toEqual([]);
});

test('without SQLite in Node, the curves report that, and the rest works', async () => {
  using server = await start({ execArgv: ['--no-experimental-sqlite'] });
  const curve = await server.ask('/meters', { language: 'en' });
  expect(curve).toMatchObject({ success: false, data: { message: expect.stringContaining('needs Node.js 22.13') } });
  expect(await server.ask('/ports', { language: 'en' })).toMatchObject({ success: true });
});

/** The address of a module that emits an error of the process when the first request comes, as a failed `process.send` does. */
function emittingAtFirstRequest(properties: { readonly code: string }): string {
  const error = `Object.assign(new Error('not sent'), ${JSON.stringify(properties)})`;
  return `data:text/javascript,${encodeURIComponent(`process.once('message', () => process.emit('error', ${error}))`)}`;
}

/** The page's server. Leaving its scope ends it. */
interface UiServer extends Disposable {
  readonly child: ChildProcess;
  /** Controls the clock, if the server was started with a steered one. */
  readonly clock: SteeredClock;
  readonly folder: string;
  readonly life: AbortSignal;
  /** All that it has written to stdout and stderr. */
  readonly said: readonly string[];
  ask(path: keyof Protocol, body: unknown, requestId?: string): Promise<unknown>;
}

interface UiServerPlan {
  readonly execArgv?: string[];
  /** Homebridge's storage folder; an empty one, unless given. */
  readonly storage?: string;
  readonly clock?: ChildClock;
}

/** Starts the page's server as Homebridge UI does, by a fork. @throws unless it becomes ready */
async function start({ execArgv = [], storage, clock }: UiServerPlan = {}): Promise<UiServer> {
  const folder = storage ?? temporaryFolder();
  const life = new AbortController();
  const env = { ...process.env, ...clock?.env, HOMEBRIDGE_STORAGE_PATH: folder };
  const child = fork(SERVER, [], { silent: true, execArgv, env });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(String(chunk)));
  reportOnFailure({ name: 'the server of the page', said: () => said });
  const [ready] = await once(child, 'message');
  expect(ready).toEqual({ action: 'ready', payload: { server: true } });
  return {
    ...{ child, folder, said },
    clock: steer(child),
    life: life.signal,
    async ask(path, body, requestId = '1') {
      child.send({ action: 'request', requestId, path, body });
      for await (const [{ payload }] of on(child, 'message')) {
        // The child's clock answers on the same channel, without a payload.
        const { requestId: answered, ...answer } = payload ?? {};
        if (answered === requestId) return answer;
      }
      return undefined;
    },
    [Symbol.dispose]() {
      life.abort();
      child.kill('SIGKILL');
    },
  };
}
