// A process of its own that reads the tiles of all homes. It does nothing else, so that what is late is the home.
import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from 'hap-controller';
import { answerCalls, nowMs } from './calls.ts';
import { overlap } from './lateness.ts';
import { type Paired, READ_EVERY_MS, type Read, type Readers, type Span } from './readers.ts';

/** CurrentAmbientLightLevel (HAP R2 §9.21). */
const LIGHT_LEVEL = '0000006B-0000-1000-8000-0026BB765291';
/** How often this process looks whether it runs. */
const LOOK_MS = 5;
/** A timer may be so late for reasons of Node's own. */
const SHORTEST_PAUSE_MS = 15;

interface Home {
  readonly bridge: Paired;
  readonly reads: Read[];
  /** When the question was asked that is not answered yet. */
  askedMs?: number | undefined;
  isOver: boolean;
}

const homes = new Map<string, Home>();
const pauses: Span[] = [];

answerCalls<Readers>({
  async begin(name, bridge) {
    const home: Home = { bridge, reads: [], isOver: false };
    homes.set(name, home);
    const first = Promise.withResolvers<void>();
    void readFor(home, first.resolve);
    await first.promise;
  },
  async end(name) {
    homeOf(name).isOver = true;
  },
  async reads(name, span) {
    const { reads, askedMs } = homeOf(name);
    const open = askedMs === undefined ? [] : [{ fromMs: askedMs, toMs: nowMs() }];
    return [...reads, ...open].filter((read) => overlap(read, span));
  },
  pauses: async (span) => pauses.filter((pause) => overlap(pause, span)),
});
watchItself();

async function readFor(home: Home, tellFirst: () => void): Promise<void> {
  let phone = await phoneOf(home.bridge).catch(() => undefined);
  for (let dueMs = nowMs(); !home.isOver; dueMs = Math.max(dueMs + READ_EVERY_MS, nowMs())) {
    await delay(Math.max(0, dueMs - nowMs()));
    home.askedMs = nowMs();
    try {
      phone ??= await phoneOf(home.bridge);
      const value = await phone.read();
      home.reads.push({ fromMs: home.askedMs, toMs: nowMs(), value });
      tellFirst();
    } catch (error) {
      home.reads.push({ fromMs: home.askedMs, toMs: nowMs(), failure: String(error) });
      await phone?.close();
      phone = undefined;
    }
    home.askedMs = undefined;
  }
  await phone?.close();
}

/** A phone that keeps its connection, as Apple's do. */
async function phoneOf({ username, port, pairing }: Paired) {
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

function watchItself(): void {
  let lookedMs = nowMs();
  setInterval(() => {
    const toMs = nowMs();
    const fromMs = lookedMs + LOOK_MS;
    if (toMs - fromMs >= SHORTEST_PAUSE_MS) pauses.push({ fromMs, toMs });
    lookedMs = toMs;
  }, LOOK_MS);
}

function homeOf(name: string): Home {
  const home = homes.get(name);
  if (!home) throw new Error(`nobody reads ${name}`);
  return home;
}
