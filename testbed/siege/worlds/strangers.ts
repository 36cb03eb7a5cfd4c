import { withEvenParity } from '../../../src/tic/checksum-and-parity.ts';
import { encodeFrame } from '../../../src/tic/encode.ts';
import { IMPORTED_WH, numberedFrame } from '../../meter/numbered-frames.ts';
import { type Neighbours, startNeighbours } from '../neighbours.ts';
import { type Attack, type AttackDone, startStrangers } from '../strangers.ts';
import { unless, type World } from '../world.ts';

/** So many answers a neighbour has while the strangers are there. */
const LEAST_ANSWERS = 5;

export const strangerWorlds: readonly World[] = [
  under('pipelined requests', ({ sentBytes, connections: { reading, page } }) => [
    [sentBytes, 1_000_000],
    [reading, 4],
    [page, 4],
  ]),
  under('headers byte by byte', ({ connections: { reading, page } }) => [
    [reading, 60],
    [page, 60],
  ]),
  under('readers that never read', ({ connections: { line, reading, page } }) => [
    [line, 15],
    [reading, 15],
    [page, 15],
  ]),
  under('held connections', ({ connections: { line, reading, page } }) => [
    [line, 200],
    [reading, 200],
    [page, 200],
  ]),
  under('many pages', ({ pages }) => [
    [pages.filter((page) => page['/api/status 200']).length, 40],
    // With all of them at once, some may be told to ask later.
    [pages.filter((page) => page['/api/spans 200']).length, 30],
  ]),
];

/** @param did what the attack has done, and must at least have done: with less of it, nothing would be proved */
function under(attack: Attack, did: (done: AttackDone) => readonly (readonly [count: number, least: number])[]): World {
  return {
    name: `strangers come with ${attack}`,
    home: 'shared',
    maySay: [
      /already read the raw TIC stream/,
      /did not read it/,
      /program.* disconnected, because this machine was too busy/,
    ],
    async play({ shared: ports, meter, until }) {
      if (!ports) throw new Error('this home shares nothing');
      await using neighbours = startNeighbours(ports);
      await using strangers = startStrangers({ attack, ports, meter: meter.name });
      await until('the strangers have done what they came for', () => {
        const { done } = strangers;
        return done !== undefined && did(done).every(([count, least]) => count >= least);
      });
      const before = { ...neighbours.answers };
      await until(
        'the neighbours are answered meanwhile',
        () =>
          neighbours.answers.reading >= before.reading + LEAST_ANSWERS &&
          neighbours.answers.page >= before.page + LEAST_ANSWERS,
      );
      await until('a neighbour reads the line', () => hasRead(neighbours));
      return problemsOfLine(neighbours);
    },
  };
}

/** Whether the reader of the line has had some frames; one that was let go, as the machine was too busy for it, gets no more. */
function hasRead({ line, isConnected }: Neighbours): boolean {
  return framesOf(line).sent.length >= (isConnected ? LEAST_ANSWERS : 1);
}

function problemsOfLine({ line }: Neighbours): readonly string[] {
  const { had, sent } = framesOf(line);
  return unless(had.equals(Buffer.concat(sent)), 'what a reader of the line had is not what the meter sent');
}

const [STX, ETX] = [0x02, 0x03].map(withEvenParity);

/** The bytes of a shared line from its first whole frame to its last, and as many frames as the meter sent them from the first on. */
function framesOf(line: Buffer): { readonly had: Buffer; readonly sent: readonly Uint8Array[] } {
  const had = line.subarray(line.indexOf(Number(STX)), line.lastIndexOf(Number(ETX)) + 1);
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
