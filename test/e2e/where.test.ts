import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import pack from '../../package.json' with { type: 'json' };
import { PROJECT } from '../../testbed/project.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

test('what the log says of an error in the built plugin leads to the sources', async () => {
  const said = await defect();
  expect(said).toContain('TypeError');
  expect(said).not.toContain('src/');

  const frames = (await where(said)).split('\n').flatMap((line) => {
    const [, called, source, built] = /^ +at (\S+) \((src\/\S+)\) {2}(.+)$/.exec(line) ?? [];
    return called === undefined ? [] : [{ called, source, built }];
  });
  expect(frames).toEqual(
    expect.arrayContaining([
      { called: 'startHomekit', source: 'src/homekit/accessories.ts', built: expect.stringContaining('flatMap(') },
      { called: 'Object.guard', source: 'src/service.ts', built: 'act();' },
    ]),
  );
  for (const { called = '', source = '' } of frames) {
    expect(readFileSync(join(PROJECT, source), 'utf8')).toContain(called.split('.').at(-1));
  }
});

test('a log that has a trace of an installed plugin keeps all its other lines', async () => {
  const built = readFileSync(join(PROJECT, 'dist/service.js'), 'utf8').split('\n');
  const at = built.findIndex((line) => line.includes('function createStaleTimer')) + 1;
  const installed = `file:///var/lib/homebridge/node_modules/${pack.name}/dist/service.js:${at}:7`;
  const others = [
    '[Linky TIC] A defect',
    'at connect (/usr/lib/node_modules/homebridge/dist/service.js:7:1)',
    'dist/no.js:1:1',
  ];
  const said = await where([...others, `at createStaleTimer (${installed})`, `at async ${installed}`].join('\n'));
  const line = built[at - 1];
  const source = 'src/stale-timer.ts';
  expect(said).toBe(
    [...others, `at createStaleTimer (${source})  ${line}`, `at async ${source}  ${line}`, ''].join('\n'),
  );
});

/** What the built plugin says in the log, in a Homebridge that does not give it what it needs. */
async function defect(): Promise<string> {
  const { default: register } = await import(pathToFileURL(join(PROJECT, pack.main)).href);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const log = { info: say, warn: say, error: say, debug: say };
  const block = pluginBlock({ meters: [{ port: 'demo' }] });
  const api = {
    registerPlatform: (_: string, Platform: new (...words: unknown[]) => unknown) => new Platform(log, block, api),
    on: (event: string, then: () => void) => event === 'didFinishLaunching' && then(),
    // Without a storage folder it starts nothing.
    user: {},
  };
  register(api);
  return said.join('\n');
}

async function where(trace: string): Promise<string> {
  const child = spawn(process.execPath, [join(PROJECT, 'tools/where.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(trace);
  return await text(child.stdout);
}
