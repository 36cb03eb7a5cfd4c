import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { houseQuestion } from '../house-question.ts';
import type { SharedPorts } from './strangers.ts';

const ASK_EVERY_MS = 200;
/** What each port is asked, and a field that its answer must have. */
const QUESTIONS = {
  reading: { path: '/', field: 'apparentPower' },
  page: { path: houseQuestion('/status', {}), field: 'status' },
} as const;

/** Programs that use what a home shares as it is meant: one reads the line, one asks each of the other ports. */
export interface Neighbours extends AsyncDisposable {
  /** How many questions were answered. */
  readonly answers: { readonly reading: number; readonly page: number };
  /** What the reader of the line has read. */
  readonly line: Buffer;
  /** Whether that reader is still connected. */
  readonly isConnected: boolean;
}

export function startNeighbours(ports: SharedPorts): Neighbours {
  const life = new AbortController();
  const answers = { reading: 0, page: 0 };
  const chunks: Buffer[] = [];
  const line = connect(ports.line, '127.0.0.1').on('error', () => {});
  line.on('data', (chunk) => chunks.push(chunk));
  const lives = (['reading', 'page'] as const).map(async (port) => {
    for (; !life.signal.aborted; await delay(ASK_EVERY_MS)) {
      if (await isAnswered(ports[port], QUESTIONS[port], life.signal)) answers[port] += 1;
    }
  });
  return {
    answers,
    get line() {
      return Buffer.concat(chunks);
    },
    get isConnected() {
      return line.readyState === 'open';
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      line.destroy();
      await Promise.all(lives);
    },
  };
}

/** Asks once, over a connection of its own. One that is turned away asks again later, as any program does. */
async function isAnswered(
  port: number,
  { path, field }: (typeof QUESTIONS)[keyof typeof QUESTIONS],
  signal: AbortSignal,
): Promise<boolean> {
  const request = get({ host: '127.0.0.1', port, path, agent: false, signal });
  try {
    const [response] = await once(request, 'response');
    return Object.hasOwn(Object(await json(response)), field);
  } catch {
    return false;
  }
}
