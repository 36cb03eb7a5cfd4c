import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { houseRequests } from '../../homebridge-ui/page/house-requests.ts';
import { pageWordsIn } from '../../testbed/support/page-words.ts';

const words = pageWordsIn('fr', ['fr-FR']);
const { unanswered } = words.texts;
const BUSY = () => new Response('{"error":"Trop de demandes"}', { status: 503, headers: { 'Retry-After': '2' } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('asks by GET, with the question and the language in the address', async () => {
  const { ask, addresses } = asking(() => Response.json(['maison']));
  expect(await ask('/meters', {})).toEqual(['maison']);
  await ask('/curve', { meter: 'l’été & co', span: 'day' });
  const [, curve = ''] = addresses;
  expect(addresses[0]).toBe('api/meters?asks=%7B%22language%22%3A%22fr%22%7D');
  expect(curve.startsWith('api/curve?asks=')).toBe(true);
  const { searchParams } = new URL(curve, 'http://house/');
  expect(JSON.parse(searchParams.get('asks') ?? '')).toEqual({ meter: 'l’été & co', span: 'day', language: 'fr' });
});

test('rejects with the server’s own sentence', async () => {
  const { ask } = asking(() => Response.json({ error: 'Champ inconnu' }, { status: 400 }));
  await expect(ask('/meters', {})).rejects.toThrow('Champ inconnu');
});

test.each([
  ['there is nobody', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['something else answers', () => new Response('<html>', { status: 200 })],
  ['a refusal says nothing', () => Response.json({}, { status: 404 })],
])('says in words that there is no answer where %s', async (_, answer) => {
  const { ask } = asking(answer);
  await expect(ask('/meters', {})).rejects.toThrow(unanswered);
});

test('asks a busy server again when it says so, four times at most', async () => {
  const answers = [BUSY, BUSY, () => Response.json([])];
  const { ask, addresses } = asking(() => answers.shift()?.() ?? BUSY());
  const answer = ask('/meters', {});
  await vi.advanceTimersByTimeAsync(3999);
  expect(addresses).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toEqual([]);

  const refused = expect(ask('/meters', {})).rejects.toThrow('Trop de demandes');
  await vi.advanceTimersByTimeAsync(60_000);
  await refused;
  expect(addresses).toHaveLength(3 + 4);
});

test('takes no answer that came while the device slept', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { ask } = asking(() => promise);
  const late = expect(ask('/status', {})).rejects.toThrow(unanswered);
  vi.setSystemTime(Date.now() + 3_600_000);
  resolve(Response.json({}));
  await late;
});

test('gives each question a time limit, that of the status a short one', async () => {
  const limits = vi.spyOn(AbortSignal, 'timeout');
  const { ask, signals } = asking(() => Response.json({}));
  await ask('/status', {});
  await ask('/meters', {});
  expect(limits.mock.calls).toEqual([[5000], [25_000]]);
  expect(signals).toEqual(limits.mock.results.map(({ value }) => value));
  limits.mockRestore();
});

function asking(answer: () => Response | Promise<Response>) {
  const addresses: string[] = [];
  const signals: AbortSignal[] = [];
  const ask = houseRequests(words, async (address, { signal }) => {
    addresses.push(address);
    signals.push(signal);
    return answer();
  });
  return { ask, addresses, signals };
}
