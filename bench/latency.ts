import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { standardGroups } from '../src/source/demo/frames.ts';
import { household } from '../src/source/demo/household.ts';
import { encodeFrame } from '../src/tic/encode.ts';
import { freePort } from '../testbed/daemon.ts';
import { type Influx, startInflux } from '../testbed/databases/servers.ts';
import type { Subscription } from '../testbed/homebridge/phone.ts';
import { openPty, type Pty } from '../testbed/meter/pty.ts';
import { type Span, watchStillness } from './core-pauses.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { emptyHome, linkyHome, numberOf, withDatabase } from './paired-home.ts';
import { type Observed, quantile, quantileOfCut } from './process-usage.ts';
import { figure, type Table } from './table.ts';

/** How many meters run at a time, so that 500 frames take two minutes if the machine has its cores. */
const METERS = 4;
const FRAMES = 500;
const QUICK_FRAMES = 60;
/** How long the code warms up. */
const WARM_MS = 10_000;
/** The mirror sends every ten seconds. */
const LONGEST_MS = 12_000;
const ETX = 0x03;
const SHARES = [0.5, 0.99];

const CONTACT = { kind: 'contact', when: 'power', above: 5_000, hysteresis: 0, delayOn: 0, delayOff: 0 };
const STATE = { characteristic: 'ContactSensorState' } as const;

/**
 * The time from the end of a frame to its value in Apple Home, compared with the least that is possible there, and to
 * its row in InfluxDB.
 */
export async function latencyTable(quick: boolean): Promise<Table> {
  const frames = quick ? QUICK_FRAMES : FRAMES;
  await using influx = await withDatabase(await startInflux());
  await using post = await postTo(influx);
  await using scope = new AsyncDisposableStack();
  const ptys = [];
  for (let n = 0; n <= METERS; n += 1) ptys.push(scope.use(await openPty()));
  const [floorPty, ...linkyPtys] = ptys;
  const home = scope.use(await linkyHome(linkyPtys.map(meterOn), post.url));
  const floor = scope.use(await emptyHome(floorPty?.pluginSide));
  const [floorMeter, ...meters] = ptys.map((pty, nth) => scope.use(countingMeter(pty, nth)));
  await delay(WARM_MS);
  // Each subscription has its own connection: an event that is sent at once takes the delayed ones of the same
  // connection along.
  const [contacts, tiles]: [Subscription[], Subscription[]] = [[], []];
  for (let n = 1; n <= METERS; n += 1) {
    contacts.push(await home.phone.subscribe({ accessory: `High ${n}`, ...STATE }));
    tiles.push(await home.phone.subscribe(numberOf(`House ${n} Power`)));
  }
  const floorContact = await floor.phone.subscribe({ accessory: 'Odd', ...STATE });
  const floorTile = await floor.phone.subscribe(numberOf('Count'));
  await using stillness = await watchStillness();
  const fromMs = performance.now();
  while (meters.flatMap(({ sentMs }) => sentMs.filter((ms) => ms >= fromMs)).length < frames) await delay(100);
  const toMs = performance.now();
  await delay(LONGEST_MS);
  const sentMs = (one: CountingMeter | undefined) => one?.sentMs.filter((ms) => ms >= fromMs && ms < toMs) ?? [];
  const readableMs = await post.readable();
  await stillness.told();
  const events = (all: readonly Subscription[]) => meters.flatMap((one, n) => between(sentMs(one), all[n]));
  const stillPercent = (stillness.within(fromMs, toMs) / (toMs - fromMs)) * 100;
  return {
    title: 'From the end of a frame',
    says: `From when its last byte (ETX) is written to a pseudo-terminal, in ms; ${METERS} meters in standard mode, a frame a second, in pieces of ${PIECE_BYTES} bytes at the line's speed. *Counting plugin*: the empty one, with one meter, whose frames it counts; no plugin can be faster. HAP-NodeJS sends what a contact or a motion sensor says at once, and keeps back all other events for 250 ms. The machine stood still for ${stillPercent.toFixed(0)} % of the time; *awake* is without what of that fell between, *unheld* an estimate (Kaplan and Meier's) from what happened before the first time it did: right as far as it stands still whatever runs. *Whole* are those that it let end.`,
    header: ['from ETX to', 'p50', 'p99', 'p50 awake', 'p99 awake', 'p50 unheld', 'p99 unheld', 'of', 'whole'],
    rows: [
      row('HAP event, contact sensor', events(contacts)),
      row('the same, counting plugin', between(sentMs(floorMeter), floorContact)),
      row('HAP event, number of a tile', events(tiles)),
      row('the same, counting plugin', between(sentMs(floorMeter), floorTile)),
      row('row readable in InfluxDB (sent every 10 s)', meters.flatMap(rowsOf)),
      row('of which from sending to readable', post.sendings),
    ],
  };

  function rowsOf(one: CountingMeter): readonly Span[] {
    return sentMs(one).map((fromMs) => ({ fromMs, toMs: readableMs.get(one.vaAt(fromMs)) ?? Number.NaN }));
  }

  function row(name: string, spans: readonly Span[]): Table['rows'][number] {
    const tookMs = spans.map(({ fromMs, toMs }) => toMs - fromMs);
    if (tookMs.some(Number.isNaN)) throw new Error(`${name}: something never came`);
    const awakeMs = spans.map(({ fromMs, toMs }) => toMs - fromMs - stillness.within(fromMs, toMs));
    const unheld = spans.map((span) => observed(span, stillness.next(span.fromMs)));
    const figures = [tookMs, awakeMs].flatMap((all) => SHARES.map((share) => quantile(all, share)));
    const all = [...figures, ...SHARES.map((share) => quantileOfCut(unheld, share))];
    const whole = unheld.filter((one) => one.whole).length;
    const cells = all.map((ms) => (Number.isNaN(ms) ? '' : figure(ms, '', 1)));
    return [name, ...cells, figure(spans.length), figure(whole)];
  }
}

