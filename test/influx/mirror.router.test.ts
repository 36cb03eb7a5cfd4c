import { expect, test } from 'vitest';
import {
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { runningMirror } from './running-mirror.ts';

test.each<[string, ScriptedAnswer]>([
  ['a page that is not there', { status: 404, body: '404 page not found' }],
  ['a method that is not allowed', { status: 405 }],
  ['a redirect', { status: 302, headers: { location: 'https://nas.example/login' } }],
  ['a web page', { status: 200, body: '<html>' }],
])(
  'after a router has answered with %s in place of the server, new readings are sent, and then the minute before once more',
  async (_, page) => {
    let isAway = false;
    await using server = await startScriptedServer(() => (isAway ? page : { status: 204 }));
    const journal = memoryJournal();
    await using it = runningMirror(journal, server.url, { literal: false });
    for (let round = 0; round < 16; round += 1) {
      journal.take({ apparentPowerVA: round });
      await it.rest();
    }
    isAway = true;
    journal.take({ apparentPowerVA: 16 });
    for (let time = 0; time < 3; time += 1) await it.round();
    expect(it.mirror.status.state).toBe('misconfigured');
    isAway = false;
    server.requests.length = 0;
    await it.rest();
    expect(powersAt(server)).toEqual([16, 10, 11, 12, 13, 14, 15]);
  },
);

test('a wrong token does not mean that the server was killed: nothing is sent again', async () => {
  let isWrong = false;
  await using server = await startScriptedServer(() => ({ status: isWrong ? 401 : 204 }));
  const journal = memoryJournal(3);
  await using it = runningMirror(journal, server.url, { literal: false });
  await it.rest();
  isWrong = true;
  journal.take({ apparentPowerVA: 3 });
  await it.round();
  isWrong = false;
  server.requests.length = 0;
  await it.rest();
  expect(powersAt(server)).toEqual([3]);
});

test('after an answer that only a part was stored delivery goes on, and the log says so once', async () => {
  await using server = await startScriptedServer(() => ({ status: 201, body: '{"error":"1 line was refused"}' }));
  const journal = memoryJournal(3);
  await using it = runningMirror(journal, server.url, { literal: false });
  for (let power = 3; power < 6; power += 1) {
    await it.rest();
    journal.take({ apparentPowerVA: power });
  }
  await it.rest();
  expect(powersAt(server)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, delivered: 6 });
  expect(it.lines.filter((line) => line.includes('stored only a part'))).toHaveLength(1);
});

function powersAt({ requests }: ScriptedServer): readonly unknown[] {
  const lines = requests.flatMap((request) => request.lines).filter((line) => line.startsWith('linky,'));
  return lines.map((line) => parseLine(line).fields['power_va']);
}
