import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slugOf } from '../../src/config/slug.ts';
import { anyCharacter } from '../../testbed/support/generated.ts';

describe('a meter’s slug', () => {
  test.each([
    ['Linky', 'linky'],
    ['Maison de l’été', 'maison-de-l-ete'],
    ['Cœur & Læticia', 'coeur-laeticia'],
    ['ŒUVRE  (2e)', 'oeuvre-2e'],
    ['Île de Ré', 'ile-de-re'],
    ['Île de Ré'.normalize('NFD'), 'ile-de-re'],
    ['電気', 'linky'],
  ])('of %s is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test('is a valid tag for any name, and the slug of itself is the same', () =>
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (name) => {
        const slug = slugOf(name);
        expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(slugOf(slug)).toBe(slug);
      }),
    ));
});