/** How long it took; if the machine stood still before, how long it had taken until then. */
function observed({ fromMs, toMs }: Span, stillFromMs: number): Observed {
  return { value: Math.min(toMs, stillFromMs) - fromMs, whole: toMs <= stillFromMs };
}

function meterOn({ pluginSide: port }: Pty, nth: number) {
  return { name: `House ${nth + 1}`, port, mode: 'standard', sensors: [{ ...CONTACT, name: `High ${nth + 1}` }] };
}

/** Each frame changes the value, so its event is the first one after it. */
function between(sentMs: readonly number[], subscription: Subscription | undefined): readonly Span[] {
  const eventsMs = subscription?.pending.map(({ atMs }) => atMs) ?? [];
  return sentMs.map((fromMs) => ({ fromMs, toMs: eventsMs.find((atMs) => atMs >= fromMs) ?? Number.NaN }));
}

/** A meter that records when each of its frames ends. */
interface CountingMeter extends AsyncDisposable {
  readonly sentMs: readonly number[];
  /** The power in the frame that ended then. */
  vaAt(sentMs: number): number;
}

function countingMeter(pty: Pty, nth: number): CountingMeter {
  const sentMs: number[] = [];
  let n = -1;
  const write = (piece: Uint8Array) => {
    if (piece.at(-1) === ETX) sentMs.push(performance.now());
    return pty.write(piece);
  };
  const nextFrame = () => {
    n += 1;
    return frameOf(vaOf(n, nth));
  };
  const meter = speaking(write, PIECE_BYTES, nextFrame, true);
  return {
    sentMs,
    vaAt: (ms) => vaOf(sentMs.indexOf(ms), nth),
    [Symbol.asyncDispose]: () => meter[Symbol.asyncDispose](),
  };
}

/** A power that no other frame of any meter has, alternately above and below the sensor's threshold. */
function vaOf(n: number, nth: number): number {
  return (n % 2 === 0 ? 7_000 : 1_000) + n * (METERS + 1) + nth;
}

function frameOf(va: number): Uint8Array {
  const data = String(va).padStart(5, '0');
  const groups = standardGroups(house, '021900000001', Date.now());
  const told = groups.map((group) => (group.label === 'SINSTS' ? { label: 'SINSTS', data } : group));
  return encodeFrame(told, 'standard');
}

const house = household(1);

/** A proxy in front of InfluxDB that records when a request begins to arrive and, after its answer, which rows can be read. */
async function postTo(influx: Influx) {
  const port = await freePort();
  const seenMs = new Map<number, number>();
  const sendings: Span[] = [];
  const looks: Promise<void>[] = [];
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: Number(new URL(influx.url).port) });
    let sentMs: number | undefined;
    client.on('data', () => {
      sentMs ??= performance.now();
    });
    upstream.on('data', () => {
      if (sentMs !== undefined) looks.push(look(sentMs));
      sentMs = undefined;
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
  }).listen(port, '127.0.0.1');

  async function look(sentMs: number): Promise<void> {
    const rows = await influx.query('SELECT power_va FROM linky ORDER BY time DESC LIMIT 400', 'linky');
    const readMs = performance.now();
    const fresh = rows.map((row) => Number(row['power_va'])).filter((va) => !seenMs.has(va));
    for (const va of fresh) seenMs.set(va, readMs);
    if (fresh.length > 0) sendings.push({ fromMs: sentMs, toMs: readMs });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    sendings,
    /** When the row with each power could be read. */
    async readable(): Promise<ReadonlyMap<number, number>> {
      await Promise.all(looks);
      return seenMs;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await Promise.all(looks);
    },
  };
}
