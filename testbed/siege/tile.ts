import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from 'hap-controller';
import { keepConnection } from '../homebridge/kept-connection.ts';
import type { Bridge } from '../homebridge/known-phone.ts';
import { knownPairing } from '../homebridge/known-phone.ts';

/** CurrentAmbientLightLevel (HAP R2 §9.21). */
const LIGHT_LEVEL = '0000006B-0000-1000-8000-0026BB765291';

/** One read of the number of a tile, from its request to its answer, by `performance.now()`. */
export interface Read {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value?: number;
  /** What came instead of a number. */
  readonly failure?: string;
}

/** A phone that reads the light sensor of a home again and again: the tile with its power. */
export interface TileReader extends AsyncDisposable {
  /** The growing list of its reads. */
  readonly reads: readonly Read[];
}

export function readTile({ username, port }: Bridge, everyMs: number): TileReader {
  const options = { usePersistentConnections: true };
  const phone = keepConnection(() => new HttpClient(username, '127.0.0.1', port, knownPairing(username), options));
  const reads: Read[] = [];
  let id: string | undefined;
  let isOver = false;
  void (async () => {
    for (; !isOver; await delay(everyMs)) {
      const fromMs = performance.now();
      const answer = await phone.ask(power).then(
        (value) => ({ value }),
        (error: unknown) => ({ failure: String(error) }),
      );
      reads.push({ fromMs, toMs: performance.now(), ...answer });
    }
    await phone.close();
  })();
  return {
    reads,
    async [Symbol.asyncDispose]() {
      isOver = true;
      await phone.close();
    },
  };

  async function power(client: HttpClient): Promise<number> {
    id ??= idIn(await client.getAccessories());
    const [answer] = (await client.getCharacteristics([id])).characteristics;
    if (typeof answer?.value !== 'number') throw new Error(`answered ${JSON.stringify(answer)}`);
    return answer.value;
  }
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
