import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askIn, reasonOf } from '../../homebridge-ui/page/asking.ts';
import { wordsIn } from '../../homebridge-ui/page/model/words.ts';

const words = wordsIn('fr', ['fr-FR']);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('asks in the page’s language', async () => {
  const request = vi.fn(async () => []);
  expect(await askIn(words, { request })('/ports', {})).toEqual([]);
  expect(request).toHaveBeenCalledWith('/ports', { language: 'fr' });
  expect(vi.getTimerCount()).toBe(0);
});

test('what Homebridge says against it is the reason', async () => {
  const ask = askIn(words, { request: () => Promise.reject({ message: 'hors ligne' }) });
  await expect(ask('/ports', {}).catch(reasonOf)).resolves.toBe('hors ligne');
});

test.each(['/status', '/ports', '/listen', '/influx/try', '/check'] as const)(
  'what is never answered fails: %s',
  async (path) => {
    const ask = askIn(words, { request: () => new Promise(() => {}) });
    const answer = ask(path, {} as never).catch(reasonOf);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(answer).resolves.toBe(words.texts.unanswered);
  },
);
