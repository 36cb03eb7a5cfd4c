import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import pack from '../../package.json' with { type: 'json' };
import { PROJECT } from '../../testbed/project.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const DIST = join(PROJECT, 'dist');
/** What stands for a `using`, which Node 22 does not know. */
const OF_THE_COMPILER = '_usingCtx';

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
      { called: 'startHomekit', source: 'src/homekit/accessories.ts', built: expect.stringMatching(/^flatMap\(/) },
      { called: 'Object.guard', source: 'src/service/defects.ts', built: expect.stringMatching(/^act\(\)/) },
    ]),
  );
  for (const { called = '', source = '' } of frames) {
    expect(readFileSync(join(PROJECT, source), 'utf8')).toContain(called.split('.').at(-1));
  }
});

test('a log that has a trace of an installed plugin keeps all its other lines', async () => {
  const [row, column] = placeOf('cancel=clock.after(staleAfterMs');
  const installed = `file:///var/lib/homebridge/node_modules/${pack.name}/dist/common.js:${row}:${column}`;
  const others = [
    '[Linky TIC] A defect',
    'at connect (/usr/lib/node_modules/homebridge/dist/service.js:7:1)',
    `at gone (/opt/${pack.name}/dist/gone.js:1:1)`,
  ];
  const trace = [...others, `at startTimeout (${installed})`, `at async ${installed}`];
  const source = 'src/reading/stale-timer.ts';
  expect((await where(trace.join('\n'))).split('\n')).toEqual([
    ...others,
    expect.stringContaining(`at startTimeout (${source})  cancel=clock.after(`),
    expect.stringContaining(`at async ${source}  cancel=clock.after(`),
    '',
  ]);
});

test('each function and each class of the package stands below the path of its source', () => {
  const misplaced: string[] = [];
  let functions = 0;
  for (const file of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
    // What ajv made, and a library, have no source.
    if (!file.endsWith('.js') || ['compiled-schema.js', 'mqtt-client.js'].includes(file)) continue;
    let [path, source] = ['', ''];
    for (const line of readFileSync(join(DIST, file), 'utf8').split('\n')) {
      const [, above] = /^\/\/ (src\/\S+)$/.exec(line) ?? [];
      if (above !== undefined) [path, source] = [above, readFileSync(join(PROJECT, above), 'utf8')];
      // Where two sources have the same name, the bundle has a number behind one of them.
      const [, name] = /^(?:(?:async )?function\*? ?|(?:var|let|const) (?=\w+=class))(\w+)/.exec(line) ?? [];
      if (name === undefined || name === OF_THE_COMPILER) continue;
      functions += 1;
      if (!new RegExp(`\\b(?:function\\*?|class) ${name}\\b`).test(source))
        misplaced.push(`${file}: ${name} below ${path}`);
    }
  }
  expect(misplaced).toEqual([]);
  expect(functions).toBeGreaterThan(1_000);
});

/** Where this code stands in what was built of the service: its line and column, from 1. */
function placeOf(code: string): readonly [number, number] {
  const before = readFileSync(join(DIST, 'common.js'), 'utf8').split(code, 1)[0]?.split('\n') ?? [];
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}

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
