import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { BUILT_AT_MS } from '../../src/settings.ts';
import { digits, standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { DAY_MS, parisDay, parisInstant } from '../../src/source/demo/paris-time.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import type { TimedReading } from '../../testbed/journal-history.ts';
import { readingWith } from '../../testbed/sample-reading.ts';

const MINUTE_MS = 60_000;
const DAYS = 30;
const EVENING_S = 19.6 * 3600;
const NOON_S = 12.7 * 3600;
const ENOUGH_VA = 2_500;
/** The house of the port `demo`, with the same seed. */
const house = household(1);

/**
 * The first evening after the release of this version with dinner cooking, a white Tempo day and a red one next, so
 * that the pictures are the same each time. And the noon before it.
 */
export function momentsOfPictures(): { readonly eveningMs: number; readonly noonMs: number } {
  for (let day = parisDay(BUILT_AT_MS); ; day += 1) {
    const eveningMs = parisInstant(day, EVENING_S);
    const { today, tomorrow, apparentPowerVA } = house.at(eveningMs);
    if (today === 'white' && tomorrow === 'red' && apparentPowerVA > ENOUGH_VA)
      return { eveningMs, noonMs: parisInstant(day, NOON_S) };
  }
}

/** How a house differs from that of the demo, which draws up to 8.9 kVA. */
export interface Kind {
  /** The factor by which its power differs. */
  readonly times: number;
  readonly phases: 1 | 3;
  readonly subscribedKVA: number;
  /** The power of its solar panels at noon, in VA. */
  readonly roofVA: number;
}

export const FAMILY: Kind = { times: 1, phases: 1, subscribedKVA: 9, roofVA: 0 };
export const FARM: Kind = { times: 3.4, phases: 3, subscribedKVA: 36, roofVA: 0 };
export const SUNNY: Kind = { times: 1, phases: 1, subscribedKVA: 9, roofVA: 3_400 };

/** The Readings of a house over the month before, one for each minute. */
export function* monthBefore(meter: string, kind: Kind, endMs: number): Generator<TimedReading> {
  for (let atMs = endMs - DAYS * DAY_MS; atMs < endMs; atMs += MINUTE_MS) {
    const { apparentPowerVA, totalWh, offPeak, today } = house.at(atMs);
    const drawnVA = Math.max(0, apparentPowerVA * kind.times - roofVAAt(atMs, kind));
    const tariff = `${offPeak ? 'HC' : 'HP'}  ${NAMES[today]}`;
    yield { meter, atMs, reading: readingWith({ apparentPowerVA: drawnVA, importedWh: totalWh * kind.times, tariff }) };
  }
}

const NAMES = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' } as const;

/** The curve of solar power on a sunny day in winter. */
function roofVAAt(atMs: number, { roofVA }: Kind): number {
  const hour = ((atMs - parisInstant(parisDay(atMs), 0)) / 3_600_000) % 24;
  return Math.round(Math.max(0, Math.sin(((hour - 8.5) / 8.5) * Math.PI)) * (hour < 17 ? roofVA : 0));
}

/** A TCP bridge to the meter of a house, which sends a frame a second with the time of a clock that is ahead. */
export async function bridgeTo(kind: Kind, aheadMs: number): Promise<AsyncDisposable & { readonly port: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timer = setInterval(() => {
    const frame = encodeFrame(groupsAt(Date.now() + aheadMs, kind), 'standard');
    for (const socket of sockets) socket.write(frame);
  }, 1000);
  const { port } = server.address() as { readonly port: number };
  return {
    port: `tcp://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A frame of the demo house with the power of another house. */
export function groupsAt(atMs: number, kind: Kind): readonly WireGroup[] {
  const { apparentPowerVA, totalWh } = house.at(atMs);
  const balanceVA = apparentPowerVA * kind.times - roofVAAt(atMs, kind);
  const power = powerGroups(Math.max(0, balanceVA), kind);
  const given = kind.roofVA === 0 ? [] : givenGroups(Math.max(0, -balanceVA));
  const changed = [...power, ...given, { label: 'EAST', data: digits(totalWh * kind.times, 9) }];
  const labels = new Set(changed.map(({ label }) => label));
  const rest = standardGroups(house, '021900000001', atMs).filter(({ label }) => !labels.has(label));
  return [...rest.map((group) => (group.label === 'SMAXSN' ? scaled(group, kind) : group)), ...changed];
}

function scaled({ data, ...group }: WireGroup, { times }: Kind): WireGroup {
  return { ...group, data: digits(Number(data) * times, data.length) };
}

function powerGroups(powerVA: number, { phases, subscribedKVA }: Kind): readonly WireGroup[] {
  const shares = phases === 1 ? [1] : [0.5, 0.31, 0.19];
  return [
    { label: 'PREF', data: digits(subscribedKVA, 2) },
    { label: 'PCOUP', data: digits(subscribedKVA, 2) },
    { label: 'SINSTS', data: digits(powerVA, 5) },
    ...shares.flatMap((share, at) => [
      { label: `IRMS${at + 1}`, data: digits((powerVA * share) / 232, 3) },
      { label: `URMS${at + 1}`, data: digits(231 + at, 3) },
      ...(phases === 1 ? [] : [{ label: `SINSTS${at + 1}`, data: digits(powerVA * share, 5) }]),
    ]),
  ];
}

function givenGroups(givenVA: number): readonly WireGroup[] {
  return [
    { label: 'SINSTI', data: digits(givenVA, 5) },
    { label: 'EAIT', data: digits(4_812_640, 9) },
  ];
}
