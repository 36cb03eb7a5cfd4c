import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { PriceList } from '../../src/share/thread/price-answer.ts';
import { createAnsweringSink } from '../../src/share/thread/reading-answer.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

const run = promisify(execFile);
const PERIODS = [
  { name: 'HP', price: 0.2065 },
  { name: 'HC', price: 0.1579, hours: '02:56-07:56' },
];
const PRICES = [{ from: '2026-01-01', subscription: 15, periods: PERIODS }];

/**
 * Runs a command that asks for prices, with a house that tells them at both addresses of the page. Expects that EMHASS is sent what it takes,
 * or else that the command shows when a kWh begins to cost least. The house has the present time, which the command takes from the system.
 */
export async function planAsDocumented(command: string): Promise<void> {
  const sent: unknown[] = [];
  const meter = { name: 'House', staleAfter: 20, prices: PRICES };
  const clock = fakeClock({ wallMs: Date.now() });
  const house = createAnsweringSink({ meter, texts: textsIn.en.readingShare, clock });
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') sent.push([request.url, await json(request)]);
    response.end(JSON.stringify(answerTo(request)));
  });
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { stdout } = await run('sh', ['-euc', command.replaceAll(/:(?:2002|5000)\//g, `:${port}/`)]);
    // A quarter of an hour may have ended while the command ran.
    const cheapest = [clock.wall(), Date.now()].map((atMs) => `${cheapestFrom(atMs)}\n`);
    if (!command.includes('/action/')) return expect(cheapest).toContain(stdout);
    const { load_cost_forecast } = answerTo({ method: 'GET', url: '/forecast' }) as { load_cost_forecast?: object };
    expect(Object.keys(load_cost_forecast ?? {}).length).toBeGreaterThan(180);
    expect(sent).toEqual([['/action/dayahead-optim', { load_cost_forecast }]]);
  } finally {
    server.close();
  }

  /** When the first of the cheapest quarters that are not over begins. */
  function cheapestFrom(atMs: number): string | undefined {
    const list = answerTo({ method: 'GET', url: '/prices' }) as PriceList;
    const left = list.filter(({ end }) => Date.parse(end) > atMs);
    const least = Math.min(...left.map(({ value }) => value));
    return left.find(({ value }) => value === least)?.start;
  }

  function answerTo({ method = '', url = '' }: Pick<IncomingMessage, 'method' | 'url'>): object {
    return house.answer({ method, url, host: '127.0.0.1' }).body;
  }
}
