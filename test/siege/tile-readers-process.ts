// The process that reads the tiles of all homes. It does nothing else, so a late answer is late because of the home.
import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from 'hap-controller';
import { overlap } from './allowed-read-time.ts';
import { coreTimesOf, giveCoreFirst, watchOwnPauses, withoutCoreMs } from './machine-load.ts';
import { answerCalls, nowMs } from './process-calls.ts';
import { type PairedBridge, READ_EVERY_MS, type Read, type Readers } from './tile-readers.ts';

/** CurrentAmbientLightLevel (HAP R2 §9.21). */
const LIGHT_LEVEL = '0000006B-0000-1000-8000-0026BB765291';
/**
 * How long `reads` waits for the answer to a pending read, because only then it is known for how long that waited for a
 * core.
 */
const ANSWER_TIMEOUT_MS = 10_000;

interface Home {
  readonly bridge: PairedBridge;
  readonly everyMs: number;
  readonly reads: Read[];
  /** The read that is not answered yet. */
  pending?: { readonly askedMs: number; readonly over: Promise<void> } | undefined;
  isOver: boolean;
}

giveCoreFirst(process.pid);
const homes = new Map<string, Home>();
const pauses = watchOwnPauses();
const ownTimes = coreTimesOf('self');
const ownWaits: { readonly atMs: number; readonly ownMs: number }[] = [];
/** How often the time for which this process has waited for a core is recorded. */
const RECORD_EVERY_MS = 100;
/**
 * Only waits of this process in the last second before an answer count for that read: before, it was waiting for the
 * home anyway.
 */
const OWN_PART_MS = 1_000;

answerCalls<Readers>({
  async begin(name, bridge, everyMs = READ_EVERY_MS) {
    const home: Home = { bridge, everyMs, reads: [], isOver: false };
    homes.set(name, home);
    const first = Promise.withResolvers<void>();
    void readFor(home, first.resolve);
    await first.promise;
  },
  async end(name) {
    homeOf(name).isOver = true;
  },
  async reads(name, span) {
    const home = homeOf(name);
    const { pending } = home;
    await Promise.race([pending?.over, delay(ANSWER_TIMEOUT_MS)]);
    const unanswered = pending && home.pending === pending ? [{ fromMs: pending.askedMs, toMs: nowMs() }] : [];
    return [...home.reads, ...unanswered].filter((read) => overlap(read, span));
  },
  pauses: async (span) => pauses.filter((pause) => overlap(pause, span)),
});

setInterval(() => ownWaits.push({ atMs: nowMs(), ownMs: ownTimes()?.waitedMs ?? 0 }), RECORD_EVERY_MS);

async function readFor(home: Home, tellFirst: () => void): Promise<void> {
  let phone = await phoneOf(home.bridge).catch(() => undefined);
  const timesOfHome = coreTimesOf(home.bridge.pid);
  for (let dueMs = nowMs(); !home.isOver; dueMs = Math.max(dueMs + home.everyMs, nowMs())) {
    await delay(Math.max(0, dueMs - nowMs()));
    const { promise: over, resolve: close } = Promise.withResolvers<void>();
    const before = timesOfHome();
    const fromMs = nowMs();
    home.pending = { askedMs: fromMs, over };
    const answered = (answer: Pick<Read, 'value' | 'failure'>) => {
      const toMs = nowMs();
      const after = timesOfHome();
      const waited = before &&
        after && { waitedMs: withoutCoreMs(before, after, toMs - fromMs) + ownWaitedMs(fromMs, toMs) };
      home.reads.push({ fromMs, toMs, ...answer, ...waited });
    };
    try {
      phone ??= await phoneOf(home.bridge);
      answered({ value: await phone.read() });
      tellFirst();
    } catch (error) {
      answered({ failure: String(error) });
      await phone?.close();
      phone = undefined;
    }
    home.pending = undefined;
    close();
  }
  await phone?.close();
}

/** A phone that keeps its connection open, as an iPhone does. */
async function phoneOf({ username, port, pairing }: PairedBridge) {
  const client = new HttpClient(username, '127.0.0.1', port, pairing, { usePersistentConnections: true });
  const id = idIn(await client.getAccessories());
  return {
    async read(): Promise<number> {
      const [answer] = (await client.getCharacteristics([id])).characteristics;
      if (typeof answer?.value !== 'number') throw new Error(`answered ${JSON.stringify(answer)}`);
      return answer.value;
    },
    close: () => client.close().catch(() => {}),
  };
}

function idIn({ accessories }: Awaited<ReturnType<HttpClient['getAccessories']>>): string {
  for (const { aid, services } of accessories) {
    for (const { characteristics } of services) {
      const found = characteristics.find(({ type }) => type === LIGHT_LEVEL);
      if (found) return `${aid}.${found.iid}`;
    }
  }
  throw new Error('no light sensor');
}

/** For how long this process waited for a core at the end of a read that has just been answered. */
function ownWaitedMs(fromMs: number, toMs: number): number {
  const sinceMs = Math.max(fromMs, toMs - OWN_PART_MS);
  const before = ownWaits.findLast(({ atMs }) => atMs <= sinceMs) ?? ownWaits[0];
  return before ? (ownTimes()?.waitedMs ?? 0) - before.ownMs : 0;
}

function homeOf(name: string): Home {
  const home = homes.get(name);
  if (!home) throw new Error(`nobody reads ${name}`);
  return home;
}
