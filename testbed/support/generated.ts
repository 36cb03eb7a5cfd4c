import fc, { type Parameters } from 'fast-check';

/** Everything that tests draw follows from it: the same in each `npm test`, and a new one in each round of `npm run test:explore`. */
export const SEED = Number(process.env['LINKY_TIC_SEED'] ?? 1);

/** How many times as many runs there are as in `npm test`. */
const TIMES = Number(process.env['LINKY_TIC_TIMES'] ?? 1);

/** So many runs or lives in `npm test`, and more where more are asked for. */
export function runsOf(few: number): number {
  return Math.ceil(few * TIMES);
}

/**
 * What a property draws: so many runs, after the values that it once failed with. Those stand in a file beside its own,
 * `X.known.ts` for `X.property.test.ts`: a seed no longer gives them once the generator has changed.
 */
export function runs<Values>(few: number, known: readonly Values[] = []): Parameters<Values> {
  return { numRuns: known.length + runsOf(few), examples: [...known] };
}

/**
 * Any character of Unicode, as a unit of `fc.string`. fast-check's own `binary` and `grapheme` take half a second to make
 * their tables.
 */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));
