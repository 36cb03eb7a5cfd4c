import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { PROJECT } from '../../testbed/project.ts';
import { receiverDrawing } from '../../tools/pictures/receiver-drawing.ts';
import { wiringDrawing } from '../../tools/pictures/wiring-drawing.ts';

const DRAWINGS = { wiring: wiringDrawing, receiver: receiverDrawing };

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(Object.entries(DRAWINGS))(
    'the picture %s in the documents is the one that is drawn today',
    (name, draw) => {
      expect(readFileSync(join(PROJECT, `docs/images/${name}.${language}.svg`), 'utf8')).toBe(draw(language));
    },
  );

  test.each(Object.entries(DRAWINGS))('the picture %s has no text beyond its edges', (_, draw) => {
    const svg = draw(language);
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    expect(places.length).toBeGreaterThan(15);
    expect(places.filter(([x, y]) => x > Number(width) || y > Number(height) - 8)).toEqual([]);
  });
});
