import { SECOND_MS } from '../../support/time.ts';
import type { Home } from '../home.ts';
import { EVERYDAY } from '../meter.ts';
import { REPEATED_UNKNOWN_LABELS, singleUnknownLabel } from '../unusual-frames.ts';
import { unless, type World } from '../world.ts';

const DISCONNECTS_AFTER_MS = 0.4 * SECOND_MS;
const DISCONNECTIONS = 40;
/** Ten a second: faster than a line could carry them. */
const FAST = { everyMs: 0.1 * SECOND_MS };
/** How many unknown labels are believed of one meter. */
const MOST_UNKNOWN = 32;
/** How many frames have unknown labels, and how many of the labels that came once are searched for in the database. */
const UNKNOWN_FRAMES = 300;
const SINGLE_LABELS = 200;
/** How many Readings the queue on Homebridge's thread holds. Those that do not fit are counted and logged. */
const QUEUE = 10_000;

export const meterLineWorlds: readonly World[] = [
  {
    name: 'a meter sends ever new labels that no specification names',
    home: 'line',
    says: [/sends more than 32 labels that are in no specification/],
    async play(home) {
      const { meter, until } = home;
      const last = meter.sent + UNKNOWN_FRAMES;
      meter.behaviour = { ...FAST, frames: 'unknown labels' };
      await until('the frames with unknown labels were sent', () => meter.sent >= last);
      meter.behaviour = EVERYDAY;
      await home.delivered(last);
      const cameOnce = await fieldsAmong(
        home,
        Array.from({ length: SINGLE_LABELS }, (_, nth) => singleUnknownLabel(nth)),
      );
      const cameOften = await fieldsAmong(home, REPEATED_UNKNOWN_LABELS);
      return [
        ...unless(cameOnce.length === 0, `the database has fields for labels that came once: ${cameOnce}`),
        ...unless(cameOften.length <= MOST_UNKNOWN, `the database has ${cameOften.length} fields for unknown labels`),
      ];
    },
  },
  {
    name: 'a bridge disconnects its reader every 400 ms',
    home: 'line',
    says: [/disappeared while it was read/, /the meter is back/],
    async play({ homebridge, meter, until }) {
      const fromLine = homebridge.log.length;
      const last = meter.disconnected + DISCONNECTIONS;
      meter.behaviour = { ...FAST, disconnectsAfterMs: DISCONNECTS_AFTER_MS };
      await until('the bridge has disconnected its readers', () => meter.disconnected >= last);
      meter.behaviour = EVERYDAY;
      await homebridge.waitForLog('the meter is back', fromLine);
      return [];
    },
  },
  { name: '6 000 frames arrive at once', home: 'disk', play: (home) => burst(home, 6_000) },
  {
    name: '20 000 frames arrive at once',
    home: 'disk',
    play: (home) => burst(home, 20_000),
    maySay: [
      /readings are waiting to be written/,
      /The waiting readings are written/,
      /lost before (?:it|they) could be written/,
    ],
    mayLack: { most: 20_000 - QUEUE, logged: 'by number' },
  },
];

/** Which of these labels of a meter are fields in the database. */
async function fieldsAmong({ meter, database }: Home, labels: readonly string[]): Promise<readonly string[]> {
  const fields = labels.map((label) => `last("${label}") AS "${label}"`);
  const [row = {}] = await database.query(`SELECT ${fields} FROM linky_tic WHERE meter = '${meter.name}'`);
  return labels.filter((label) => row[label] !== undefined && row[label] !== null);
}

async function burst({ meter }: Home, frames: number): Promise<readonly string[]> {
  meter.burst(frames);
  return [];
}
