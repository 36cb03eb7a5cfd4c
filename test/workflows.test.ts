import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { PROJECT } from '../testbed/project.ts';

const FOLDER = join(PROJECT, '.github/workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);
const [ci = '', release = ''] = ['ci.yml', 'release.yml'].map((name) => new Map(WORKFLOWS).get(name));

/** The commands of a workflow, line by line. */
function commandsIn(workflow: string): readonly string[] {
  return [...workflow.matchAll(/^( *)(?:- )?run: (?:\|\n((?:\1 +.*\n)+)|(.*)$)/gm)].flatMap(([, , block, line = '']) =>
    (block ?? line).split('\n').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])),
  );
}

describe.each(WORKFLOWS)('%s', (_, workflow) => {
  test('says that it has not been run', () => expect(workflow).toContain('It has not been run yet'));

  test('may read the project, and more only in a job that says so', () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  });

  test('names each action by its commit, with its version beside it', () => {
    const actions = [...workflow.matchAll(/uses: (?!\.\/)(.*)$/gm)].map(([, action]) => action);
    expect(actions.length).toBeGreaterThan(1);
    for (const action of actions) expect(action).toMatch(/^actions\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('ends each job that hangs', () => {
    const jobs = workflow.match(/^ {4}runs-on: /gm) ?? [];
    expect(jobs.length).toBeGreaterThan(0);
    expect(workflow.match(/^ {4}timeout-minutes: \d+$/gm)).toHaveLength(jobs.length);
  });

  test('runs scripts that there are', () => {
    const scripts = commandsIn(workflow).flatMap((line) => /\bnpm run (?:--silent )?([\w:]+)/.exec(line)?.[1] ?? []);
    expect(scripts.filter((name) => !Object.hasOwn(pack.scripts, name))).toEqual([]);
  });
});

test('CI runs .ci/run, on the two versions of Debian, and nothing else of the project', () => {
  const commands = commandsIn(ci).filter((line) => !line.startsWith('apt-get '));
  expect(commands).toEqual(['.ci/run']);
  expect(ci).toContain('debian: [12, 13]');
});

test('a release is tested and checked before it is published, and says what is in it', () => {
  expect(release).toMatch(/^ {4}uses: \.\/\.github\/workflows\/ci\.yml$/m);
  expect(release).toMatch(/^ {4}needs: test$/m);
  const commands = commandsIn(release).filter((line) => /^npm |^gh /.test(line));
  expect(commands).toEqual([
    'npm ci',
    'npm run release:check',
    expect.stringMatching(/^npm run --silent release:notes > /),
    expect.stringMatching(/^npm run --silent release:contents > /),
    'npm pack --pack-destination release-files',
    'npm publish ./release-files/*.tgz --provenance --access public',
    expect.stringMatching(/^gh release create .*--verify-tag/),
  ]);
});

test('what a release may publish or write with is not at hand where code of the project or of its tools runs', () => {
  const jobs = release.split(/^(?= {2}\w+:$)/m);
  const trusted = jobs.filter((job) => /^ +(?:id-token|contents): write$|\$\{\{ secrets\./m.test(job));
  expect(trusted.map((job) => job.trim().split(':', 1)[0])).toEqual(['publish', 'announce']);
  for (const job of trusted) {
    expect(job).not.toContain('actions/checkout');
    expect(commandsIn(job)).toEqual([expect.stringMatching(/^npm publish \.\/[\w-]+\/\*\.tgz |^gh release create /)]);
  }
});
