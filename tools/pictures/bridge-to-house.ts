import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { digits, standardGroups } from '../../src/source/demo/frames.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { ADDRESS } from './photographed-history.ts';
import { demoHouse, type Kind, type MeterValues, type PhotographedHouse } from './photographed-house.ts';

/** A TCP bridge to the meter of a house, which sends a frame a second with the time of a clock that is ahead. */
export async function bridgeTo(
  house: PhotographedHouse,
  aheadMs: number,
): Promise<AsyncDisposable & { readonly port: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timer = setInterval(() => {
    const frame = encodeFrame(groupsAt(Date.now() + aheadMs, house), 'standard');
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

/** A frame of the demo house with the power and the energy of another house. */
export function groupsAt(atMs: number, { kind, at }: PhotographedHouse): readonly WireGroup[] {
  const values = at(atMs);
  const given = kind.roofW === 0 ? [] : givenGroups(values);
  const changed = [...powerGroups(values, kind), ...given, ...registerGroups(values)];
  const labels = new Set(changed.map(({ label }) => label));
  const rest = standardGroups(demoHouse, ADDRESS, atMs).filter(({ label }) => !labels.has(label));
  return [...rest.map((group) => (SCALED.test(group.label) ? scaled(group, kind) : group)), ...changed];
}

/** What a house with another power has more or less of. The roof does not change it, for the sake of simplicity. */
const SCALED = /^(?:SMAXSN|CCASN|EASD\d\d)/;

function scaled({ data, ...group }: WireGroup, { times }: Kind): WireGroup {
  return { ...group, data: digits(Number(data) * times, data.length) };
}

function powerGroups({ drawnVA, givenVA }: MeterValues, { phases, subscribedKVA }: Kind): readonly WireGroup[] {
  const shares = phases === 1 ? [1] : [0.5, 0.31, 0.19];
  return [
    { label: 'PREF', data: digits(subscribedKVA, 2) },
    { label: 'PCOUP', data: digits(subscribedKVA, 2) },
    { label: 'SINSTS', data: digits(drawnVA, 5) },
    ...shares.flatMap((share, at) => [
      { label: `IRMS${at + 1}`, data: digits(((drawnVA + givenVA) * share) / 232, 3) },
      { label: `URMS${at + 1}`, data: digits(231 + at, 3) },
      ...(phases === 1 ? [] : [{ label: `SINSTS${at + 1}`, data: digits(drawnVA * share, 5) }]),
    ]),
  ];
}

function registerGroups({ importedWh, supplierWh }: MeterValues): readonly WireGroup[] {
  const registers = supplierWh.map((wh, at) => ({ label: `EASF${digits(at + 1, 2)}`, data: digits(wh, 9) }));
  return [{ label: 'EAST', data: digits(importedWh, 9) }, ...registers];
}

function givenGroups({ givenVA, exportedWh }: MeterValues): readonly WireGroup[] {
  return [
    { label: 'SINSTI', data: digits(givenVA, 5) },
    { label: 'EAIT', data: digits(exportedWh, 9) },
  ];
}
