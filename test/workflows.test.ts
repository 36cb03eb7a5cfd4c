import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { PROJECT } from '../testbed/project.ts';

const FOLDER = join(PROJECT, '.github/workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);
const [ci = '', release = ''] = ['ci.yml', 'release.yml'].map((name) => new Map(WORKFLOWS).get(name));

/** The jobs of a workflow, each from its name on. */
function jobsIn(workflow: string): ReadonlyMap<string, string> {
  const [, jobs = ''] = workflow.split(/^jobs:\n/m);
  return new Map(jobs.split(/^(?= {2}\w+:$)/m).map((job) => [job.trim().split(':', 1)[0] ?? '', job]));
}

/** Whether a job may do more than its workflow, or is given secrets, however that is written. */
function mayDoMore(job: string): boolean {
  return /\b(?:permissions|write|secrets)\b/.test(job.replace(/#.*$/gm, ''));
}

/** The commands of a workflow, line by line. */
function commandsIn(workflow: string): readonly string[] {
  return [...workflow.matchAll(/^( *)(?:- )?run: (?:\|\n((?:\1 +.*\n)+)|(.*)$)/gm)].flatMap(([, , block, line = '']) =>
    (block ?? line).split('\n').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])),
  );
}

describe.each(WORKFLOWS)('%s', (name, workflow) => {
  test('may read the project, and more only in the two jobs that publish', () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    const more = [...jobsIn(workflow)].filter(([, text]) => mayDoMore(text));
    expect(more.map(([job]) => job)).toEqual(name === 'release.yml' ? ['publish', 'announce'] : []);
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
  const needs = [...jobsIn(release)].map(([name, job]) => [name, /^ {4}needs: (.+)$/m.exec(job)?.[1]]);
  expect(Object.fromEntries(needs)).toEqual({ test: undefined, pack: 'test', publish: 'pack', announce: 'publish' });
  const commands = commandsIn(release).filter((line) => /^(?:npm|gh|test) /.test(line));
  expect(commands).toEqual([
    'npm ci',
    expect.stringMatching(/^test "\$GITHUB_REF_NAME" = "v\$\(npm pkg get version /),
    'npm run release:check',
    expect.stringMatching(/^npm run --silent release:notes > /),
    expect.stringMatching(/^npm run --silent release:contents > /),
    'npm pack --pack-destination release-files',
    'npm publish ./release-files/*.tgz --provenance --access public',
    expect.stringMatching(/^gh release create .*--verify-tag/),
  ]);
});

test('what a release may publish or write with is not at hand where code of the project or of its tools runs', () => {
  const trusted = [...jobsIn(release)].filter(([, job]) => mayDoMore(job));
  expect(trusted.map(([name]) => name)).toEqual(['publish', 'announce']);
  for (const [, job] of trusted) {
    expect(job).not.toContain('actions/checkout');
    expect(commandsIn(job)).toEqual([expect.stringMatching(/^npm publish \.\/[\w-]+\/\*\.tgz |^gh release create /)]);
  }
});
