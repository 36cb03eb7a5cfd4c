import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');

/** Where a path of the text may begin. Most of them begin in src. */
const PLACES = ['', 'src', 'homebridge-ui/page'];

describe('ARCHITECTURE.md', () => {
  test('names only files and folders that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path);
    const named = [...text.matchAll(/`([\w.-]*(?:\/[\w.-]*)+|[\w-]+\.(?:ts|json))`/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(9);
    expect(named.length).toBeGreaterThan(30);
    // Paths of a server, such as `/ping`, are none of ours.
    const paths = [...links, ...named].filter((path) => !path.startsWith('/'));
    expect(paths.filter((path) => !PLACES.some((place) => existsSync(join(ROOT, place, path))))).toEqual([]);
  });

  test('explains at most 25 words, each once', () => {
    const rows = [...sectionOf('Words').matchAll(/^\| (?!Word )([^|-][^|]*) \|/gm)].map(([, word = '']) => word);
    const words = rows.flatMap((row) => row.split(', '));
    expect(words.length).toBeGreaterThan(15);
    expect(words.length).toBeLessThanOrEqual(25);
    expect(new Set(words).size).toBe(words.length);
  });

  test('goes the way of a byte in ten steps, each with a link', () => {
    const steps = sectionOf('The way of a byte')
      .split(/^\d+\. /m)
      .slice(1);
    expect(steps).toHaveLength(10);
    expect(steps.filter((step) => !/\]\(src\//.test(step))).toEqual([]);
  });

  test('says each decision in a heading and at most five lines', () => {
    const decisions = text.split(/^### /m).slice(1);
    expect(decisions.length).toBeGreaterThan(30);
    const lines = (decision: string) => (decision.split('\n## ')[0] ?? '').trim().split('\n').slice(1);
    expect(decisions.filter((decision) => lines(decision).length > 5)).toEqual([]);
  });
});

function sectionOf(title: string): string {
  const [, section = ''] = text.split(`\n## ${title}\n`);
  return section.split('\n## ')[0] ?? '';
}
