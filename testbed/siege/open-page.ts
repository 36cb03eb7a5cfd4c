import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { houseQuestion } from '../house-question.ts';
import type { PageAnswers } from './strangers.ts';

/** As many connections as a browser opens to one server. */
const CONNECTIONS = 6;
const STATUS_EVERY_MS = 1_000;
const ENERGY_EVERY_MS = 5_000;

export interface OpenPage {
  readonly port: number;
  /** The slug of the meter that it shows. */
  readonly meter: string;
  onConnection(): void;
}

/** Asks as the house's page in a browser would, for ever. Gives the growing counts of its answers. */
export function openPage({ port, meter, onConnection }: OpenPage): PageAnswers {
  const answers: { [pathAndStatus: string]: number } = {};
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const ask = async (path: string) => {
    const status = await statusOf({ port, path, agent, onConnection });
    const name = `${path.replace(/\?.*/s, '')} ${status ?? 'none'}`;
    answers[name] = (answers[name] ?? 0) + 1;
  };
  void (async () => {
    await ask('/');
    void again(() => ask(houseQuestion('/status', {})), STATUS_EVERY_MS);
    void again(() => Promise.all(energyQuestions(meter).map(ask)), ENERGY_EVERY_MS);
  })();
  return answers;
}

function energyQuestions(meter: string): readonly string[] {
  const [today = ''] = new Date().toISOString().split('T');
  const month = `${today.slice(0, 7)}-01`;
  return [
    houseQuestion('/spans', { meter, by: 'day', from: month, to: today }),
    houseQuestion('/curve', { meter, span: 'day' }),
    houseQuestion('/offers', { meter }),
  ];
}

async function again(act: () => Promise<unknown>, everyMs: number): Promise<void> {
  for (;;) {
    await act();
    await delay(everyMs);
  }
}

interface Asked extends Pick<OpenPage, 'port' | 'onConnection'> {
  readonly path: string;
  readonly agent: Agent;
}

/** The status of an answer that has come as a whole; none when the connection broke. */
function statusOf({ port, path, agent, onConnection }: Asked): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const request = get({ host: '127.0.0.1', port, path, agent });
  request.on('socket', (socket) => socket.connecting && socket.once('connect', onConnection));
  request.on('error', () => resolve(undefined));
  request.on('response', (response) => {
    response.resume().on('end', () => resolve(response.statusCode));
    response.on('close', () => resolve(undefined));
  });
  return promise;
}
