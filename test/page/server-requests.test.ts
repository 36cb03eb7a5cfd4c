import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageWordsIn } from '../../homebridge-ui/page/model/page-words.ts';
import { failureReason, serverRequests } from '../../homebridge-ui/page/server-requests.ts';

const words = pageWordsIn('fr', ['fr-FR']);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('asks in the page’s language', async () => {
  const request = vi.fn(async () => []);
  expect(await serverRequests(words, { request })('/ports', {})).toEqual([]);
  expect(request).toHaveBeenCalledWith('/ports', { language: 'fr' });
  expect(vi.getTimerCount()).toBe(0);
});

test('what Homebridge says against it is the reason', async () => {
  const ask = serverRequests(words, { request: () => Promise.reject({ message: 'hors ligne' }) });
  await expect(ask('/ports', {}).catch(failureReason)).resolves.toBe('hors ligne');
});

test.each(['/status', '/ports', '/listen', '/influx/try', '/check'] as const)(
  'what is never answered fails: %s',
  async (path) => {
    const ask = serverRequests(words, { request: () => new Promise(() => {}) });
    const answer = ask(path, {} as never).catch(failureReason);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(answer).resolves.toBe(words.texts.unanswered);
  },
);
