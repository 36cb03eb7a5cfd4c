import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLines } from '../../src/base/printable.ts';

test.each([
  ['a title for the window', '\x1b]0;mine\x07said', 'said'],
  ['a title that a string terminator ends', '\x1b]0;mine\x1b\\said', 'said'],
  ['a title that nothing ends', 'said\x1b]0;mine', 'said'],
  ['a link', '\x1b]8;;http://x\x1b\\here\x1b]8;;\x1b\\', 'here'],
  ['a device control string', '\x1bPq#0\x1b\\said', 'said'],
  ['a colour', '\x1b[31mred\x1b[0m', 'red'],
  ['a cleared window', '\x1b[2J\x1b[Hsaid', 'said'],
  ['a reset', '\x1bcsaid', 'said'],
  ['another set of characters', '\x1b(0said', 'said'],
  ['an ESC at the end', 'said\x1b', 'said'],
  ['a sequence in C1 controls', '\u009b2Jsaid\u009d0;mine\u009c', 'said'],
  ['nested sequences', '\x1b]0;a\x1b[31mb\x07said', 'b said'],
  ['a carriage return', 'bad\rgood', 'bad good'],
  ['lines and tabs', 'one\ntwo\tthree', 'one two three'],
  ['a bell, a backspace, DEL', 'a\x07b\x08c\x7fd', 'a b c d'],
  ['Unicode’s line separators', 'a\u2028b\u2029c', 'a b c'],
  ['a changed writing direction', 'a\u202egnp.exe\u2066b\u2069', 'a gnp.exe b '],
])('%s', (_, text, shown) => expect(printable(text)).toBe(shown));

test('visible characters stay as they are', () => {
  const text = 'Énergie : 12 345,678 kWh · « à l’heure » — 电 👋🏽 ✓';
  expect(printable(text)).toBe(text);
  expect(printableLines(`${text}\n\n${text}`)).toBe(`${text}\n\n${text}`);
});

test('a text of several lines keeps them', () => {
  expect(printableLines('a\x1b[1mb\r\nc\td\re\n')).toBe('ab\nc d e\n');
});

test('no control character is left of any text, and a second call changes nothing', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\x1b', '[', ']', '\\', '\x9b', '\x9d'), fc.nat(0xff).map(String.fromCharCode)),
  });
  fc.assert(
    fc.property(text, (given) => {
      const shown = printable(given);
      expect(shown).not.toMatch(/[^\x20-\x7e\u00a0-\uffff]/);
      expect(printable(shown)).toBe(shown);
    }),
  );
});

test('a megabyte of unfinished escape sequences takes no longer than any other text', () => {
  // A pattern that backtracks would take minutes.
  expect(printable('\x1b]'.repeat(500_000))).toBe('');
  expect(printable('\x1b['.repeat(500_000))).toBe('');
});
