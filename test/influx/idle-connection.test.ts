import type { Agent } from 'node:http';
import { describe, expect, test } from 'vitest';
import { watchIdleConnection } from '../../src/influx/idle-connection.ts';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { runningMirror } from './running-mirror.ts';

describe('a network that closes the connection in every pause', () => {
  test('soon raises no more doubts: only new readings are sent', async () => {
    const sent = await sentInPauses(20);
    expect(sent[1]).toEqual([1, 0]);
    // The readings in doubt wait for a quiet minute.
    expect(sent.slice(14)).toEqual(Array.from({ length: 6 }, (_, at) => [14 + at]));
  });

  test('and has announced that raises no doubt at all', async () => {
    const sent = await sentInPauses(6, { 'keep-alive': 'timeout=5, max=100' });
    expect(sent).toEqual(Array.from({ length: 6 }, (_, at) => [at]));
  });
});

describe('an idle connection', () => {
  test('that survives a pause makes the next cut count again', () => {
    const it = watched();
    for (let pause = 0; pause < 5; pause += 1) it.pause(10_000, false);
    expect(it.pause(10_000, false)).toBe(false);
    it.pause(10_000, true);
    expect(it.pause(10_000, false)).toBe(true);
  });

  test('that survives only the moment between two requests does not', () => {
    const it = watched();
    for (let pause = 0; pause < 5; pause += 1) {
      it.pause(10_000, false);
      it.pause(50, true);
    }
    expect(it.pause(10_000, false)).toBe(false);
  });

  test('counts as cut off only before the time that was announced', () => {
    const it = watched({ 'keep-alive': 'timeout=60' });
    expect(it.pause(10_000, false)).toBe(true);
    expect(it.pause(59_500, false)).toBe(false);
  });
});

/** Makes one request after another, all answered. Gives whether the connection seemed cut off in the pause after each. */
function watched(headers = {}) {
  let nowMs = 0;
  const agent = { freeSockets: {} as { [name: string]: { destroyed: boolean }[] } };
  const kept = watchIdleConnection(agent as unknown as Agent, () => nowMs);
  kept.requestBegins();
  kept.answered(headers);
  return {
    pause(ms: number, isKept: boolean): boolean {
      agent.freeSockets = { a: [{ destroyed: !isKept }] };
      nowMs += ms;
      const { wasCutOff } = kept;
      kept.requestBegins();
      kept.answered(headers);
      return wasCutOff;
    },
  };
}

/** The powers that were sent after each of this many pauses. In each pause one reading comes, and the connection is closed. */
async function sentInPauses(pauses: number, headers = {}): Promise<readonly (readonly unknown[])[]> {
  await using server = await startScriptedServer(() => ({ status: 204, headers }));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url, { literal: false });
  const sent: unknown[][] = [];
  for (let pause = 0; pause < pauses; pause += 1) {
    journal.take({ apparentPowerVA: pause });
    await it.rest();
    const lines = server.requests.splice(0).flatMap((request) => request.lines);
    sent.push(lines.filter((line) => line.startsWith('linky,')).map((line) => parseLine(line).fields['power_va']));
    await server.closeIdleConnections();
  }
  return sent;
}
