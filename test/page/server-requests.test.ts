import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failureReason } from '../../homebridge-ui/page/ask.ts';
import { serverRequests } from '../../homebridge-ui/page/server-requests.ts';
import { pageWordsIn } from '../../testbed/support/page-words.ts';

const words = pageWordsIn('fr', ['fr-FR']);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a request has the page’s language, and its timer is cleared after the answer', async () => {
  const request = vi.fn(async () => []);
  expect(await serverRequests(words, { request })('/ports', {})).toEqual([]);
  expect(request).toHaveBeenCalledWith('/ports', { language: 'fr' });
  expect(vi.getTimerCount()).toBe(0);
});

test('the reason for a refused request is the message that Homebridge gives', async () => {
  const ask = serverRequests(words, { request: () => Promise.reject({ message: 'hors ligne' }) });
  await expect(ask('/ports', {}).catch(failureReason)).resolves.toBe('hors ligne');
});

test.each(['/status', '/ports', '/listen', '/influx/try', '/mqtt/try', '/check'] as const)(
  'a request that is never answered fails after a minute at most: %s',
  async (path) => {
    const ask = serverRequests(words, { request: () => new Promise(() => {}) });
    const reason = ask(path, {} as never).catch(failureReason);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(reason).resolves.toBe(words.texts.unanswered);
  },
);
