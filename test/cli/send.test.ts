import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { send } from '../../src/cli/send.ts';
import { systemClock } from '../../src/clock.ts';
import { type Scripted, startScripted } from '../influx/scripted.ts';
import { createScene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const STORED: Scripted = { status: 204 };

/** Sends a journal with 450 readings to a server that answers so. */
async function sent(answerTo: (lines: readonly string[], request: number) => Scripted = () => STORED) {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', ...Array.from({ length: 450 }, (_, n) => n));
  journal.commit();
  await using server = await startScripted(answerTo);
  const { session, printed, remarks } = fakeSession('en', { clock: systemClock, random: () => 1 });
  const options = { storage: dirname(scene.path), url: server.url, bucket: 'linky', json: true };
  const outcome = await send(options, session).then(
    () => 'sent',
    (error: Error) => error.message,
  );
  const lines = server.requests.flatMap((request) => request.lines).filter((line) => line.startsWith('linky,'));
  return { outcome, lines, requests: server.requests.length, printed, remarks, left: journal.delivered };
}

describe('what the journal holds is sent once', () => {
  test('oldest first, and the journal is as it was', async () => {
    const { outcome, lines, printed, left } = await sent();
    expect(outcome).toBe('sent');
    expect(lines.map((line) => /power_va=(\d+)/.exec(line)?.[1])).toEqual(
      Array.from({ length: 450 }, (_, n) => String(n)),
    );
    expect(JSON.parse(printed.join())).toEqual({ readings: 450, refused: 0, dropped: 0 });
    expect(left).toBe(0);
  });

  test('again, where the server asks to wait', async () => {
    const { outcome, requests } = await sent((_, request) => (request === 0 ? { status: 429 } : STORED));
    expect([outcome, requests]).toEqual(['sent', 2]);
  });

  test('but for what the server will never take', async () => {
    const bad = { status: 400, body: '{"error":"unable to parse"}' };
    const isBad = (line: string) => line.includes('power_va=7,') || line.includes('power_va=7 ');
    const { outcome, remarks, printed } = await sent((lines) => (lines.some(isBad) ? bad : STORED));
    expect(outcome).toBe('sent');
    expect(remarks).toEqual([expect.stringContaining('Refused (400 unable to parse): linky,meter=linky power_va=7')]);
    expect(JSON.parse(printed.join())).toEqual({ readings: 450, refused: 1, dropped: 0 });
  });
});

describe('what does not work is said in words:', () => {
  test.each<[Scripted, string]>([
    [{ status: 401 }, 'does not accept the token'],
    [{ status: 404, body: '{"message":"bucket \\"linky\\" not found"}' }, 'has no linky'],
    [{ status: 403 }, 'does not let it write to linky'],
  ])('%j', async (answer, words) => {
    const { outcome, requests } = await sent(() => answer);
    expect(outcome).toContain(words);
    expect(requests).toBe(1);
  });
});
