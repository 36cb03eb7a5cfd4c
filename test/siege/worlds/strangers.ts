import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import { withEvenParity } from '../../../src/tic/checksum-and-parity.ts';
import { encodeFrame } from '../../../src/tic/encode.ts';
import { houseQuestion } from '../../../testbed/house-question.ts';
import { IMPORTED_WH, numberedFrame } from '../../e2e/chaos/numbered-frames.ts';
import type { Home } from '../home.ts';
import { type Served, startNeighbours } from '../neighbours.ts';
import { privateMB } from '../private-memory.ts';
import { type Attack, type AttackDone, type SharedPorts, startStrangers } from '../strangers.ts';
import type { World, WorldScene } from '../world.ts';

/** By the clock of the home, for how long strangers go on: six seconds of this machine's. */
const ATTACK_S = 15;
/** How much longer a read may take than one of a home with an empty plugin. */
const LONGER_MS = 20;
/** So much more memory than before may be held a minute after an attack, by this machine's clock. */
const MORE_MB = 15;
const GIVEN_BACK_WITHIN_MS = 60_000;
/** Whoever asks as a neighbour does has an answer within this time, of this machine's clock. */
const ANSWERED_WITHIN_MS = 10_000;
/** With fewer answers, nothing is proved. */
const LEAST_ANSWERS = 5;

export const strangerWorlds: readonly World[] = [
  under('pipelined requests', ({ sentBytes, connections }) => [
    ['bytes', sentBytes, 1_000_000],
    ['connections to the reading', connections.reading, 4],
    ['connections to the page', connections.page, 4],
  ]),
  under('headers byte by byte', ({ connections }) => [
    ['connections to the reading', connections.reading, 60],
    ['connections to the page', connections.page, 60],
  ]),
  under('readers that never read', ({ connections }) => [
    ['readers of the line', connections.line, 15],
    ['connections to the reading', connections.reading, 15],
    ['connections to the page', connections.page, 15],
  ]),
  under('held connections', ({ connections }) => [
    ['readers of the line', connections.line, 200],
    ['connections to the reading', connections.reading, 200],
    ['connections to the page', connections.page, 200],
  ]),
  under('many pages', ({ pages }) => [
    ['pages', pages.length, 40],
    ['pages that had a status', pages.filter((page) => page['/api/status 200']).length, 40],
    // With all of them at once, some may be told to ask later.
    ['pages that had their energy', pages.filter((page) => page['/api/spans 200']).length, 30],
  ]),
];

type Least = readonly [what: string, count: number, least: number];

/** @param did what the attack must have done: with less of it, nothing would be proved */
function under(attack: Attack, did: (done: AttackDone) => readonly Least[]): World {
  return {
    name: `strangers come with ${attack}`,
    home: 'shared',
    longerThanEmptyMs: LONGER_MS,
    async play(scene) {
      const { home, expect, heldUp } = scene;
      const memoryMB = () => heldUp(() => privateMB(home));
      await using neighbours = startNeighbours();
      await using strangers = startStrangers();
      const ports = portsOf(home);
      if (attack === 'many pages') await openOnce(home, ports, expect);
      await neighbours.begin(ports);
      const beforeMB = await memoryMB();
      await strangers.begin(attack, ports, home.meter);
      await delay(ATTACK_S * home.secondMs);
      const served = await neighbours.end();
      const done = await strangers.end();
      for (const [what, count, least] of did(done)) expect.soft(count, what).toBeGreaterThanOrEqual(least);
      expectServed(scene, served);
      await expect
        .poll(async () => (await memoryMB()) - beforeMB, {
          message: `MB of private memory above the ${beforeMB.toFixed(1)} before`,
          timeout: GIVEN_BACK_WITHIN_MS,
        })
        .toBeLessThanOrEqual(MORE_MB);
    },
  };
}

/**
 * A page asks once, and the thread that reads the journal for it has ended again. What the loader of a thread took is kept for the next one:
 * it is held once, however many pages there are.
 */
async function openOnce({ pid, meter }: Home, { page }: SharedPorts, expect: ExpectStatic): Promise<void> {
  const threads = () => readdirSync(`/proc/${pid}/task`).length;
  const before = threads();
  const answer = await fetch(`http://127.0.0.1:${page}${houseQuestion('/curve', { meter, span: 'day' })}`);
  expect(answer.status).toBe(200);
  await expect.poll(threads).toBeLessThanOrEqual(before);
}

function portsOf({ shared }: Home): SharedPorts {
  if (!shared) throw new Error('this home shares nothing');
  return shared;
}

/** Whoever asks as is meant had answers, and the reader of the line every byte, unless it was let go. */
function expectServed({ expect }: WorldScene, { tookMs, failures, line, isConnected }: Served): void {
  for (const [port, all] of Object.entries(tookMs)) {
    const failed = JSON.stringify(failures);
    expect.soft(all.length, `answers of ${port}, with ${failed}`).toBeGreaterThanOrEqual(LEAST_ANSWERS);
    expect.soft(Math.max(...all), `ms until ${port} was answered, with ${failed}`).toBeLessThan(ANSWERED_WITHIN_MS);
  }
  const { had, sent } = framesOf(line);
  const least = isConnected ? LEAST_ANSWERS : 1;
  expect.soft(sent.length, 'frames that a reader of the line has had').toBeGreaterThanOrEqual(least);
  const what = `what a reader had that is ${isConnected ? 'still connected' : 'let go'} is what the meter sent`;
  expect.soft(had.equals(Buffer.concat(sent)), what).toBe(true);
}

const [STX, ETX] = [0x02, 0x03].map(withEvenParity);

/** The bytes of a shared line from its first whole frame to its last, and as many frames as the meter sent them from the first on. */
function framesOf(line: Uint8Array): { readonly had: Buffer; readonly sent: readonly Uint8Array[] } {
  const had = Buffer.from(line).subarray(line.indexOf(Number(STX)), line.lastIndexOf(Number(ETX)) + 1);
  const first = serialOf(had);
  const count = had.filter((byte) => byte === STX).length;
  const frames = Array.from({ length: count }, (_, nth) => numberedFrame.historique(first + nth).groups);
  return { had, sent: frames.map((groups) => encodeFrame(groups, 'historique')) };
}

/** The serial number of the first frame. */
function serialOf(bytes: Uint8Array): number {
  const text = String.fromCharCode(...bytes.subarray(0, bytes.indexOf(Number(ETX))).map((byte) => byte & 0x7f));
  const registers = [...text.matchAll(/\nHCH[CP] (\d+)/g)].map(([, wh]) => Number(wh));
  return registers.reduce((sum, wh) => sum + wh, 0) - IMPORTED_WH;
}
