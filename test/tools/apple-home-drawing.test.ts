import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { PROJECT } from '../../testbed/project.ts';
import { appleHomeDrawing } from '../../tools/pictures/apple-home-drawing.ts';

describe.each(LANGUAGES)('the drawing of Apple Home in %s', (language) => {
  const drawn = appleHomeDrawing(language);

  test('is the one in the documents', () => {
    expect(readFileSync(join(PROJECT, `docs/images/apple-home.${language}.svg`), 'utf8')).toBe(drawn);
  });

  test('has the names that the plugin gives to its accessories', () => {
    const { tile } = textsIn[language].homekit;
    for (const name of [tile.power('Linky'), tile.current('Linky')]) expect(drawn).toContain(`>${name}</text>`);
  });

  test('says that it is no screenshot', () => {
    expect(drawn).toMatch(
      { en: /<desc>A drawing, not a screenshot\./, fr: /<desc>Un dessin, pas une capture/ }[language],
    );
  });

  test('has the same shapes as in the other language', () => {
    const shapes = (svg: string) => svg.replace(/>[^<]*</g, '><');
    expect(new Set(LANGUAGES.map((other) => shapes(appleHomeDrawing(other))))).toHaveProperty('size', 1);
  });
});
