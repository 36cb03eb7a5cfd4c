import { setImmediate as turn } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { startWriter } from '../../src/writer/writer.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const READINGS = 50;
/** What follows from a Reading is a few numbers. */
const MOST_BYTES_BACK = 100;
/** A Reading of a meter in standard mode, with all labels of its frame. */
const MOST_BYTES_OUT = 4_000;

test('a Reading costs Homebridge’s thread one message to the writer, and one short answer', async () => {
  const back: { readonly kind: string }[] = [];
  process.once('worker', (worker: Worker) => worker.on('message', (message) => back.push(message)));
  const post = vi.spyOn(Worker.prototype, 'postMessage');
  const { config } = readConfig(pluginBlock({ meters: [{ name: 'Linky', port: 'demo' }] }));
  const { log, troubles } = loggedTroubles(systemClock);
  const folder = temporaryFolder({ name: 'handed-over' });
  const writer = startWriter({ config, folder, host: 'homebridge', log, troubles, clock: systemClock });
  onTestFinished(async () => void (await writer.stop()));
  await writer.ask({ about: 'lastMode', meter: 'linky' });

  post.mockClear();
  back.length = 0;
  for (let nth = 0; nth < READINGS; nth += 1) {
    writer.take('linky', reading());
    await writer.untilAllTakenBut(0);
    await turn();
  }
  const taken = post.mock.calls.map(([message]) => message as { readonly kind: string }).filter(isOf('take'));
  const answers = back.filter(isOf('took'));
  expect(taken.length).toBe(READINGS);
  expect(answers.length).toBe(READINGS);
  // What else is said comes with the time, and not with a Reading.
  expect(post.mock.calls.length - taken.length).toBeLessThan(READINGS);
  expect(back.length - answers.length).toBeLessThan(READINGS);
  expect(Math.max(...taken.map(bytesOf))).toBeLessThan(MOST_BYTES_OUT);
  expect(Math.max(...answers.map(bytesOf))).toBeLessThan(MOST_BYTES_BACK);
});

const isOf = (kind: string) => (message: { readonly kind: string }) => message.kind === kind;
const bytesOf = (message: unknown) => serialize(message).length;

function reading(): Reading {
  const groups = standardGroups(household(1), '021900000001', Date.UTC(2035, 5, 12, 10));
  const frame = frameWith({
    mode: 'standard',
    labels: Object.fromEntries(groups.map(({ label, data }) => [label, data])),
    horodates: Object.fromEntries(groups.flatMap(({ label, horodate }) => (horodate ? [[label, horodate]] : []))),
  });
  return readingFromFrame(frame, systemClock.now());
}
