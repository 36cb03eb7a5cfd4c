// The process of the programs that use what a home shares as it is meant.
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { houseQuestion } from '../../testbed/house-question.ts';
import type { Neighbours } from './neighbours.ts';
import { answerCalls, nowMs } from './process-calls.ts';
import type { SharedPorts } from './strangers.ts';

const ASK_EVERY_MS = 200;
const AGAIN_AFTER_MS = 100;
/** An attempt is given up after so long. */
const ATTEMPT_MS = 4_000;
/** A question is given up after so long. */
const QUESTION_MS = 30_000;
/** What each port is asked, and a field that its answer must have. */
const QUESTIONS = {
  reading: { path: '/', field: 'apparentPower' },
  page: { path: houseQuestion('/status', {}), field: 'status' },
} as const;

type HttpPort = keyof typeof QUESTIONS;

const life = new AbortController();
const tookMs: { readonly [P in HttpPort]: number[] } = { reading: [], page: [] };
const failures: { [portAndMessage: string]: number } = {};
const chunks: Uint8Array[] = [];
const open: Promise<void>[] = [];
let line: Socket | undefined;

answerCalls<Neighbours>({
  async begin(ports) {
    for (const port of ['reading', 'page'] as const) {
      await ask(port, ports);
      open.push(askOn(port, ports));
    }
    line = connect(ports.line, '127.0.0.1').on('error', () => {});
    line.on('data', (chunk) => chunks.push(new Uint8Array(chunk)));
    await once(line, 'data');
  },
  async end() {
    life.abort();
    await Promise.all(open);
    const isConnected = line?.readyState === 'open';
    line?.destroy();
    return { tookMs, failures, line: Buffer.concat(chunks), isConnected };
  },
});

async function askOn(port: HttpPort, ports: SharedPorts): Promise<void> {
  while (!life.signal.aborted) {
    await ask(port, ports);
    await delay(ASK_EVERY_MS);
  }
}

/** Asks until there is an answer, or none is to be expected any more, and notes how long that took. */
async function ask(port: HttpPort, ports: SharedPorts): Promise<void> {
  const fromMs = nowMs();
  while (nowMs() - fromMs < QUESTION_MS) {
    const failure = await failureOf(port, ports[port]);
    if (failure === undefined) break;
    failures[`${port}: ${failure}`] = (failures[`${port}: ${failure}`] ?? 0) + 1;
    await delay(AGAIN_AFTER_MS);
  }
  tookMs[port].push(nowMs() - fromMs);
}

/** Asks once, over a connection of its own. Gives what came instead of the answer. */
async function failureOf(port: HttpPort, number: number): Promise<string | undefined> {
  const { path, field } = QUESTIONS[port];
  const request = get({ host: '127.0.0.1', port: number, path, agent: false, signal: AbortSignal.timeout(ATTEMPT_MS) });
  try {
    const [response] = await once(request, 'response');
    const answer = await json(response);
    return Object.hasOwn(Object(answer), field) ? undefined : `${response.statusCode} without ${field}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
