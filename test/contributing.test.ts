import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { markdownIn } from '../testbed/markdown.ts';
import { PROJECT } from '../testbed/project.ts';

describe('CONTRIBUTING', () => {
  const { blocks, spans: ownSpans } = markdownIn('CONTRIBUTING.md');
  const spans = [...ownSpans, ...markdownIn('test/README.md').spans];

  test('has the packages that CI installs', () => {
    const [, ours = ''] = /--no-install-recommends (.*)/.exec(blocks.map(({ text }) => text).join('\n')) ?? [];
    const script = readFileSync(join(PROJECT, '.ci/run'), 'utf8');
    const [, theirs = ''] = /--no-install-recommends (.*)/.exec(script) ?? [];
    expect(ours.split(' ').sort()).toEqual(theirs.split(' ').sort());
  });

  test('names files and folders that there are', () => {
    const paths = spans.filter((span) => /^(?:\.ci|[\w-]+)\/[\w./-]*$|^[\w-]+\.md$/.test(span));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => path !== 'dist/' && !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  test('has a row for each script', () => {
    const named = new Set(ownSpans.flatMap((span) => /^npm (?:run )?(?:--silent )?([\w:]+)/.exec(span)?.[1] ?? []));
    expect(Object.keys(pack.scripts).filter((name) => name !== 'prepack' && !named.has(name))).toEqual([]);
  });

  test('names scripts that there are', () => {
    const named = spans.flatMap((span) => /^npm run (?:--silent )?([\w:]+)/.exec(span)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !Object.hasOwn(pack.scripts, name))).toEqual([]);
  });
});

test('the page on performance has each part of the benchmark', () => {
  const [, order = ''] =
    /^const ORDER = (\[[\s\S]*?\]) as const;$/m.exec(readFileSync(join(PROJECT, 'bench/main.ts'), 'utf8')) ?? [];
  const parts = [...order.matchAll(/'([\w-]+)'/g)].map(([, part]) => part);
  const [, table = ''] = /^\| part \|.*\n((?:\|.*\n)+)/m.exec(markdownIn('docs/performance.md').text) ?? [];
  const cells = [...table.matchAll(/^\|([^|]*)/gm)].map(([, cell = '']) => cell);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual(parts.toSorted());
});
