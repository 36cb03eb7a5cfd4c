import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { PROJECT } from '../../testbed/project.ts';
import { receiverDrawing } from '../../tools/pictures/receiver-drawing.ts';
import { wiringDrawing } from '../../tools/pictures/wiring-drawing.ts';

/** How wide a letter is, in parts of the size of its font, on average. */
const LETTER_WIDTH = 0.55;

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
    const [, width = Number.NaN, height = Number.NaN] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
    const texts = [...svg.matchAll(/<text ([^>]*)>([^<]*)/g)].map(([, attributes = '', text = '']) => {
      const of = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(attributes)?.[1];
      const [x, y, wide] = [Number(of('x')), Number(of('y')), text.length * LETTER_WIDTH * Number(of('font-size'))];
      const left = x - wide * ({ middle: 0.5, end: 1 }[of('text-anchor') ?? ''] ?? 0);
      return { text, left, right: left + wide, y };
    });
    expect(texts.length).toBeGreaterThan(15);
    const isInside = ({ left, right, y }: (typeof texts)[number]) => left >= 0 && right <= width && y <= height - 8;
    expect(texts.filter((one) => !isInside(one))).toEqual([]);
  });
});
