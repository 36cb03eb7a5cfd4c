import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Answer, WriteResult } from '../../src/influx/answer.ts';
import { openClient } from '../../src/influx/client.ts';
import { createVerifiedClient } from '../../src/influx/verified-client.ts';
import { PATIENT, type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';

const NEVER = new AbortController().signal;
const LINES = ['linky,meter=linky power_va=390 1700000000000'];
const TOKEN = 'a-long-s3cr3t-token';

describe('the result of a write over HTTP', () => {
  test.each([408, 425, 429])('%i means to wait', async (status) => {
    expect(await deliveredBy({ status })).toEqual({ kind: 'busy', says: String(status) });
  });

  test('405 does not come from InfluxDB', async () => {
    expect(await deliveredBy({ status: 405 })).toEqual({ kind: 'misconfigured', why: 'address', says: '405' });
  });

  test.each([429, 503])('a Retry-After with a date is waited for, with %i', async (status) => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    // Ten minutes are the most that is waited.
    expect(await deliveredBy({ status, headers: { 'retry-after': inAnHour } })).toMatchObject({ retryInMs: 600_000 });
  });

  test('a host name that does not exist', async () => {
    const client = openClient(configOf('http://linky.invalid:8086'), PATIENT);
    const delivery = await createVerifiedClient({
      client,
      config: configOf('http://linky.invalid:8086'),
      clock: systemClock,
    }).write(LINES, NEVER);
    client.close();
    expect(delivery).toMatchObject({ kind: 'unreachable', why: 'unknownHost' });
  });
});

describe('a long refusal', () => {
  const json = { 'content-type': 'application/json' };

  test('is cut off', async () => {
    const body = JSON.stringify({ error: `unable to parse ${'x'.repeat(1e6)}` });
    const answer = await answerOf({ status: 400, headers: json, body });
    expect(bodyOf(answer)).toBe(body.slice(0, 2_000));
    expect(await deliveredBy({ status: 400, headers: json, body })).toMatchObject({ kind: 'refused' });
  });

  test.each([
    ['at the end of a long JSON', json, 1_985],
    ['at the end of a long text', {}, 990],
  ])('has no part of a secret left where it was cut off, %s', async (_, headers, at) => {
    const answer = await answerOf({ status: 400, headers, body: `${'x'.repeat(at)}${TOKEN}${'y'.repeat(5_000)}` });
    expect(answer.shown(bodyOf(answer))).toContain('x***');
    expect(answer.shown(bodyOf(answer))).not.toContain('a-long');
  });
});

async function answerOf(scripted: ScriptedAnswer): Promise<Answer> {
  await using server = await startScriptedServer(() => scripted);
  const client = openClient(configOf(server.url), PATIENT);
  const answer = await client.post(LINES, NEVER);
  client.close();
  return answer;
}

async function deliveredBy(scripted: ScriptedAnswer): Promise<WriteResult> {
  await using server = await startScriptedServer(() => scripted);
  const client = openClient(configOf(server.url), PATIENT);
  const delivery = await createVerifiedClient({ client, config: configOf(server.url), clock: systemClock }).write(
    LINES,
    NEVER,
  );
  client.close();
  return delivery;
}

function configOf(url: string) {
  return { version: '2', url, token: TOKEN, org: 'home', bucket: 'linky', literal: true } as const;
}

function bodyOf(answer: Answer): string {
  return answer.kind === 'answered' ? answer.body : answer.says;
}
