import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const decisions = readFileSync(join(ROOT, 'DECISIONS.md'), 'utf8');

/** Where a path of the text may begin. Most of them begin in src. */
const PLACES = ['', 'src', 'homebridge-ui/page'];

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ path: `src/${name}`, code: readFileSync(join(ROOT, 'src', name), 'utf8') }));

test.each([
  ['ARCHITECTURE.md', text],
  ['DECISIONS.md', decisions],
])('%s names only files and folders that exist', (_, words) => {
  const links = [...words.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path);
  const named = [...words.matchAll(/`([\w.-]*(?:\/[\w.-]*)+|[\w-]+\.(?:ts|json))`/g)].map(([, path = '']) => path);
  expect(links.length + named.length).toBeGreaterThan(50);
  // Paths of a server, such as `/ping`, are none of ours.
  const paths = [...links, ...named].filter((path) => !path.startsWith('/'));
  expect(paths.filter((path) => !PLACES.some((place) => existsSync(join(ROOT, place, path))))).toEqual([]);
});

test('the table of folders has each file and folder of src', () => {
  const table = text.split('\n## The folders\n')[1]?.split('\n## ')[0] ?? '';
  const named = new Set([...table.matchAll(/`src\/([\w.-]+)/g)].map(([, name = '']) => name));
  expect(readdirSync(join(ROOT, 'src')).filter((name) => !named.has(name))).toEqual([]);
});

describe('ARCHITECTURE.md', () => {
  describe('explains words', () => {
    const rows = [...sectionOf('Words').matchAll(/^\| ([^|]+) \| [^|]+ \| `(\w+)` in \[`[^`]+`\]\((\S+)\) \|$/gm)].map(
      ([, words = '', name = '', path = '']) => ({ words: words.split(', '), name, path }),
    );

    test('each once, among them those of energy', () => {
      const words = rows.flatMap((row) => row.words);
      expect(new Set(words).size).toBe(words.length);
      const lines = sectionOf('Words')
        .split('\n')
        .filter((line) => line.startsWith('| ') && !line.startsWith('| Word'));
      expect(rows).toHaveLength(lines.length);
      const ofEnergy = ['day', 'span', 'period', 'register', 'curve', 'import', 'absence'];
      expect(words).toEqual(expect.arrayContaining(ofEnergy));
    });

    test.each(rows)('$words by $name, which stands in $path alone and uses them', ({ words, name, path }) => {
      const declaration = new RegExp(`^(?:export )?(?:interface|type|class) ${name}\\b`, 'm');
      const declaring = sources.filter(({ code }) => declaration.test(code));
      expect(declaring.map((source) => source.path)).toEqual([path]);
      for (const word of words) expect(declaring[0]?.code.toLowerCase()).toContain(word.toLowerCase());
    });

    test('of which no other type in src has the name with another meaning', () => {
      const meant = rows.map(({ path, name }) => `${path}: ${name}`);
      const words = new Set(rows.flatMap((row) => row.words.map((word) => word.toLowerCase().replaceAll(' ', ''))));
      const named = sources.flatMap(({ path, code }) =>
        [...code.matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm)]
          .filter(([, name = '']) => words.has(name.toLowerCase()))
          .map(([, name]) => `${path}: ${name}`),
      );
      expect(named.filter((one) => !meant.includes(one))).toEqual([]);
    });
  });
});

function sectionOf(title: string): string {
  const [, section = ''] = text.split(`\n## ${title}\n`);
  return section.split('\n## ')[0] ?? '';
}
